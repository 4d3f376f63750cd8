import { z } from 'zod';
import { rejectionRules } from '../../domain/automation/enrolment-rules.ts';
import { personRef } from './automations.ts';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'operations';

export const liveness = z
  .object({
    automation: z.object({ id, name: z.string(), status: z.enum(['active', 'paused']) }),
    owner: personRef.nullable(),
    alerts: z.array(z.object({ kind: z.enum(['silent', 'failing', 'stuck']), detail: z.string() })),
    lastMatchAt: instant.nullable(),
    silentAfterHours: z.number().int().nullable().meta({ description: 'As set; null: what is usual decides.' }),
    expectedEveryHours: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'Silence for longer than this is an alarm; null: nobody can say.' }),
    matched: z.number().int(),
    enrolled: z.number().int(),
    rejected: z.number().int(),
    reasons: z.array(z.object({ rule: z.enum(rejectionRules), detail: z.string(), records: z.number().int() })),
    open: z.number().int(),
    stuck: z.number().int(),
    late: z.number().int(),
    ended7d: z.number().int(),
    failed7d: z.number().int(),
  })
  .meta({ id: 'Liveness' });
export type Liveness = z.infer<typeof liveness>;

export const getLiveness = endpoint({
  method: 'GET',
  path: '/v1/liveness',
  summary: 'How every live automation gets along, and what of the tenant waits to be worked on',
  tag,
  response: z.object({
    at: instant,
    backlog: z.object({
      events: z.number().int(),
      oldestEventAt: instant.nullable(),
      starts: z.number().int(),
      oldestStartAt: instant.nullable(),
      quarantined: z.number().int(),
      messages: z.number().int(),
      failedMessages24h: z.number().int(),
    }),
    items: z.array(liveness),
  }),
});

export const setAlerts = endpoint({
  method: 'PUT',
  path: '/v1/automations/{id}/alerts',
  summary: 'Say after how many hours without a match an automation is silent',
  tag: 'automations',
  params: idParams,
  body: z.strictObject({ silentAfterHours: z.number().int().min(1).max(8_760).nullable() }),
  response: liveness,
});
