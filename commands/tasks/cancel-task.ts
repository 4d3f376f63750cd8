import { readFields } from '../../domain/records/field-values.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { TaskRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { requireAction } from './complete-task.ts';
import { lockTask } from './lock-task.ts';

const rules = { reason: { kind: 'line', max: 500 } } as const;

/** Cancels an open task: `task.cancelled`. */
export async function cancelTask(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly reason?: string | null },
): Promise<TaskRow> {
  const { values, problems } = readFields(rules, { reason: input.reason }, { parsePhone });
  refuseProblems('task', problems);
  const reason = (values['reason'] ?? null) as string | null; // the rule reads a line
  const { task, records } = await lockTask(trx, context, input.id);
  requireAction('cancel', task);
  const next = { status: 'cancelled', cancelledAt: context.now, cancelledReason: reason };
  const written = await writeRecord(trx, context, 'task', task, next, {
    as: 'task.cancelled',
    related: records,
    data: { title: task.title, kind: task.kind, reason },
  });
  return written.row;
}
