import { z } from 'zod';
import { automation, personRef } from './automations.ts';
import { impact, impactChoice } from './impact.ts';
import { idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'automations';

const canaryFigures = z
  .object({
    version: z.number().int(),
    enrolled: z.number().int().meta({ description: 'Runs of the version that began since the canary did.' }),
    open: z.number().int().meta({ description: 'Under way and not held.' }),
    held: z.number().int(),
    succeeded: z.number().int(),
    failed: z.number().int(),
    cancelled: z.number().int(),
    exited: z.number().int(),
  })
  .meta({ id: 'CanaryFigures' });

export const canary = z
  .object({
    version: z.number().int().meta({ description: 'The version that is tried.' }),
    base: z.number().int().meta({ description: 'The version in force beside it.' }),
    size: z.number().int(),
    taken: z.number().int().meta({ description: 'How many of its runs it has taken.' }),
    status: z.enum(['running', 'confirmed', 'called_back']),
    runs: z.array(impactChoice).meta({ description: 'What becomes of runs of older versions once it is confirmed.' }),
    startedAt: instant,
    startedBy: personRef.nullable(),
    endedAt: instant.nullable(),
    endedBy: personRef.nullable(),
    tried: canaryFigures,
    inForce: canaryFigures,
  })
  .meta({ id: 'Canary' });
export type Canary = z.infer<typeof canary>;

const end = z.strictObject({ runs: z.array(impactChoice).max(500).optional() }).default({});

export const getCanary = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/canary',
  summary: 'The version being tried, or the last one that was, beside the version in force',
  tag,
  params: idParams,
  response: z.object({ canary: canary.nullable() }),
});

export const impactOfCanary = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/canary/impact',
  summary: 'What confirming a canary or calling it back would mean for runs under way',
  tag,
  params: idParams,
  body: z.strictObject({ end: z.enum(['confirm', 'call_back']), runs: z.array(impactChoice).max(500).optional() }),
  response: impact,
});

export const confirmCanary = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/canary/confirm',
  summary: 'Send all new runs to the version that was tried; runs of older versions stay, move or leave, as chosen',
  tag,
  params: idParams,
  body: end,
  response: automation,
});

export const callCanaryBack = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/canary/call-back',
  summary: 'Try the version no further; its runs stay, move back or leave, as chosen',
  tag,
  params: idParams,
  body: end,
  response: automation,
});
