import { z } from 'zod';
import { flag, id, idParams, instant, jsonObject, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'notifications';

/** Something a user is told in the application. `kind` names the text that is shown when there is no title. */
export const notification = z
  .object({
    id,
    kind: z.string(),
    title: z.string().nullable(),
    body: z.string().nullable(),
    severity: z.enum(['info', 'success', 'warning', 'danger']),
    record: z.object({ type: z.string(), id }).nullable(),
    data: jsonObject,
    readAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Notification' });
export type Notification = z.infer<typeof notification>;

export const listNotifications = endpoint({
  method: 'GET',
  path: '/v1/notifications',
  summary: 'List one\u2019s own notifications, newest first',
  tag,
  query: pageQuery.extend({ unread: flag.optional() }),
  response: pageOf(notification),
});

export const countUnread = endpoint({
  method: 'GET',
  path: '/v1/notifications/unread',
  summary: 'Count one\u2019s own unread notifications',
  tag,
  response: z.object({ count: z.number().int() }),
});

export const readNotification = endpoint({
  method: 'POST',
  path: '/v1/notifications/{id}/read',
  summary: 'Mark a notification as read',
  tag,
  params: idParams,
});

export const readAllNotifications = endpoint({
  method: 'POST',
  path: '/v1/notifications/read-all',
  summary: 'Mark all one\u2019s own notifications as read',
  tag,
  response: z.object({ read: z.number().int() }),
});
