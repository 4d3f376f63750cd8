import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';
import { rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface OperationView {
  readonly id: string;
  readonly automationId: string;
  readonly automationName: string;
  readonly kind: 'publish' | 'resume' | 'enrol' | 'runs';
  readonly request: JsonObject;
  readonly status: 'collecting' | 'working' | 'paused' | 'completed' | 'undoing' | 'undone' | 'cancelled';
  readonly total: number;
  readonly done: number;
  readonly changed: number;
  readonly refused: number;
  readonly undone: number;
  readonly nextAt: Date | null;
  readonly createdBy: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface OperationFilter {
  readonly id?: string | undefined;
  readonly automationId?: string | undefined;
  readonly open?: boolean;
  readonly limit: number;
  readonly after: string | null;
}

/** Operations from the newest down; one row more than asked for if there is a further page. */
export async function listOperations(trx: Transaction, filter: OperationFilter): Promise<OperationView[]> {
  return rowsOf<OperationView>(
    trx,
    `select o.id, o.automation_id, a.name as automation_name, o.kind, o.request, o.status, o.total, o.done, o.changed, o.refused, o.undone, o.created_at, o.finished_at,
       (select min(i.due_at) from run_operation_items i where i.tenant_id = o.tenant_id and i.operation_id = o.id and i.outcome is null and o.status = 'working') as next_at,
       case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as created_by
     from run_operations o join automations a on a.tenant_id = o.tenant_id and a.id = o.automation_id
       left join users u on u.tenant_id = o.tenant_id and u.id = o.created_by_user_id
     where o.tenant_id = ${tenant} and (?::uuid is null or o.id = ?::uuid) and (?::uuid is null or o.automation_id = ?::uuid) and (?::uuid is null or o.id < ?::uuid)
       and (not ?::boolean or o.status in ('collecting', 'working', 'paused', 'undoing'))
     order by o.id desc limit ?`,
    [
      filter.id ?? null,
      filter.id ?? null,
      filter.automationId ?? null,
      filter.automationId ?? null,
      filter.after,
      filter.after,
      filter.open === true,
      filter.limit + 1,
    ],
  );
}

export interface OperationItemView {
  readonly position: number;
  readonly targetId: string;
  readonly subjectId: string | null;
  readonly subjectType: string | null;
  readonly runId: string | null;
  readonly dueAt: Date | null;
  readonly outcome: 'changed' | 'unchanged' | 'refused' | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly undo: 'undone' | 'refused' | null;
}

/** What became of each target, in its order. A target is a run, or a record that is to be enrolled. */
export async function listOperationItems(
  trx: Transaction,
  filter: { readonly operationId: string; readonly outcome?: string | undefined; readonly limit: number; readonly after: number | null },
): Promise<OperationItemView[]> {
  return rowsOf<OperationItemView>(
    trx,
    `select i.position, i.target_id, coalesce(r.subject_id, case when o.kind = 'enrol' then i.target_id end) as subject_id,
       coalesce(r.subject_type, case when o.kind = 'enrol' then a.subject end) as subject_type, coalesce(i.run_id, r.id) as run_id,
       i.due_at, i.outcome, i.code, i.reason, i.undo
     from run_operation_items i join run_operations o on o.tenant_id = i.tenant_id and o.id = i.operation_id
       join automations a on a.tenant_id = o.tenant_id and a.id = o.automation_id
       left join runs r on r.tenant_id = i.tenant_id and r.id = coalesce(i.run_id, i.target_id)
     where i.tenant_id = ${tenant} and i.operation_id = ? and i.position > ? and (?::text is null or i.outcome = ?) order by i.position limit ?`,
    [filter.operationId, filter.after ?? 0, filter.outcome ?? null, filter.outcome ?? null, filter.limit + 1],
  );
}
