import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { TaskRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { requireAction } from './complete-task.ts';
import { lockTask } from './lock-task.ts';

/** Opens a completed or cancelled task again; what was said about its end stays in the events. */
export async function reopenTask(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<TaskRow> {
  const { task, records } = await lockTask(trx, context, input.id);
  requireAction('reopen', task);
  const next = {
    status: 'open',
    outcome: null,
    outcomeNotes: null,
    completedAt: null,
    completedByUserId: null,
    cancelledAt: null,
    cancelledReason: null,
  };
  const written = await writeRecord(trx, context, 'task', task, next, {
    related: records,
    data: { title: task.title, action: 'reopened' },
  });
  return written.row;
}
