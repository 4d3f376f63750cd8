import type { Transaction } from 'objection';
import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

interface PersonView {
  readonly id: string;
  readonly name: string;
}

export interface PublishRequestView {
  readonly id: string;
  readonly automation: PersonView;
  readonly status: 'open' | 'approved' | 'refused' | 'withdrawn' | 'superseded';
  readonly note: string;
  readonly definition: AutomationDefinition;
  /** The draft as it is now. */
  readonly draft: AutomationDefinition;
  readonly choices: readonly ImpactChoice[];
  readonly canary: number | null;
  readonly result: {
    readonly stay: number;
    readonly move: number;
    readonly exit: number;
    readonly dueNow: number;
    readonly lookedAt: number;
  };
  readonly requestedBy: PersonView;
  readonly createdAt: Date;
  readonly decidedBy: PersonView | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  readonly publishedNumber: number | null;
}

export interface PublishRequestFilter {
  readonly id?: string;
  readonly status?: 'open' | 'decided' | undefined;
  readonly automationId?: string | undefined;
  readonly after?: string | null;
  readonly limit: number;
}

function person(userId: string): string {
  return `(select jsonb_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = q.tenant_id and u.id = ${userId})`;
}

/** Requests to publish, the newest first; one more than asked for if there is a further page. */
export function listPublishRequests(trx: Transaction, filter: PublishRequestFilter): Promise<PublishRequestView[]> {
  const status = filter.status === undefined ? '' : ` and q.status ${filter.status === 'open' ? '=' : '<>'} 'open'`;
  return rowsOf<PublishRequestView>(
    trx,
    `select q.id, jsonb_build_object('id', a.id, 'name', a.name) as automation, q.status, q.note, q.definition, a.draft, q.choices, q.canary, q.impact->'result' as result,
       ${person('q.requested_by_user_id')} as requested_by, q.created_at, ${person('q.decided_by_user_id')} as decided_by, q.decided_at, q.reason, q.published_number
     from publish_requests q join automations a on a.tenant_id = q.tenant_id and a.id = q.automation_id
     where q.tenant_id = ${tenant} and (?::uuid is null or q.id = ?::uuid) and (?::uuid is null or q.automation_id = ?::uuid)
       and (?::uuid is null or q.id < ?::uuid)${status} order by q.id desc limit ?`,
    [
      filter.id ?? null,
      filter.id ?? null,
      filter.automationId ?? null,
      filter.automationId ?? null,
      filter.after ?? null,
      filter.after ?? null,
      filter.limit + 1,
    ],
  );
}
