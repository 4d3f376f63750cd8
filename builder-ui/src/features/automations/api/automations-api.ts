import type { AutomationDefinition } from '../../../../../domain/automation/definition/definition.ts';
import { api, type Page, type Versioned } from '../../../lib/api/fetch-json.ts';

/** The thin layer over `/v1/automations`; the shapes follow `api/contracts/automations.ts`. */
export type AutomationStatus = 'draft' | 'active' | 'paused' | 'archived';
export type AutomationHealth = 'ok' | 'silent' | 'failing' | 'draft_changed';

export interface PersonRef {
  readonly id: string;
  readonly name: string;
}

export interface AutomationSummary {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly status: AutomationStatus;
  readonly subject: AutomationDefinition['subject'];
  readonly trigger: AutomationDefinition['trigger'];
  /** Number of the live version; null as long as nothing is published. */
  readonly liveNumber: number | null;
  /** The draft differs from the live version. */
  readonly draftChanged: boolean;
  readonly health: AutomationHealth;
  readonly counts: {
    readonly waiting: number;
    readonly held: number;
    readonly running: number;
    readonly enrolled7d: number;
    readonly rejected7d: number;
    readonly failed7d: number;
  };
  readonly lastMatchAt: string | null;
  /** Enrolments per day, the oldest first. */
  readonly days: readonly number[];
  readonly updatedAt: string;
  readonly updatedBy: PersonRef | null;
}

export interface Automation extends AutomationSummary {
  readonly draft: AutomationDefinition;
  readonly live: AutomationDefinition | null;
  readonly pausedAt: string | null;
  readonly pausedBy: PersonRef | null;
}

export interface AutomationVersion {
  readonly number: number;
  readonly definition: AutomationDefinition;
  readonly publishedAt: string;
  readonly publishedBy: PersonRef | null;
  readonly waiting: number;
}

export interface Enrolment {
  readonly id: string;
  readonly record: { readonly type: string; readonly id: string; readonly name: string };
  readonly runId: string | null;
  readonly outcome: 'enrolled' | 'rejected';
  /** The rule that said no, and the values it saw. */
  readonly rule: string | null;
  readonly detail: string | null;
  readonly at: string;
}

export type CatchUp = 'now' | 'skip' | 'next_window' | 'spread';

const base = '/v1/automations';

export const automationsApi = {
  list: (query: Record<string, string | undefined>, signal?: AbortSignal) => api.get<Page<AutomationSummary>>(base, query, signal),
  read: (id: string, signal?: AbortSignal) => api.getVersioned<Automation>(`${base}/${id}`, signal),
  create: (definition: AutomationDefinition) => api.post<Automation>(base, { definition }),
  save: (id: string, definition: AutomationDefinition, etag: string): Promise<Versioned<Automation>> =>
    api.patch<Automation>(`${base}/${id}`, { definition }, etag),
  publish: (id: string, etag: string) => api.post<Automation>(`${base}/${id}/publish`, {}, { ifMatch: etag }),
  pause: (id: string) => api.post<Automation>(`${base}/${id}/pause`, {}),
  resume: (id: string, catchUp: CatchUp) => api.post<Automation>(`${base}/${id}/resume`, { catchUp }),
  archive: (id: string) => api.post<Automation>(`${base}/${id}/archive`, {}),
  versions: (id: string, signal?: AbortSignal) => api.get<Page<AutomationVersion>>(`${base}/${id}/versions`, { limit: 50 }, signal),
  enrolments: (id: string, query: Record<string, string | undefined>, signal?: AbortSignal) =>
    api.get<Page<Enrolment>>(`${base}/${id}/enrolments`, query, signal),
};

export const automationKeys = {
  all: ['automations'] as const,
  one: (id: string) => ['automations', id] as const,
};
