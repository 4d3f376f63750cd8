import { z } from 'zod';
import { addBusinessTime } from '../../calendar/business-time.ts';
import { addMilliseconds, millisecondsOf } from '../../time.ts';
import { duration } from '../definition/expression-schema.ts';
import { hoursFor } from './hours.ts';
import { durationWords, located, nextOnly, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({ duration });
export type WaitDurationConfig = z.infer<typeof config>;

export const waitDuration: ControlSpec<'wait.duration', WaitDurationConfig> = {
  type: 'wait.duration',
  category: 'wait',
  icon: 'time',
  config,
  defaults: { duration: { amount: 1, unit: 'days' } },
  outcomes: () => nextOnly,
  outputs: () => [],
  references: (c) => ({ durations: [located('/duration', c.duration)] }),
  sentence: (c) => ({
    key: c.duration.business ? 'steps.wait.duration.business' : 'steps.wait.duration.plain',
    params: { duration: { ...c.duration } },
  }),
  title: (c) => `Wait ${durationWords(c.duration)}`,
  retry: noRetry,
  estimate: (c) => {
    const seconds = millisecondsOf(c.duration) / 1_000;
    // Business time stretches over nights, weekends and holidays: at most a working week of 8 hours spreads over five times that.
    return { minSeconds: seconds, maxSeconds: c.duration.business ? seconds * 5 + 4 * 86_400 : seconds, messages: 0 };
  },
  decide: (c, env) => {
    const now = env.facts.now;
    if (!c.duration.business) return { kind: 'wait', deadline: addMilliseconds(now, millisecondsOf(c.duration)), onDeadline: 'next' };
    const due = addBusinessTime(hoursFor(env, c.duration.whose), now, c.duration);
    return due.ok ? { kind: 'wait', deadline: due.instant, onDeadline: 'next' } : { kind: 'fail', reason: due.problem };
  },
};
