import { z } from 'zod';
import { idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'automations';

/** For runs of one version that stand at one step. */
export const impactChoice = z
  .strictObject({
    version: z.number().int().min(1),
    step: z.string().max(64).nullable().meta({ description: 'Null: runs that have not begun.' }),
    choice: z.enum(['stay', 'move', 'exit']),
    target: z.string().max(64).exactOptional().meta({ description: 'Where moved runs go on; left out: at the step of the same id.' }),
  })
  .meta({ id: 'ImpactChoice' });
export type ImpactChoice = z.infer<typeof impactChoice>;

export const impact = z
  .object({
    version: z.number().int().meta({ description: 'The number the draft would get.' }),
    rows: z.array(
      z.object({
        version: z.number().int(),
        step: z.string().nullable(),
        title: z.string(),
        number: z.number().int().nullable(),
        type: z.string().nullable(),
        runs: z.number().int(),
        held: z.number().int(),
        proposed: z.enum(['stay', 'move']),
        inNew: z.boolean().meta({ description: 'The draft has the step.' }),
      }),
    ),
    targets: z.array(z.object({ step: z.string(), number: z.number().int(), title: z.string(), type: z.string() })),
    result: z.object({
      stay: z.number().int(),
      move: z.number().int(),
      exit: z.number().int(),
      dueNow: z.number().int().meta({ description: 'Waits that would be over at once, of the runs looked at.' }),
      lookedAt: z.number().int(),
    }),
  })
  .meta({ id: 'Impact' });
export type Impact = z.infer<typeof impact>;

export const catchUpPreview = z
  .object({
    held: z.number().int(),
    steps: z.array(
      z.object({
        version: z.number().int(),
        step: z.string().nullable().meta({ description: 'Null: runs that have not begun.' }),
        title: z.string(),
        number: z.number().int().nullable(),
        type: z.string().nullable(),
        runs: z.number().int(),
        messages: z.number().int().meta({ description: 'Messages that may follow before these runs wait again, at most.' }),
      }),
    ),
    messages: z.number().int().meta({ description: 'Messages that held runs would send, at most.' }),
    waitingMessages: z.number().int().meta({ description: 'Messages made before the pause that go out with any resume.' }),
    nextWindow: instant.nullable().meta({ description: 'When the next business window begins.' }),
  })
  .meta({ id: 'CatchUpPreview' });
export type CatchUpPreview = z.infer<typeof catchUpPreview>;

export const impactOfPublish = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/impact',
  summary: 'What publishing the draft would mean for the runs under way, with the choices given or proposed',
  tag,
  params: idParams,
  body: z.strictObject({ runs: z.array(impactChoice).max(500).optional() }).default({}),
  response: impact,
});

export const catchUpOfResume = endpoint({
  method: 'GET',
  path: '/v1/automations/{id}/catch-up',
  summary: 'What a resume would let go: held runs by step, and the messages that would go out',
  tag,
  params: idParams,
  response: catchUpPreview,
});
