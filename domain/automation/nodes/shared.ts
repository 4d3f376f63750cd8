import { z } from 'zod';
import { weekdays } from '../../calendar/calendar.ts';
import { expression, text } from '../definition/expression-schema.ts';
import { type Whose, whoseHours } from '../../time.ts';
import type { RetryPolicy } from '../plan/plan.ts';
import type { Located, OutcomeSpec, TypedExpression } from './spec.ts';

/** Somebody in the tenant, named by their part. `manager`: of the team of the record's owner. */
export const personSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('owner') }),
  z.strictObject({ kind: z.literal('manager') }),
  z.strictObject({ kind: z.literal('user'), userId: z.string().max(100) }),
  z.strictObject({ kind: z.literal('expression'), value: expression }),
]);
export type Person = z.infer<typeof personSchema>;

const wallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time such as 09:00');

/** When something may happen: in the business hours of the calendar, or between two times on some weekdays. */
export const windowSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('business_hours'), whose: z.enum(whoseHours).exactOptional() }),
  z.strictObject({
    kind: z.literal('hours'),
    days: z.array(z.enum(weekdays)).max(7),
    from: wallTime,
    to: wallTime,
    /** `automation` takes the automation's zone. */
    timeZone: z.string().min(1).max(60).default('automation'),
    skipHolidays: z.boolean().default(true),
  }),
]);
export type TimeWindow = z.infer<typeof windowSchema>;

/** When something made by a step is due: so long after the step, or at an instant that is worked out. */
export const dueSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('duration'),
    duration: z.strictObject({
      amount: z.number().finite().min(0).max(1_000_000),
      unit: z.enum(['seconds', 'minutes', 'hours', 'days', 'weeks']),
      business: z.boolean().exactOptional(),
      /** Of a task: `owner` is whom it is for. */
      whose: z.enum(whoseHours).exactOptional(),
    }),
  }),
  z.strictObject({ kind: z.literal('expression'), value: expression }),
]);
export type Due = z.infer<typeof dueSchema>;

/** A record that a wait or step is about: the run's own, or one an earlier step made. */
export const aboutSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('subject') }),
  z.strictObject({ kind: z.literal('output'), step: z.string().max(64), name: z.string().max(100) }),
]);
export type About = z.infer<typeof aboutSchema>;

export const textSchema = text;

/** A decision changes nothing, so failing again would be the same: one attempt. */
export const noRetry: RetryPolicy = { attempts: 1, firstDelaySeconds: 0, factor: 1, maxDelaySeconds: 0 };

/** For effects in the database; lost connections and deadlocks repeat the whole segment and never count here. */
export const recordRetry: RetryPolicy = { attempts: 3, firstDelaySeconds: 5, factor: 4, maxDelaySeconds: 300 };

export const nextOnly: readonly OutcomeSpec[] = [{ name: 'next' }];

/** The ways out of every effect: on, and (where it is drawn) what to do when it failed for good. */
export const effectOutcomes: readonly OutcomeSpec[] = [{ name: 'next' }, { name: 'error', optional: true }];

export function located<T>(pointer: string, value: T): Located<T> {
  return { pointer, value };
}

/** References of a person selector under `pointer`. */
export function personReferences(pointer: string, person: Person): { users: Located<string>[]; values: Located<TypedExpression>[] } {
  return {
    users: person.kind === 'user' ? [located(`${pointer}/userId`, person.userId)] : [],
    values: person.kind === 'expression' ? [located(`${pointer}/value`, { expression: person.value, accepts: ['user'] })] : [],
  };
}

export function dueReferences(pointer: string, due: Due | null): Located<TypedExpression>[] {
  return due?.kind === 'expression' ? [located(`${pointer}/value`, { expression: due.value, accepts: ['datetime', 'date'] })] : [];
}

/** `3 working days`, `1 hour`: for English titles. */
export function durationWords(duration: {
  readonly amount: number;
  readonly unit: string;
  readonly business?: boolean;
  readonly whose?: Whose;
}): string {
  const unit = duration.amount === 1 ? duration.unit.replace(/s$/, '') : duration.unit;
  const words = `${duration.amount} ${duration.business ? 'working ' : ''}${unit}`;
  return duration.business && duration.whose !== undefined ? `${words} in ${whoseWords[duration.whose]}` : words;
}

export const whoseWords: Readonly<Record<Whose, string>> = { team: "the hours of the owner's team", owner: "the owner's hours" };

export function personWords(person: Person): string {
  switch (person.kind) {
    case 'owner':
      return 'the owner';
    case 'manager':
      return "the owner's manager";
    case 'user':
      return 'a user';
    case 'expression':
      return 'a computed user';
  }
}

/** Cuts text for titles. */
export function short(value: string, length = 60): string {
  return value.length > length ? `${value.slice(0, length - 1)}…` : value;
}
