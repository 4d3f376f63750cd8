import { z } from 'zod';
import { isTimeZone, zoneOffset } from '../../calendar/zone.ts';
import { valueOf } from '../../expressions/evaluate.ts';
import { timeOf } from '../../expressions/operators.ts';
import type { Json } from '../../json.ts';
import { durationUnits, millisecondsOf } from '../../time.ts';
import { expression } from '../definition/expression-schema.ts';
import { located, noRetry } from './shared.ts';
import type { ControlSpec } from './spec.ts';

const config = z.strictObject({
  date: expression,
  /** So long before or after it. */
  offset: z
    .strictObject({
      direction: z.enum(['before', 'after']),
      amount: z.number().finite().min(0).max(1_000_000),
      unit: z.enum(durationUnits),
    })
    .nullable()
    .default(null),
  /** The time of day in the automation's zone, for dates, which have none. */
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00')
    .default('09:00'),
  /** Null is refused by the compiler: a record without the date must not be a surprise. */
  ifMissing: z.enum(['go_on', 'branch', 'fail']).nullable().default(null),
  ifPast: z.enum(['go_on', 'branch']).default('go_on'),
});
export type WaitUntilDateConfig = z.infer<typeof config>;

/** The instant that a date or time stands for; a date stands for the time of day in the zone. Null if it is neither. */
export function instantAt(value: Json, at: string, timeZone: string): number | null {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const start = timeOf(value, zone);
  if (start === null || typeof value !== 'string' || value.length > 10) return start;
  const [hours = 0, minutes = 0] = at.split(':').map(Number);
  const plain = start + (hours * 60 + minutes) * 60_000;
  // The clock may be put forward or back between midnight and then.
  return plain - (zoneOffset(zone, plain) - zoneOffset(zone, start));
}

export const waitUntilDate: ControlSpec<'wait.until_date', WaitUntilDateConfig> = {
  type: 'wait.until_date',
  category: 'wait',
  icon: 'calendar',
  config,
  defaults: { date: { kind: 'literal', value: null }, offset: null, at: '09:00', ifMissing: null, ifPast: 'go_on' },
  outcomes: (c) => [
    { name: 'next' },
    ...(c.ifMissing === 'branch' ? [{ name: 'missing' }] : []),
    ...(c.ifPast === 'branch' ? [{ name: 'past' }] : []),
  ],
  outputs: () => [{ name: 'until', type: 'datetime', maybe: true }],
  references: (c) => ({
    values: [located('/date', { expression: c.date, accepts: ['date', 'datetime'] })],
    durations: c.offset === null ? [] : [located('/offset', { amount: c.offset.amount, unit: c.offset.unit })],
    given: [located('/date', c.date.kind !== 'literal' || (c.date.value !== null && c.date.value !== ''))],
    missingDate: [located('/ifMissing', c.ifMissing)],
  }),
  sentence: (c) => ({
    key: c.offset === null ? 'steps.wait.until_date.on' : `steps.wait.until_date.${c.offset.direction}`,
    params: {
      date: JSON.parse(JSON.stringify(c.date)),
      duration: c.offset === null ? null : { amount: c.offset.amount, unit: c.offset.unit },
    },
  }),
  title: () => 'Wait until a date',
  retry: noRetry,
  estimate: () => ({ minSeconds: 0, maxSeconds: null, messages: 0 }),
  decide: (c, env) => {
    const value = valueOf(c.date, env.facts);
    const start = instantAt(value, c.at, env.facts.timeZone);
    const inputs = { date: value };
    if (start === null) {
      if (c.ifMissing === 'fail' || c.ifMissing === null) return { kind: 'fail', reason: 'The date to wait for has no value.', inputs };
      return { kind: 'done', outcome: c.ifMissing === 'branch' ? 'missing' : 'next', inputs };
    }
    const offset = c.offset === null ? 0 : millisecondsOf(c.offset) * (c.offset.direction === 'before' ? -1 : 1);
    const until = new Date(start + offset);
    if (Number.isNaN(until.getTime())) return { kind: 'fail', reason: 'The date to wait for lies beyond all calendars.', inputs };
    const deadline = until.toISOString();
    if (until.getTime() <= Date.parse(env.facts.now)) {
      return { kind: 'done', outcome: c.ifPast === 'branch' ? 'past' : 'next', inputs, output: { until: deadline } };
    }
    return { kind: 'wait', deadline, onDeadline: 'next', inputs };
  },
};
