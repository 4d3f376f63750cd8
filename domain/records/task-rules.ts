import type { Problem } from '../errors/errors.ts';

export const taskStatuses = ['open', 'in_progress', 'done', 'cancelled'] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** In ascending urgency. */
export const taskPriorities = ['low', 'medium', 'high', 'urgent'] as const;
export type TaskPriority = (typeof taskPriorities)[number];

/** What the task is for; a `first_touch` is completed by the first touch logged on its record. */
export const taskKinds = ['general', 'first_touch', 'follow_up'] as const;
export type TaskKind = (typeof taskKinds)[number];

export function isOpenTask(status: string): boolean {
  return status === 'open' || status === 'in_progress';
}

export type TaskAction = 'complete' | 'reschedule' | 'cancel' | 'reopen' | 'start';

/** Why the action does not fit the task's status; null when it does. */
export function taskActionProblem(action: TaskAction, status: TaskStatus): Problem | null {
  const open = isOpenTask(status);
  if (action === 'reopen') return open ? { pointer: '/status', code: 'task_open', detail: 'The task is open already.' } : null;
  if (open) return null;
  const was = status === 'done' ? 'completed' : 'cancelled';
  return { pointer: '/status', code: 'task_closed', detail: `The task was ${was} already. Reopen it first.` };
}

const dayMs = 86_400_000;

/** Whole days since the task fell due: 0 while it is due today or later, 1 from its first full day late. */
export function daysOverdue(dueAt: Date | null, now: Date): number {
  if (dueAt === null || dueAt >= now) return 0;
  return Math.floor((now.getTime() - dueAt.getTime()) / dayMs);
}
