import type { Instant } from '../../time.ts';
import { addDays, clockMs, instantOfWall, isDay, wallOf } from './wall-time.ts';

/** The enrolment key by which each occasion has a run of its own. */
export const occasionKey = 'event.data.occasion';

export const offsetUnits = ['minutes', 'hours', 'days', 'weeks'] as const;

/** So long before or after a date. Days and weeks keep the time of the day, whatever the clocks do in between. */
export interface DateOffset {
  readonly direction: 'before' | 'after';
  readonly amount: number;
  readonly unit: (typeof offsetUnits)[number];
}

/** When records fall due by a field of theirs. */
export interface DateRule {
  readonly kind: 'date' | 'datetime';
  readonly offsets: readonly DateOffset[];
  /** The time of the day; null takes that of a field which has one. */
  readonly at: string | null;
  /** Every year on that day. */
  readonly yearly: boolean;
}

/** One time at which a record falls due. */
export interface Occasion {
  /** Names it for ever: offset and date value. Equal names are the same occasion. */
  readonly name: string;
  /** The date it is about: the field's value, or the day of that year. */
  readonly date: string;
  readonly offset: DateOffset;
  readonly dueAt: Instant;
}

const unitMs = { minutes: 60_000, hours: 3_600_000, days: 86_400_000, weeks: 604_800_000 } as const;
const usualTime = '09:00';

/** What is due after `from`, and at `to` the latest, for one value of the field in a zone; in order of time. */
export function occasionsOf(value: string, rule: DateRule, zone: string, from: number, to: number): readonly Occasion[] {
  const start = startOf(value, rule, zone);
  if (start === null) return [];
  return rule.offsets
    .flatMap((offset) =>
      (rule.yearly ? anniversaries(start, offset, from, to) : [start]).map((one) => ({
        date: one.date,
        offset,
        at: dueAt(one, offset, zone),
      })),
    )
    .filter(({ at }) => at > from && at <= to)
    .sort((a, b) => a.at - b.at)
    .map(({ date, offset, at }) => ({ name: `${offsetName(offset)}/${date}`, date, offset, dueAt: new Date(at).toISOString() }));
}

function offsetName({ direction, amount, unit }: DateOffset): string {
  return amount === 0 ? 'on' : `${amount} ${unit} ${direction}`;
}

interface Start {
  readonly date: string;
  readonly day: string;
  readonly ms: number;
  /** Of a field that says the time itself. */
  readonly exact: number | null;
}

function startOf(value: string, rule: DateRule, zone: string): Start | null {
  if (rule.kind === 'date') return isDay(value) ? { date: value, day: value, ms: clockMs(rule.at ?? usualTime), exact: null } : null;
  const instant = Date.parse(value);
  if (Number.isNaN(instant)) return null;
  const { day, ms } = wallOf(zone, instant);
  const timed = rule.at === null && !rule.yearly;
  return {
    date: rule.yearly ? day : new Date(instant).toISOString(),
    day,
    ms: timed ? ms : clockMs(rule.at ?? usualTime),
    exact: timed ? instant : null,
  };
}

function dueAt({ day, ms, exact }: Start, { direction, amount, unit }: DateOffset, zone: string): number {
  const sign = direction === 'before' ? -1 : 1;
  if (amount > 0 && (unit === 'days' || unit === 'weeks')) {
    return instantOfWall(zone, addDays(day, sign * amount * (unit === 'weeks' ? 7 : 1)), ms);
  }
  return (exact ?? instantOfWall(zone, day, ms)) + sign * amount * unitMs[unit];
}

/** The day in all years that may be meant, not before the date itself. */
function anniversaries(start: Start, offset: DateOffset, from: number, to: number): readonly Start[] {
  const span = offset.amount * unitMs[offset.unit] * (offset.direction === 'before' ? 1 : -1);
  const [first, last] = [new Date(from + span).getUTCFullYear() - 1, new Date(to + span).getUTCFullYear() + 1];
  const found: Start[] = [];
  for (let year = Math.max(first, Number(start.day.slice(0, 4))); year <= last; year++) {
    const day = inYear(start.day, year);
    found.push({ ...start, day, date: day });
  }
  return found;
}

/** The 29th of February is kept on the 28th in years that have none. */
function inYear(day: string, year: number): string {
  const own = `${String(year).padStart(4, '0')}${day.slice(4)}`;
  return isDay(own) ? own : `${own.slice(0, 8)}28`;
}

/** Which values of a field can be due: what a query looks for. It may find more than is due, never less. */
export interface DateSearch {
  /** Local days of the field's value. */
  readonly days: readonly string[];
  /** The same in any year, as `MM-DD`. */
  readonly yearDays: readonly string[];
  /** Instants, after the first and up to the second. */
  readonly ranges: readonly { readonly after: Instant; readonly until: Instant }[];
}

/** What to look for, so that everything which is due after `from`, and at `to` the latest, is found. */
export function searchFor(rule: DateRule, zone: string, from: number, to: number): DateSearch {
  const days = new Set<string>();
  const yearDays = new Set<string>();
  const ranges: { after: Instant; until: Instant }[] = [];
  for (const offset of rule.offsets) {
    const sign = offset.direction === 'before' ? 1 : -1;
    const span = sign * offset.amount * unitMs[offset.unit];
    if (rule.kind === 'datetime' && rule.at === null && !rule.yearly) {
      // A day may have an hour or two more or less.
      const margin = offset.unit === 'days' || offset.unit === 'weeks' ? 3 * unitMs.hours : 0;
      ranges.push({ after: new Date(from + span - margin).toISOString(), until: new Date(to + span + margin).toISOString() });
      continue;
    }
    const ms = clockMs(rule.at ?? usualTime);
    const last = wallOf(zone, to + span + 2 * unitMs.days).day;
    for (let day = wallOf(zone, from + span - 2 * unitMs.days).day; day <= last; day = addDays(day, 1)) {
      const at = dueAt({ date: day, day, ms, exact: null }, offset, zone);
      if (at <= from || at > to) continue;
      if (!rule.yearly) days.add(day);
      else {
        yearDays.add(day.slice(5));
        if (day.endsWith('-02-28') && !isDay(`${day.slice(0, 4)}-02-29`)) yearDays.add('02-29');
      }
    }
  }
  return { days: [...days], yearDays: [...yearDays], ranges };
}

/** Whether nothing at all can be due. */
export function findsNothing(search: DateSearch): boolean {
  return search.days.length === 0 && search.yearDays.length === 0 && search.ranges.length === 0;
}
