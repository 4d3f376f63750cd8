import { z } from 'zod';
import { id, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'identity';

/** Whether everybody in the workspace needs a second factor. */
const secondFactorPolicy = z
  .object({
    id,
    version: z.number().int(),
    required: z.boolean(),
    requiredSince: instant.nullable(),
    graceDays: z.number().int().meta({ description: 'Days that people have for it, from then or from when they joined.' }),
    without: z
      .array(z.object({ id, name: z.string(), dueAt: instant.nullable() }))
      .meta({ description: 'Active people who have none yet, and until when they can go on without.' }),
  })
  .meta({ id: 'SecondFactorPolicy' });
export type SecondFactorPolicy = z.infer<typeof secondFactorPolicy>;

export const getSecondFactorPolicy = endpoint({
  method: 'GET',
  path: '/v1/second-factor-policy',
  summary: 'Read whether everybody needs a second factor, and who has none',
  tag,
  response: secondFactorPolicy,
});

export const changeSecondFactorPolicy = endpoint({
  method: 'PATCH',
  path: '/v1/second-factor-policy',
  summary: 'Ask everybody for a second factor, or no longer',
  tag,
  body: z.strictObject({ required: z.boolean().optional(), graceDays: z.number().int().min(0).max(90).optional() }),
  response: secondFactorPolicy,
  ifMatch: true,
});
