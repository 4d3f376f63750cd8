import { z } from 'zod';
import { fieldPath } from '../definition/expression-schema.ts';
import { offsetUnits } from '../due/date-due.ts';
import { located } from './shared.ts';
import type { TriggerSpec } from './spec.ts';

const config = z.strictObject({
  /** A date of the record itself; null has not been chosen. */
  field: fieldPath.nullable().default(null),
  offsets: z
    .array(
      z.strictObject({
        direction: z.enum(['before', 'after']),
        amount: z.number().int().min(0).max(100_000),
        unit: z.enum(offsetUnits),
      }),
    )
    .max(20),
  /** The time of the day; null: that of a field which says the time too. */
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00')
    .nullable()
    .default('09:00'),
  /** Whose days and times are meant: the automation's zone, or that of the record's owner. */
  zone: z.enum(['automation', 'owner']).default('automation'),
  /** Every year, like a birthday. */
  yearly: z.boolean().default(false),
  /** What fell due while nothing ran is made up for so long. */
  catchUpHours: z.number().int().min(1).max(168).default(24),
});
export type TriggerDateConfig = z.infer<typeof config>;

/** A date of the record comes near, comes, or has passed: the run is about that record. */
export const triggerDate: TriggerSpec<'trigger.date', TriggerDateConfig> = {
  type: 'trigger.date',
  icon: 'timeline-events',
  config,
  defaults: { field: null, offsets: [{ direction: 'before', amount: 30, unit: 'days' }], at: '09:00', zone: 'automation', yearly: false },
  events: () => ['date.reached'],
  filter: () => null,
  references: (c) => ({
    ...(c.field === null ? {} : { paths: [located('/field', c.field)] }),
    given: [located('/field', c.field !== null)],
    nonEmpty: [located('/offsets', c.offsets.length)],
  }),
  sentence: (c) => ({
    key: c.yearly ? 'triggers.date.yearlySentence' : 'triggers.date.sentence',
    params: { field: c.field, offsets: c.offsets.map((offset) => ({ ...offset })) },
  }),
  title: (c) => `When ${c.field ?? 'a date'} ${c.yearly ? 'comes round' : 'is due'}`,
};
