import { archiveTask } from '../../../commands/tasks/archive-task.ts';
import { cancelTask } from '../../../commands/tasks/cancel-task.ts';
import { completeTask } from '../../../commands/tasks/complete-task.ts';
import { createTask } from '../../../commands/tasks/create-task.ts';
import { reopenTask } from '../../../commands/tasks/reopen-task.ts';
import { rescheduleTask } from '../../../commands/tasks/reschedule-task.ts';
import { updateTask } from '../../../commands/tasks/update-task.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { openedOf } from '../../../db/opening.ts';
import { zoneOf } from '../../../db/records/find-priorities.ts';
import { countTasks, findTask, findTasks } from '../../../db/records/find-tasks.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { Task, TaskListQuery } from '../../contracts/tasks.ts';
import * as contract from '../../contracts/tasks.ts';
import { anyOf, between, leaf, listOf } from '../../lib/record-list.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { taskPolicy } from '../../policies/crm.ts';
import { dayBounds } from '../home/day-bounds.ts';
import { found } from '../records/found.ts';
import { presentTask } from './present.ts';

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Task> =>
  presentTask(found(await findTask(trx, params.id), 'task'), openedOf(trx).now);

function filtersOf(query: TaskListQuery, now: Date): readonly (Condition | null)[] {
  return [
    anyOf('task.status', query.overdue === true ? 'open,in_progress' : query.status),
    anyOf('task.priority', query.priority),
    anyOf('task.kind', query.kind),
    query.overdue === true ? leaf('task.dueAt', 'before', now.toISOString()) : null,
    ...between('task.dueAt', query.dueFrom, query.dueTo),
    ...between('task.createdAt', query.createdFrom, query.createdTo),
  ];
}

export const taskRoutes: readonly Route[] = [
  readRoute(contract.listTasks, {
    policy: taskPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const now = new Date();
      // What is due first is the most overdue.
      const sort = query.sort ?? 'dueAt';
      const input = { ...query, sort, linkedTo: query.recordId, where: filtersOf(query, now) };
      const { items, next } = await listOf({ trx, principal }, 'task', input, findTasks);
      return { items: items.map((task) => presentTask(task, now)), next };
    },
  }),

  readRoute(contract.countTasks, {
    policy: taskPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const { now } = openedOf(trx);
      const owner = query.owner === undefined || query.owner === 'me' ? principal.userId : isUuid(query.owner) ? query.owner : null;
      return countTasks(trx, { owner, now, ...dayBounds(await zoneOf(trx, principal.userId), now) });
    },
  }),

  writeRoute(contract.createTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, body }) => current({ trx, params: await createTask(trx, context, body) }),
  }),

  readRoute(contract.readTask, { policy: taskPolicy.read, handle: current }),

  writeRoute(contract.updateTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateTask(trx, context, { id: params.id, patch: body, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),

  writeRoute(contract.archiveTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveTask(trx, context, params);
      return undefined;
    },
  }),

  writeRoute(contract.completeTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await completeTask(trx, context, { id: params.id, outcome: body.outcome ?? null, notes: body.notes ?? null });
      return current({ trx, params });
    },
  }),

  writeRoute(contract.rescheduleTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await rescheduleTask(trx, context, { id: params.id, dueAt: body.dueAt, reason: body.reason ?? null });
      return current({ trx, params });
    },
  }),

  writeRoute(contract.cancelTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await cancelTask(trx, context, { id: params.id, reason: body.reason ?? null });
      return current({ trx, params });
    },
  }),

  writeRoute(contract.reopenTask, {
    policy: taskPolicy.write,
    handle: async ({ trx, context, params }) => {
      await reopenTask(trx, context, params);
      return current({ trx, params });
    },
  }),
];
