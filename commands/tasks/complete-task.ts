import type { JsonObject } from '../../domain/json.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { readFields } from '../../domain/records/field-values.ts';
import type { TaskAction } from '../../domain/records/task-rules.ts';
import { taskActionProblem } from '../../domain/records/task-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { userOf } from '../records/made-by.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { TaskRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import type { LockedTask } from './lock-task.ts';
import { lockTask } from './lock-task.ts';

export interface CompleteTask {
  readonly id: string;
  readonly outcome?: string | null;
  readonly notes?: string | null;
  /** The task and its records, if the caller has locked them in this transaction. */
  readonly loaded?: LockedTask;
  /** What the event says beside, e.g. the activity that completed it. */
  readonly data?: JsonObject;
}

const outcomeRules = { outcome: { kind: 'line', max: 200 }, notes: { kind: 'lines', max: 10_000 } } as const;

/** Completes a task with its outcome: who and when is kept, `task.completed` tells. */
export async function completeTask(trx: TenantTrx, context: CommandContext, input: CompleteTask): Promise<TaskRow> {
  const { values, problems } = readFields(outcomeRules, { outcome: input.outcome, notes: input.notes }, { parsePhone });
  refuseProblems('task', problems);
  const { task, records } = input.loaded ?? (await lockTask(trx, context, input.id));
  requireAction('complete', task);
  const outcome = values['outcome'] ?? null;
  const written = await writeRecord(
    trx,
    context,
    'task',
    task,
    {
      status: 'done',
      outcome,
      outcomeNotes: values['notes'] ?? null,
      completedAt: context.now,
      completedByUserId: userOf(context.actor),
    },
    {
      as: 'task.completed',
      related: records,
      data: { title: task.title, kind: task.kind, outcome: outcome as string | null, ...input.data },
    },
  );
  return written.row;
}

/** Refuses an action that does not fit the task's status. */
export function requireAction(action: TaskAction, task: TaskRow): void {
  const problem = taskActionProblem(action, task.status);
  if (problem !== null) throw new UserError('conflict', problem.detail, [problem], { status: task.status });
}
