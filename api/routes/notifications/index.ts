import { markAllRead, markRead } from '../../../commands/notifications/mark-read.ts';
import { countUnread, listNotifications } from '../../../db/queries/find-notifications.ts';
import * as contract from '../../contracts/notifications.ts';
import { instantCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { signedIn } from '../../policies/policy.ts';
import { presentNotification } from './present.ts';

/** Everybody sees and marks only what is addressed to them, so being signed in is all it takes. */
export const notificationRoutes: readonly Route[] = [
  readRoute(contract.listNotifications, {
    policy: signedIn,
    handle: async ({ trx, principal, query }) => {
      const rows = await listNotifications(trx, principal.userId, { ...query, after: instantCursor(query.cursor) });
      return page(rows.map(presentNotification), query.limit, (row) => [row.createdAt, row.id]);
    },
  }),

  readRoute(contract.countUnread, {
    policy: signedIn,
    handle: async ({ trx, principal }) => ({ count: await countUnread(trx, principal.userId) }),
  }),

  writeRoute(contract.readNotification, {
    policy: signedIn,
    handle: ({ trx, context, principal, params }) => markRead(trx, context, { userId: principal.userId, id: params.id }),
  }),

  writeRoute(contract.readAllNotifications, {
    policy: signedIn,
    handle: async ({ trx, context, principal }) => ({ read: await markAllRead(trx, context, { userId: principal.userId }) }),
  }),
];
