import type * as impact from '../../../../../api/contracts/impact.ts';
import type * as contract from '../../../../../api/contracts/operations.ts';
import type { z } from 'zod';
import { api, type Page } from '../../../lib/api/fetch-json.ts';

export type Operation = contract.Operation;
export type OperationItem = contract.OperationItem;
export type Impact = impact.Impact;
export type ImpactChoice = impact.ImpactChoice;
export type CatchUpPreview = impact.CatchUpPreview;
export type EnrolmentPreview = z.infer<typeof contract.previewEnrolment.response>;
export type RecordSelection = z.input<NonNullable<typeof contract.enrolMany.body>>['selection'];
export type Pace = z.input<NonNullable<typeof contract.enrolMany.body>>['pace'];
export type RunSelection = z.input<NonNullable<typeof contract.changeRuns.body>>['selection'];
export type RunAction = z.input<NonNullable<typeof contract.changeRuns.body>>['action'];
export type RunCounts = z.infer<typeof contract.countRuns.response>;

type Query = Readonly<Record<string, string | number | undefined>>;

export const operationsApi = {
  list: (query: Query, signal?: AbortSignal) => api.get<Page<Operation>>('/v1/operations', query, signal),
  items: (id: string, query: Query, signal?: AbortSignal) => api.get<Page<OperationItem>>(`/v1/operations/${id}/items`, query, signal),
  act: (id: string, what: 'pause' | 'continue' | 'cancel' | 'undo') => api.post<Operation>(`/v1/operations/${id}/${what}`, {}),
  impact: (id: string, runs: readonly ImpactChoice[] | undefined) =>
    api.post<Impact>(`/v1/automations/${id}/impact`, runs === undefined ? {} : { runs }),
  catchUp: (id: string, signal?: AbortSignal) => api.get<CatchUpPreview>(`/v1/automations/${id}/catch-up`, undefined, signal),
  previewEnrolment: (id: string, selection: RecordSelection) =>
    api.post<EnrolmentPreview>(`/v1/automations/${id}/enrolment-preview`, { selection }),
  enrol: (id: string, selection: RecordSelection, pace: Pace) => api.post<Operation>(`/v1/automations/${id}/enrol`, { selection, pace }),
  countRuns: (selection: RunSelection) => api.post<RunCounts>('/v1/runs/bulk-preview', { selection }),
  changeRuns: (selection: RunSelection, action: RunAction) => api.post<Operation>('/v1/runs/bulk', { selection, action }),
};

export const operationKeys = {
  all: ['operations'] as const,
  of: (automationId: string) => ['operations', automationId] as const,
};

export const openOperations: readonly Operation['status'][] = ['collecting', 'working', 'paused', 'undoing'];
