import { isUuid } from '../../domain/ids.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { notFound } from '../records/lock-record.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import type { TaskRow } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

export interface LockedTask {
  readonly task: TaskRow;
  /** What the task is about, locked, the most important first. */
  readonly records: readonly SubjectRef[];
}

/**
 * Locks a task together with the records it is about, because its events are about them too. The links of a task never
 * change, so they may be read before anything is locked.
 */
export async function lockTask(trx: TenantTrx, context: CommandContext, id: string): Promise<LockedTask> {
  if (!isUuid(id)) throw notFound('task');
  const links = await rowsOf<{ type: SubjectType; id: string }>(
    trx,
    'select record_type as type, record_id as id from task_links where tenant_id = ? and task_id = ? order by is_primary desc, record_id',
    [context.tenantId, id],
  );
  const locked = await lockRecords(trx, [...links, { type: 'task', id }]);
  const task = await rowOf<TaskRow>(trx, 'select * from tasks where tenant_id = ? and id = ?', [context.tenantId, id]);
  if (task === null || task.archivedAt !== null) throw notFound('task');
  return { task, records: links.filter((link) => locked.has(link.id)) };
}
