import { z } from 'zod';
import { instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

/** A mail that was written to the local folder because no mail server is configured. */
export const outboxMail = z
  .object({
    messageId: z.string(),
    from: z.string(),
    to: z.string(),
    subject: z.string(),
    html: z.string().nullable(),
    text: z.string().nullable(),
    sentAt: instant,
  })
  .meta({ id: 'OutboxMail' });
export type OutboxMail = z.infer<typeof outboxMail>;

export const listOutbox = endpoint({
  method: 'GET',
  path: '/v1/outbox',
  summary: 'List mail of this workspace that went to the local folder instead of a mail server, newest first',
  tag: 'outbox',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), to: z.string().max(254).optional() }),
  response: z.object({
    enabled: z.boolean().meta({ description: 'False when a mail server is configured; then mail really goes out.' }),
    items: z.array(outboxMail),
  }),
});
