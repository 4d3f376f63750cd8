import { z } from 'zod';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

export const overlay = z
  .object({
    version: z.number().int(),
    at: instant,
    sampled: z
      .number()
      .int()
      .meta({ description: 'So many of the latest runs at most are looked at for what failed, passed and took how long.' }),
    steps: z.array(
      z.object({
        step: z.string(),
        waiting: z.number().int().meta({ description: 'Runs that stand at it now.' }),
        held: z.number().int().meta({ description: 'Runs that are held at it now.' }),
        failed: z.number().int(),
        passed: z.number().int(),
        medianSeconds: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'AutomationOverlay' });
export type Overlay = z.infer<typeof overlay>;

export const getOverlay = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/versions/{number}/overlay',
  summary: 'What stands at each step of a version now, and how its latest runs passed',
  tag: 'automations',
  params: idParams.extend({ number: z.coerce.number().int().min(1).max(1_000_000) }),
  response: overlay,
});

export const notePresence = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/presence',
  summary: 'Say that one has the draft open, or has closed it, and learn who else has; to be repeated every few seconds',
  tag: 'automations',
  params: idParams,
  body: z.strictObject({ present: z.boolean() }),
  response: z.object({ others: z.array(z.object({ id, name: z.string(), since: instant })) }),
});
