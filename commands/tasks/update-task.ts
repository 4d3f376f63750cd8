import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { TaskRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { requireAction } from './complete-task.ts';
import { lockTask } from './lock-task.ts';

/** Changes an open task: `task.updated`, and beside it `task.assigned` and `task.rescheduled` as they apply. */
export async function updateTask(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly patch: Patch; readonly expectedVersion?: number },
): Promise<TaskRow> {
  const { task, records } = await lockTask(trx, context, input.id);
  requireVersion(task, input.expectedVersion, 'task');
  const { values, problems } = await readPatch(trx, context, 'task', input.patch, task);
  refuseProblems('task', problems);
  if ('status' in values || 'dueAt' in values) requireAction('start', task);
  const written = await writeRecord(trx, context, 'task', task, values, { related: records, data: { title: task.title } });
  return written.row;
}
