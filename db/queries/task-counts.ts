import type { Transaction } from 'objection';
import { openedOf } from '../opening.ts';

export interface TaskCounts {
  readonly open: number;
  readonly overdue: number;
  readonly dueToday: number;
  readonly doneToday: number;
  readonly unassigned: number;
}

/** Counts for one owner, or for everybody when null. The day's limits are instants in the user's zone. */
export async function taskCounts(
  trx: Transaction,
  query: { readonly ownerUserId: string | null; readonly startOfToday: Date; readonly endOfToday: Date },
): Promise<TaskCounts> {
  const { tenantId } = openedOf(trx);
  const owner = query.ownerUserId;
  const result: { rows: TaskCounts[] } = await trx.raw(
    `select open, overdue, "dueToday", "doneToday", unassigned from
      (select count(*)::int as open,
         (count(*) filter (where due_at < now()))::int as overdue,
         (count(*) filter (where due_at >= now() and due_at <= ?::timestamptz))::int as "dueToday"
       from tasks where tenant_id = ? and status in ('open', 'in_progress') and archived_at is null and (?::uuid is null or owner_user_id = ?::uuid)) a,
      (select count(*)::int as "doneToday" from tasks
       where tenant_id = ? and status = 'done' and completed_at >= ?::timestamptz and (?::uuid is null or owner_user_id = ?::uuid)) b,
      (select count(*)::int as unassigned from tasks
       where tenant_id = ? and owner_user_id is null and status in ('open', 'in_progress') and archived_at is null) c`,
    [query.endOfToday, tenantId, owner, owner, tenantId, query.startOfToday, owner, owner, tenantId],
  );
  const [row] = result.rows;
  if (!row) throw new Error('counting answers one row');
  return row;
}
