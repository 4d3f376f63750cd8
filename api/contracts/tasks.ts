import { z } from 'zod';
import { taskKinds, taskPriorities, taskStatuses } from '../../domain/records/task-rules.ts';
import { flag, id, idParams, instant, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { commaList, optionalText, recordLink, recordMeta, recordPointer, userRef } from './records.ts';

export const taskStatus = z.enum(taskStatuses);
export const taskPriority = z.enum(taskPriorities);
export const taskKind = z.enum(taskKinds);

/** Who or what made a task: "by New lead first touch, step 3". */
export const madeBy = z
  .object({
    kind: z.enum(['user', 'automation', 'import', 'form', 'webhook', 'system']),
    user: userRef.nullable(),
    automation: z.object({ id, name: z.string(), runId: id, step: z.string(), stepNumber: z.number().int().nullable() }).nullable(),
    source: z
      .object({ type: z.enum(['import', 'form', 'webhook']), id, name: z.string() })
      .nullable()
      .optional()
      .meta({ description: 'The import, form or inbound webhook it came by.' }),
  })
  .meta({ id: 'MadeBy' });
export type MadeBy = z.infer<typeof madeBy>;

export const task = z
  .object({
    ...recordMeta,
    title: z.string(),
    description: z.string().nullable(),
    status: taskStatus,
    priority: taskPriority,
    kind: taskKind,
    dueAt: instant.nullable(),
    overdue: z.boolean(),
    daysOverdue: z.number().int(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    outcome: z.string().nullable(),
    outcomeNotes: z.string().nullable(),
    completedAt: instant.nullable(),
    completedBy: userRef.nullable(),
    madeBy,
    cancelledReason: z.string().nullable(),
    records: z.array(recordLink),
  })
  .meta({ id: 'Task' });
export type Task = z.infer<typeof task>;

export const createTaskBody = z
  .strictObject({
    title: z.string().max(60_000),
    description: optionalText,
    dueAt: instant.nullable().optional(),
    priority: taskPriority.optional(),
    kind: taskKind.optional(),
    ownerUserId: id.nullable().optional().meta({ description: 'The assignee; absent means yourself.' }),
    records: z.array(recordPointer).max(20).optional(),
  })
  .meta({ id: 'CreateTask' });
export type CreateTaskBody = z.infer<typeof createTaskBody>;

export const updateTaskBody = z
  .strictObject({
    title: z.string().max(60_000).optional(),
    description: optionalText,
    dueAt: instant.nullable().optional(),
    priority: taskPriority.optional(),
    ownerUserId: id.nullable().optional(),
    status: z.enum(['open', 'in_progress']).optional(),
  })
  .meta({ id: 'UpdateTask' });
export type UpdateTaskBody = z.infer<typeof updateTaskBody>;

export const taskListQuery = pageQuery.extend({
  q: z.string().trim().max(200).optional(),
  owner: z.string().max(40).optional().meta({ description: 'Id of a user, `me`, or `none`.' }),
  status: commaList.optional().meta({ description: '`open,in_progress,done,cancelled`' }),
  priority: commaList.optional(),
  kind: commaList.optional(),
  overdue: flag.optional().meta({ description: 'Only open tasks past their due date, the most overdue first.' }),
  dueFrom: instant.optional(),
  dueTo: instant.optional(),
  createdFrom: instant.optional(),
  createdTo: instant.optional(),
  recordType: recordPointer.shape.type.optional(),
  recordId: id.optional(),
  filter: z.string().max(20_000).optional(),
  archived: flag.optional(),
  sort: z.enum(['dueAt', '-dueAt', '-createdAt', 'createdAt', '-completedAt']).optional(),
});
export type TaskListQuery = z.infer<typeof taskListQuery>;

export const listTasks = endpoint({
  method: 'GET',
  path: '/v1/tasks',
  summary: 'List tasks',
  tag: 'Tasks',
  query: taskListQuery,
  response: pageOf(task),
});

export const countTasks = endpoint({
  method: 'GET',
  path: '/v1/tasks/counts',
  summary: 'How many tasks are open, overdue, due today, done today',
  tag: 'Tasks',
  query: z.object({ owner: z.string().max(40).optional() }),
  response: z.object({
    open: z.number().int(),
    overdue: z.number().int(),
    dueToday: z.number().int(),
    doneToday: z.number().int(),
    unassigned: z.number().int(),
  }),
});

export const createTask = endpoint({
  method: 'POST',
  path: '/v1/tasks',
  summary: 'Create a task',
  tag: 'Tasks',
  body: createTaskBody,
  response: task,
  status: 201,
});

export const readTask = endpoint({
  method: 'GET',
  path: '/v1/tasks/{id}',
  summary: 'Read a task',
  tag: 'Tasks',
  params: idParams,
  response: task,
});

export const updateTask = endpoint({
  method: 'PATCH',
  path: '/v1/tasks/{id}',
  summary: 'Change a task',
  tag: 'Tasks',
  params: idParams,
  body: updateTaskBody,
  response: task,
  ifMatch: true,
});

export const archiveTask = endpoint({
  method: 'DELETE',
  path: '/v1/tasks/{id}',
  summary: 'Archive a task',
  tag: 'Tasks',
  params: idParams,
});

export const completeTask = endpoint({
  method: 'POST',
  path: '/v1/tasks/{id}/complete',
  summary: 'Complete a task with its outcome',
  tag: 'Tasks',
  params: idParams,
  body: z.strictObject({ outcome: optionalText, notes: optionalText }),
  response: task,
});

export const rescheduleTask = endpoint({
  method: 'POST',
  path: '/v1/tasks/{id}/reschedule',
  summary: 'Give a task another due date',
  tag: 'Tasks',
  params: idParams,
  body: z.strictObject({ dueAt: instant.nullable(), reason: optionalText }),
  response: task,
});

export const cancelTask = endpoint({
  method: 'POST',
  path: '/v1/tasks/{id}/cancel',
  summary: 'Cancel a task',
  tag: 'Tasks',
  params: idParams,
  body: z.strictObject({ reason: optionalText }),
  response: task,
});

export const reopenTask = endpoint({
  method: 'POST',
  path: '/v1/tasks/{id}/reopen',
  summary: 'Open a completed or cancelled task again',
  tag: 'Tasks',
  params: idParams,
  response: task,
});
