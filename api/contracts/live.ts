import { z } from 'zod';
import { endpoint } from './lib/endpoint.ts';

/**
 * Server-sent events. `event: event` carries one business event as JSON `{type, subject, related, occurredAt, data}` with the
 * feed position as id, or a `notification.alert` without one; `event: ping` is a sign of life every five seconds; `event: reset`
 * says that the position asked for is no longer known and everything should be read anew.
 */
export const getLive = endpoint({
  method: 'GET',
  path: '/v1/live',
  summary: 'Live updates as server-sent events, resumable by Last-Event-ID',
  tag: 'live',
  query: z.object({
    lastEventId: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional()
      .meta({ description: 'As the header Last-Event-ID, for a first connection after a reload.' }),
  }),
  response: z.undefined(),
  status: 200,
  media: { response: 'text/event-stream' },
});
