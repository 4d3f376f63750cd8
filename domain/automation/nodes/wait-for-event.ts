import { z } from 'zod';
import { addBusinessTime } from '../../calendar/business-time.ts';
import type { StoredEvent } from '../../events.ts';
import type { JsonObject } from '../../json.ts';
import type { RecordRef } from '../../records/record-types.ts';
import { recordTypes } from '../../records/record-types.ts';
import { addMilliseconds, durationUnits, millisecondsOf } from '../../time.ts';
import { condition, duration } from '../definition/expression-schema.ts';
import { hoursFor } from './hours.ts';
import { aboutSchema, durationWords, located, noRetry } from './shared.ts';
import type { About } from './shared.ts';
import type { Instant } from '../../time.ts';
import type { Reminders } from '../run/run-types.ts';
import type { ControlSpec, DecideEnv } from './spec.ts';

export const mostReminders = 100;

const config = z.strictObject({
  about: aboutSchema.default({ kind: 'subject' }),
  events: z.array(z.string().max(100)).max(50),
  filter: condition.nullable().default(null),
  /** Null is refused by the compiler: a wait that can never end keeps a run for ever. */
  timeout: duration.nullable().default(null),
  /** Counts events since this step began instead of since the wait began. */
  since: z.string().max(64).nullable().default(null),
  /** Steps that run again and again while the wait stays open, without ending it. */
  reminders: z
    .strictObject({
      every: z.strictObject({ amount: z.number().finite().min(0.001).max(1_000_000), unit: z.enum(durationUnits) }),
      times: z.number().int().min(1).max(mostReminders),
    })
    .exactOptional(),
});
export type WaitForEventConfig = z.infer<typeof config>;

/** The record a step is about, or null if the step that should have made it did not. */
export function recordAbout(about: About, env: Pick<DecideEnv, 'facts' | 'subject'>): RecordRef | null {
  if (about.kind === 'subject') return env.subject;
  const value = env.facts.outputs[about.step]?.[about.name];
  return isRecordRef(value) ? value : null;
}

function isRecordRef(value: unknown): value is RecordRef {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('id' in value)) return false;
  return typeof value.id === 'string' && recordTypes.some((type) => type === value.type);
}

/** What later steps can read of the event that ended a wait. */
export function eventOutput(event: Pick<StoredEvent, 'id' | 'type' | 'occurredAt' | 'actor' | 'data'>): JsonObject {
  return {
    eventId: event.id,
    eventType: event.type,
    occurredAt: event.occurredAt,
    by: event.actor.kind === 'user' ? event.actor.userId : null,
    ...(event.type === 'run.ended' ? { status: event.data?.status ?? null } : {}),
  };
}

export const waitForEvent: ControlSpec<'wait.for_event', WaitForEventConfig> = {
  type: 'wait.for_event',
  category: 'wait',
  icon: 'hourglass',
  config,
  defaults: { about: { kind: 'subject' }, events: [], filter: null, timeout: { amount: 3, unit: 'days' }, since: null },
  outcomes: (c) => [{ name: 'happened' }, { name: 'timed_out' }, ...(c.reminders === undefined ? [] : [{ name: 'remind', empty: true }])],
  beside: ['remind'],
  outputs: () => [
    { name: 'eventId', type: 'text', maybe: true },
    { name: 'eventType', type: 'text', maybe: true },
    { name: 'occurredAt', type: 'datetime', maybe: true },
    { name: 'by', type: 'user', maybe: true },
  ],
  references: (c) => ({
    eventTypes: c.events.map((type, index) => located(`/events/${index}`, type)),
    conditions: c.filter === null ? [] : [located('/filter', c.filter)],
    outputs: c.about.kind === 'output' ? [located('/about', { step: c.about.step, name: c.about.name })] : [],
    steps: c.since === null ? [] : [located('/since', c.since)],
    durations: [
      ...(c.timeout === null ? [] : [located('/timeout', c.timeout)]),
      ...(c.reminders === undefined ? [] : [located('/reminders/every', c.reminders.every)]),
    ],
  }),
  sentence: (c) => ({
    key: c.timeout === null ? 'steps.wait.for_event.unbounded' : 'steps.wait.for_event.bounded',
    params: { events: c.events, about: { ...c.about }, timeout: c.timeout === null ? null : { ...c.timeout }, filtered: c.filter !== null },
  }),
  title: (c) => `Wait for ${c.events.join(' or ') || 'an event'}${c.timeout === null ? '' : `, at most ${durationWords(c.timeout)}`}`,
  retry: noRetry,
  skipOutcome: 'timed_out',
  estimate: (c) => ({
    minSeconds: 0,
    maxSeconds:
      c.timeout === null
        ? null
        : (millisecondsOf(c.timeout) / 1_000) * (c.timeout.business ? 5 : 1) + (c.timeout.business ? 4 * 86_400 : 0),
    messages: 0,
  }),
  decide: (c, env) => {
    const record = recordAbout(c.about, env);
    if (record === null) return { kind: 'fail', reason: 'The record to wait for does not exist: the step that makes it did not run.' };
    const event = { record, types: c.events, onEvent: 'happened', ...(c.since === null ? {} : { since: c.since }) };
    const inputs = { record: { type: record.type, id: record.id } };
    const open = { kind: 'wait', onDeadline: 'timed_out', event, inputs, ...remindersOf(c, env.facts.now) } as const;
    if (c.timeout === null) return { ...open, deadline: null };
    if (!c.timeout.business) {
      return { ...open, deadline: addMilliseconds(env.facts.now, millisecondsOf(c.timeout)) };
    }
    const due = addBusinessTime(hoursFor(env, c.timeout.whose), env.facts.now, c.timeout);
    return due.ok ? { ...open, deadline: due.instant } : { kind: 'fail', reason: due.problem };
  },
};

function remindersOf({ reminders }: WaitForEventConfig, now: Instant): { reminders?: Reminders } {
  if (reminders === undefined) return {};
  const every = millisecondsOf(reminders.every);
  return { reminders: { at: addMilliseconds(now, every), everySeconds: every / 1_000, left: reminders.times, outcome: 'remind' } };
}
