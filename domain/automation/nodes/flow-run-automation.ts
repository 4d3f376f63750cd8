import { z } from 'zod';
import { millisecondsOf } from '../../time.ts';
import { duration } from '../definition/expression-schema.ts';
import { aboutSchema, located, recordRetry } from './shared.ts';
import type { NodeSpec } from './spec.ts';

const config = z.strictObject({
  /** Empty until the author has chosen. */
  automationId: z.string().max(64).default(''),
  /** The record it runs for. */
  about: aboutSchema.default({ kind: 'subject' }),
  /** Goes on when its run has ended, or after so long; null goes on at once. */
  wait: duration.nullable().default(null),
});
export type FlowRunAutomationConfig = z.infer<typeof config>;

export const flowRunAutomation: NodeSpec<'flow.run_automation', FlowRunAutomationConfig> = {
  type: 'flow.run_automation',
  category: 'flow',
  icon: 'play',
  config,
  defaults: { automationId: '', about: { kind: 'subject' }, wait: null },
  outcomes: (c) => [
    ...(c.wait === null ? [{ name: 'next' }] : [{ name: 'finished' }, { name: 'timed_out' }]),
    { name: 'not_started' },
    { name: 'error', optional: true },
  ],
  outputs: (c) => [
    { name: 'reason', type: 'text', maybe: true },
    ...(c.wait === null ? [] : [{ name: 'status', type: 'text' as const, maybe: true }]),
  ],
  references: (c) => ({
    automations: [located('/automationId', { id: c.automationId, about: c.about })],
    outputs: c.about.kind === 'output' ? [located('/about', { step: c.about.step, name: c.about.name })] : [],
    durations: c.wait === null ? [] : [located('/wait', c.wait)],
  }),
  sentence: (c) => ({
    key: `steps.flow.run_automation.${c.wait === null ? 'plain' : 'waits'}`,
    params: { automation: c.automationId, about: { ...c.about }, timeout: c.wait === null ? null : { ...c.wait } },
  }),
  title: () => 'Run another automation',
  retry: recordRetry,
  skipOutcome: 'not_started',
  estimate: (c) => ({ minSeconds: 0, maxSeconds: c.wait === null ? 0 : millisecondsOf(c.wait) / 1_000, messages: 0 }),
};
