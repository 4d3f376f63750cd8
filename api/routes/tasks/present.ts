import type { TaskView } from '../../../db/records/find-tasks.ts';
import { daysOverdue, isOpenTask } from '../../../domain/records/task-rules.ts';
import type { MadeBy, Task } from '../../contracts/tasks.ts';
import { instantOrNull, presentMeta } from '../records/found.ts';

export function presentTask(row: TaskView, now: Date): Task {
  const late = isOpenTask(row.status) && row.dueAt !== null && row.dueAt < now;
  return {
    ...presentMeta(row),
    title: row.title,
    description: row.description,
    status: row.status,
    priority: row.priority,
    kind: row.kind,
    dueAt: instantOrNull(row.dueAt),
    overdue: late,
    daysOverdue: late ? daysOverdue(row.dueAt, now) : 0,
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    outcome: row.outcome,
    outcomeNotes: row.outcomeNotes,
    completedAt: instantOrNull(row.completedAt),
    completedBy: row.completedBy,
    cancelledReason: row.cancelledReason,
    madeBy: presentMaker(row),
    records: [...row.records],
  };
}

/** A person, the step of an automation, or nobody in particular. */
export function presentMaker(row: Pick<TaskView, 'createdByAutomation' | 'createdByUser'>): MadeBy {
  if (row.createdByAutomation !== null) return { kind: 'automation', user: null, automation: row.createdByAutomation };
  return { kind: row.createdByUser === null ? 'system' : 'user', user: row.createdByUser, automation: null };
}
