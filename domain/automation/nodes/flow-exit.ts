import { z } from 'zod';
import { noRetry, short } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  /** Whether leaving here counts as done or as left early. */
  result: z.enum(['succeeded', 'exited']).default('exited'),
  reason: z.string().max(200).default(''),
});
export type FlowExitConfig = z.infer<typeof config>;

export const flowExit: ControlSpec<'flow.exit', FlowExitConfig> = {
  type: 'flow.exit',
  category: 'flow',
  icon: 'log-out',
  config,
  defaults: { result: 'exited', reason: '' },
  outcomes: () => [],
  outputs: () => [],
  references: () => ({}),
  sentence: (c) => ({ key: `steps.flow.exit.${c.result}`, params: { reason: c.reason } }),
  title: (c) => (c.reason === '' ? 'End the run' : `End the run: ${short(c.reason)}`),
  retry: noRetry,
  ends: true,
  decide: (c) => ({
    kind: 'done',
    outcome: 'exit',
    end: { status: c.result, reason: c.reason === '' ? 'The run came to an exit.' : c.reason },
  }),
};
