import type * as contract from '../../../../../api/contracts/automations.ts';
import type { Canary } from '../../../../../api/contracts/canary.ts';
import type { Impact, ImpactChoice } from '../../../../../api/contracts/impact.ts';
import type { Overlay } from '../../../../../api/contracts/overlay.ts';
import type { PublishRequest } from '../../../../../api/contracts/publish-requests.ts';
import type { StarterAutomation } from '../../../../../api/contracts/automation-registry.ts';
import type { AutomationDefinition, TriggerNode } from '../../../../../domain/automation/definition/definition.ts';
import { api, type Page, type Versioned } from '../../../lib/api/fetch-json.ts';

/** The contract carries definitions as open JSON, because a draft may have problems; the builder shows them as far as it can. */
type Typed<T, Keys extends keyof T, D> = Omit<T, Keys> & { readonly [K in Keys]: D };
export type AutomationSummary = Typed<contract.AutomationSummary, 'trigger', TriggerNode>;
export type Automation = Omit<contract.Automation, 'trigger' | 'draft' | 'live'> & {
  readonly trigger: TriggerNode;
  readonly draft: AutomationDefinition;
  readonly live: AutomationDefinition | null;
};
export type AutomationVersion = Typed<contract.AutomationVersion, 'definition', AutomationDefinition>;
export type Starter = Typed<StarterAutomation, 'definition', AutomationDefinition>;
export type Enrolment = contract.Enrolment;
export type CanaryEnd = 'confirm' | 'call_back';
export type AutomationStatus = AutomationSummary['status'];

export const catchUps = ['now', 'skip', 'window', 'spread'] as const;
export type CatchUp = (typeof catchUps)[number];

/** A draft made of a file, and what had to be changed for it. */
export interface ImportedAutomation {
  readonly automation: Pick<Automation, 'id' | 'name'>;
  readonly changes: readonly { readonly pointer: string; readonly change: 'removed' | 'filled' }[];
}

function named(definition: unknown, name: string): unknown {
  return name !== '' && typeof definition === 'object' && definition !== null ? { ...definition, name } : definition;
}

const base = '/v1/automations';
type Query = Readonly<Record<string, string | number | undefined>>;

export const automationsApi = {
  list: (query: Query, signal?: AbortSignal) => api.get<Page<AutomationSummary>>(base, query, signal),
  read: (id: string, signal?: AbortSignal) => api.getVersioned<Automation>(`${base}/${id}`, signal),
  starters: (signal?: AbortSignal) => api.get<{ readonly items: readonly Starter[] }>('/v1/starter-automations', undefined, signal),
  create: (definition: AutomationDefinition) => api.post<Automation>(base, { definition }),
  import: (definition: unknown, name: string): Promise<ImportedAutomation> =>
    api.post<ImportedAutomation>(`${base}/import`, { definition: named(definition, name) }),
  save: (id: string, definition: AutomationDefinition, etag: string): Promise<Versioned<Automation>> =>
    api.patch<Automation>(`${base}/${id}`, { definition }, etag),
  publish: (id: string, etag: string, runs: readonly ImpactChoice[] = [], canary: number | null = null) =>
    api.post<Automation>(`${base}/${id}/publish`, { runs, canary }, { ifMatch: etag }),
  requestPublish: (id: string, etag: string, request: { note: string; runs: readonly ImpactChoice[]; canary: number | null }) =>
    api.post<PublishRequest>(`${base}/${id}/publish-requests`, request, { ifMatch: etag }),
  canary: (id: string, signal?: AbortSignal) => api.get<{ readonly canary: Canary | null }>(`${base}/${id}/canary`, undefined, signal),
  impactOfCanary: (id: string, end: CanaryEnd, runs: readonly ImpactChoice[] | undefined) =>
    api.post<Impact>(`${base}/${id}/canary/impact`, runs === undefined ? { end } : { end, runs }),
  endCanary: (id: string, end: CanaryEnd, runs: readonly ImpactChoice[]) =>
    api.post<Automation>(`${base}/${id}/canary/${end === 'confirm' ? 'confirm' : 'call-back'}`, { runs }),
  pause: (id: string) => api.post<Automation>(`${base}/${id}/pause`, {}),
  resume: (id: string, catchUp: CatchUp, hours: number) => api.post<Automation>(`${base}/${id}/resume`, { catchUp, hours }),
  archive: (id: string) => api.post<Automation>(`${base}/${id}/archive`, {}),
  versions: (id: string, signal?: AbortSignal) => api.get<Page<AutomationVersion>>(`${base}/${id}/versions`, { limit: 100 }, signal),
  version: (id: string, number: string, signal?: AbortSignal) =>
    api.get<AutomationVersion>(`${base}/${id}/versions/${number}`, undefined, signal),
  overlay: (id: string, number: number, signal?: AbortSignal) =>
    api.get<Overlay>(`${base}/${id}/versions/${number}/overlay`, undefined, signal),
  enrolments: (id: string, query: Query, signal?: AbortSignal) => api.get<Page<Enrolment>>(`${base}/${id}/enrolments`, query, signal),
};

export const automationKeys = {
  all: ['automations'] as const,
  one: (id: string) => ['automations', id] as const,
};
