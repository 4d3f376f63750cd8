import { z } from 'zod';
import { condition } from '../definition/expression-schema.ts';
import { located } from './shared.ts';
import type { TriggerSpec } from './spec.ts';

const config = z.strictObject({
  /** Minute, hour, day of the month, month, day of the week. */
  cron: z.string().max(100),
  /** `automation` takes the automation's zone. */
  timeZone: z.string().min(1).max(60).default('automation'),
  /** Which records, such as those in a segment; null is all of the kind. */
  among: condition.nullable().default(null),
  /** What fell due while nothing ran is made up for so long. */
  catchUpHours: z.number().int().min(1).max(168).default(6),
});
export type TriggerScheduleConfig = z.infer<typeof config>;

/** Again and again at certain times, for every record that fits then. */
export const triggerSchedule: TriggerSpec<'trigger.schedule', TriggerScheduleConfig> = {
  type: 'trigger.schedule',
  icon: 'repeat',
  config,
  defaults: { cron: '0 9 * * 1', timeZone: 'automation', among: null, catchUpHours: 6 },
  events: () => ['schedule.due'],
  filter: () => null,
  references: (c) => (c.among === null ? {} : { conditions: [located('/among', c.among)] }),
  sentence: (c) => ({
    key: c.among === null ? 'triggers.schedule.allSentence' : 'triggers.schedule.sentence',
    params: { cron: c.cron, condition: JSON.parse(JSON.stringify(c.among)) },
  }),
  title: (c) => `At ${c.cron || 'certain times'}`,
};
