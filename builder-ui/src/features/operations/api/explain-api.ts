import type { z } from 'zod';
import type * as contract from '../../../../../api/contracts/explain.ts';
import { api } from '../../../lib/api/fetch-json.ts';

export type RecordAutomation = contract.RecordAutomation;
export type Refusal = NonNullable<RecordAutomation['now']['refusal']>;
export type EffectCause = z.infer<typeof contract.explainEffect.response>;
export type EffectKind = 'task' | 'message' | 'event';

export const explainApi = {
  record: (type: string, id: string, signal?: AbortSignal) =>
    api.get<{ readonly items: readonly RecordAutomation[] }>(`/v1/explain/records/${type}/${id}`, undefined, signal),
  effect: (kind: EffectKind, id: string, signal?: AbortSignal) => api.get<EffectCause>('/v1/explain/effects', { kind, id }, signal),
};
