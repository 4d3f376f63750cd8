import type * as contract from '../../../../../api/contracts/runs.ts';
import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import type { Evaluation } from '../../../../../domain/expressions/ast.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import { api, type Page } from '../../../lib/api/fetch-json.ts';

export type Run = contract.Run;
export type RunStep = Omit<contract.RunDetail['steps'][number], 'evaluation'> & { readonly evaluation: Evaluation | null };
/** The contract carries the definition as open JSON; a published one has passed the compiler. */
export type RunDetail = Omit<contract.RunDetail, 'definition' | 'steps'> & {
  readonly definition: AutomationDefinition;
  readonly steps: readonly RunStep[];
};

export const runStatuses = ['queued', 'running', 'waiting', 'held', 'succeeded', 'failed', 'cancelled', 'exited'] as const;
export const openStatuses: readonly Run['status'][] = ['queued', 'running', 'waiting', 'held'];

/** Held and ended runs are told by the stream; how a run gets along between is asked for, often while it moves. */
export function askAgainIn(runs: readonly { readonly status: Run['status'] }[] | undefined): number {
  return runs?.some(({ status }) => status === 'queued' || status === 'running') === true ? 2_000 : 15_000;
}

export const runsApi = {
  list: (query: Readonly<Record<string, string | number | undefined>>, signal?: AbortSignal) =>
    api.get<Page<Run>>('/v1/runs', query, signal),
  read: (id: string, signal?: AbortSignal) => api.get<RunDetail>(`/v1/runs/${id}`, undefined, signal),
  retry: (id: string, on: 'same' | 'current' = 'same') => api.post<RunDetail>(`/v1/runs/${id}/retry`, { on }),
  move: (id: string, to: { readonly version?: number; readonly map: Readonly<Record<string, string>> }) =>
    api.post<RunDetail>(`/v1/runs/${id}/move`, to),
  startFrom: (id: string, from: { readonly version?: number; readonly step: string }) =>
    api.post<RunDetail>(`/v1/runs/${id}/start-from`, from),
  correct: (id: string, values: { readonly variables: JsonObject; readonly outputs: Readonly<Record<string, JsonObject>> }) =>
    api.post<RunDetail>(`/v1/runs/${id}/correct`, values),
  cancel: (id: string, reason: string) => api.post<RunDetail>(`/v1/runs/${id}/cancel`, { reason }),
};
