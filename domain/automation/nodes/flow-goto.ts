import { z } from 'zod';
import { located, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  /** Id of the step the run goes on with. Empty until the author has chosen. */
  target: z.string().max(64).default(''),
  /** How often one run may jump; once more and it is held for a person. */
  maxVisits: z.number().int().min(1).max(1_000).default(10),
});
export type FlowGotoConfig = z.infer<typeof config>;

export const flowGoto: ControlSpec<'flow.goto', FlowGotoConfig> = {
  type: 'flow.goto',
  category: 'flow',
  icon: 'key-enter',
  config,
  defaults: { target: '', maxVisits: 10 },
  outcomes: () => [],
  outputs: () => [],
  references: (c) => ({ steps: [located('/target', c.target)] }),
  sentence: (c) => ({ key: 'steps.flow.goto.sentence', params: { target: c.target, maxVisits: c.maxVisits } }),
  title: (c) => `Go to ${c.target || 'a step'}`,
  retry: noRetry,
  jump: (c) => ({ target: c.target, maxVisits: c.maxVisits }),
  decide: () => ({ kind: 'done', outcome: 'next' }),
};
