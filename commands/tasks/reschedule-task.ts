import { readFields } from '../../domain/records/field-values.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { TaskRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import { requireAction } from './complete-task.ts';
import { lockTask } from './lock-task.ts';

const rules = { dueAt: { kind: 'instant' }, reason: { kind: 'line', max: 500 } } as const;

/** Gives an open task another due date: `task.rescheduled`. */
export async function rescheduleTask(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly dueAt: Date | string | null; readonly reason?: string | null },
): Promise<TaskRow> {
  const { values, problems } = readFields(rules, { dueAt: input.dueAt, reason: input.reason }, { parsePhone });
  refuseProblems('task', problems);
  const { task, records } = await lockTask(trx, context, input.id);
  requireAction('reschedule', task);
  const data = { title: task.title, reason: (values['reason'] ?? null) as string | null };
  // A reminder belongs to the old date.
  const written = await writeRecord(
    trx,
    context,
    'task',
    task,
    { dueAt: values['dueAt'] ?? null },
    { as: 'task.rescheduled', related: records, data },
  );
  return written.row;
}
