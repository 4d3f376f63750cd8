import { valueAt } from '../../expressions/facts.ts';
import type { JsonObject } from '../../json.ts';
import type { Instant } from '../../time.ts';
import { dueTimes, parseCron } from '../due/cron.ts';
import type { DateRule } from '../due/date-due.ts';
import { occasionsOf } from '../due/date-due.ts';
import { isDay } from '../due/wall-time.ts';
import { triggerConfigOf } from '../nodes/registry.ts';
import type { Plan } from '../plan/plan.ts';
import type { SimulatedPerson } from './scenario.ts';

/** When a run begins by time, and what the event that begins it says. */
export interface Beginning {
  readonly at: Instant;
  readonly data: JsonObject;
}

/** More than that of one record would be a simulation of its schedule. */
const mostBeginnings = 100;

/**
 * When a record's runs begin within the simulated time; null where the plan begins by anything but time, and the record is taken to come
 * in at once. Dates are those that the record has at the beginning.
 */
export function beginningsOf(
  plan: Plan,
  record: JsonObject,
  world: { readonly tenant: { readonly timezone: string }; readonly people: readonly Pick<SimulatedPerson, 'id' | 'timeZone'>[] },
  from: Instant,
  to: Instant,
): readonly Beginning[] | null {
  const { trigger } = plan;
  const usual = plan.settings.timeZone === 'tenant' ? world.tenant.timezone : plan.settings.timeZone;
  const span = [Date.parse(from), Date.parse(to)] as const;
  if (trigger.type === 'trigger.date') {
    const { field, zone, ...config } = triggerConfigOf(trigger, 'trigger.date');
    const value = field === null ? null : valueAt({ [plan.subject]: record }, field);
    if (typeof value !== 'string') return [];
    const rule: DateRule = { ...config, kind: isDay(value) ? 'date' : 'datetime' };
    const owner = world.people.find((one) => one.id === record.ownerUserId);
    return occasionsOf(value, rule, (zone === 'owner' ? owner?.timeZone : null) ?? usual, ...span)
      .slice(0, mostBeginnings)
      .map(({ name, date, offset, dueAt }) => ({ at: dueAt, data: { field, date, occasion: name, dueAt, offset: { ...offset } } }));
  }
  if (trigger.type === 'trigger.schedule') {
    const { cron, timeZone } = triggerConfigOf(trigger, 'trigger.schedule');
    const parsed = parseCron(cron);
    if (!parsed.ok) return [];
    return dueTimes(parsed.cron, timeZone === 'automation' ? usual : timeZone, ...span, mostBeginnings).map((time) => {
      const dueAt = new Date(time).toISOString();
      return { at: dueAt, data: { occasion: dueAt, dueAt } };
    });
  }
  return null;
}

/** Whether a record that is due again is kept out: by a run under way of the same key, or because it has been in. */
export function keptOut({ enrollment }: Plan, underWay: boolean): boolean {
  const ownKey = enrollment.key !== 'record';
  if (enrollment.reenroll === 'never' && !ownKey) return true;
  return underWay && !ownKey && enrollment.whileActive !== 'beside';
}
