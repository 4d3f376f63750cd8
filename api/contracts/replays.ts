import { z } from 'zod';
import { id, idParams, instant, json } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'Automations';

export const differenceCodes = ['trigger', 'filter', 'entry', 'next', 'outcome', 'exit_gone', 'exit_new'] as const;
export const unknownCodes = ['moved', 'not_recorded', 'changed_before', 'outside', 'future', 'loop'] as const;

const stepNamed = z.object({ id: z.string(), number: z.number().int().nullable(), title: z.string() });

export const replayedRun = z
  .object({
    run: z.object({
      id,
      version: z.number().int(),
      status: z.string(),
      record: z.object({ type: z.string(), id, name: z.string() }),
      endedAt: instant.nullable(),
    }),
    result: z.enum(['same', 'different', 'unknown']).meta({ description: '`same`: the draft would have taken the same way.' }),
    code: z
      .enum([...differenceCodes, ...unknownCodes])
      .nullable()
      .meta({ description: 'What differs first, or why it is not known.' }),
    step: stepNamed.nullable(),
    was: z.string().nullable().meta({ description: 'Outcome, step or reason; null: the end.' }),
    wouldBe: z.string().nullable(),
    because: z.array(z.object({ path: z.string(), value: json })),
    at: instant.nullable(),
    followed: z.number().int().meta({ description: 'So many steps it left the same way.' }),
    otherwise: z.array(stepNamed).meta({ description: 'Steps on the same way that would do something else: their settings differ.' }),
  })
  .meta({ id: 'ReplayedRun' });
export type ReplayedRunAnswer = z.infer<typeof replayedRun>;

export const replayAutomation = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/replay',
  summary: 'Send what is kept of past runs through the draft: same way, or the first difference of each',
  tag,
  params: idParams,
  body: z.strictObject({
    runs: z.array(id).min(1).max(200).optional().meta({ description: 'These runs; else the last that have ended.' }),
    version: z.number().int().min(1).optional().meta({ description: 'Only runs of this version.' }),
    last: z.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    totals: z.object({ same: z.number().int(), different: z.number().int(), unknown: z.number().int() }),
    items: z.array(replayedRun),
  }),
});
export type Replay = z.infer<(typeof replayAutomation)['response']>;
