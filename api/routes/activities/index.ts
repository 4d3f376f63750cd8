import { logActivity } from '../../../commands/activities/log-activity.ts';
import { archiveActivity, updateActivity } from '../../../commands/activities/update-activity.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findActivities, findActivity } from '../../../db/records/find-activities.ts';
import { findTask } from '../../../db/records/find-tasks.ts';
import type { Activity } from '../../contracts/activities.ts';
import * as contract from '../../contracts/activities.ts';
import { anyOf, between, listOf } from '../../lib/record-list.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { activityPolicy } from '../../policies/crm.ts';
import { found } from '../records/found.ts';
import { presentTask } from '../tasks/present.ts';
import { presentActivity } from './present.ts';

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Activity> =>
  presentActivity(found(await findActivity(trx, params.id), 'activity'));

export const activityRoutes: readonly Route[] = [
  readRoute(contract.listActivities, {
    policy: activityPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const where = [anyOf('activity.type', query.type), ...between('activity.occurredAt', query.from, query.to)];
      const input = { ...query, sort: '-occurredAt', linkedTo: query.recordId, where };
      const { items, next } = await listOf({ trx, principal }, 'activity', input, findActivities);
      return { items: items.map(presentActivity), next };
    },
  }),

  writeRoute(contract.logActivity, {
    policy: activityPolicy.write,
    handle: async ({ trx, context, body }) => {
      const { activity, followUpTask, completedTasks } = await logActivity(trx, context, body);
      const followUp = followUpTask === null ? null : await findTask(trx, followUpTask.id);
      return {
        activity: await current({ trx, params: activity }),
        followUpTask: followUp === null ? null : presentTask(followUp, context.now),
        completedTaskIds: completedTasks.map((task) => task.id),
      };
    },
  }),

  readRoute(contract.readActivity, { policy: activityPolicy.read, handle: current }),

  writeRoute(contract.updateActivity, {
    policy: activityPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateActivity(trx, context, { id: params.id, patch: body, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),

  writeRoute(contract.archiveActivity, {
    policy: activityPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveActivity(trx, context, params);
      return undefined;
    },
  }),
];
