import { addDays, instantOfWall, instantsOfWall, wallOf } from './wall-time.ts';

/** A schedule in the five fields of cron: minute, hour, day of the month, month, day of the week. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0 is Sunday. */
  readonly weekdays: readonly number[];
  /** Every hour, or every so many: it follows the hours that pass, not those on the wall. */
  readonly everyHour: boolean;
  /** Both kinds of day are named: either will do, as cron has it. */
  readonly eitherDay: boolean;
}

export type CronResult = { readonly ok: true; readonly cron: Cron } | { readonly ok: false; readonly problem: string };

interface FieldRule {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
}

const monthWords = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const dayWords = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const fieldRules: readonly FieldRule[] = [
  { name: 'minute', min: 0, max: 59, words: [] },
  { name: 'hour', min: 0, max: 23, words: [] },
  { name: 'day of the month', min: 1, max: 31, words: [] },
  { name: 'month', min: 1, max: 12, words: monthWords },
  { name: 'day of the week', min: 0, max: 7, words: dayWords },
];

/** Reads a schedule; nothing beside the five fields is understood, so that it means the same everywhere. */
export function parseCron(text: string): CronResult {
  const parts = text.trim().split(/\s+/);
  if (text.trim() === '' || parts.length !== fieldRules.length)
    return { ok: false, problem: 'it needs five fields: minute, hour, day of the month, month, day of the week' };
  const fields: (readonly number[])[] = [];
  for (const [index, rule] of fieldRules.entries()) {
    const found = parseField(parts[index] ?? '', rule);
    if (typeof found === 'string') return { ok: false, problem: found };
    fields.push(found);
  }
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = fields;
  const starts = (index: number): boolean => parts[index]?.startsWith('*') === true;
  const cron = {
    minutes,
    hours,
    days,
    months,
    weekdays: [...new Set(weekdays.map((day) => day % 7))].sort((a, b) => a - b),
    everyHour: starts(1),
    eitherDay: !starts(2) && !starts(4),
  };
  return { ok: true, cron };
}

function parseField(text: string, rule: FieldRule): readonly number[] | string {
  const found = new Set<number>();
  for (const item of text.split(',')) {
    const match = /^(\*|([a-z0-9]+)(?:-([a-z0-9]+))?)(?:\/(\d{1,2}))?$/i.exec(item);
    const problem = `"${item.slice(0, 20)}" is no ${rule.name}`;
    if (match === null) return problem;
    const [, whole, first = '', last, every] = match;
    const step = every === undefined ? 1 : Number(every);
    if (step < 1) return problem;
    const from = whole === '*' ? rule.min : numberOf(first, rule);
    // A step behind a single number goes on to the end, as in 5/15.
    const to = whole === '*' || (last === undefined && every !== undefined) ? rule.max : numberOf(last ?? first, rule);
    if (from === null || to === null || from > to) return problem;
    const most = whole === '*' && rule.max === 7 ? 6 : to;
    for (let value = from; value <= most; value += step) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function numberOf(text: string, { min, max, words }: FieldRule): number | null {
  const word = words.indexOf(text.toLowerCase());
  if (word >= 0) return word + min;
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

const dayMs = 86_400_000;

/**
 * The times that are due after `from`, and at `to` the latest; at most `limit`, the first of them.
 *
 * When clocks are put back, a time that comes twice is due once, the first time. When they are put forward, a time that does not come
 * is due as long after the change as it stands behind it. Schedules of every hour follow the hours that pass instead: an hour that
 * comes twice is due twice, one that does not come is left out.
 */
export function dueTimes(cron: Cron, zone: string, from: number, to: number, limit = Infinity): readonly number[] {
  const found: number[] = [];
  const last = addDays(wallOf(zone, to).day, 1);
  for (let day = addDays(wallOf(zone, from).day, -1); day <= last && found.length < limit; day = addDays(day, 1)) {
    if (!isDue(cron, day)) continue;
    const times = new Set(
      cron.hours.flatMap((hour) => cron.minutes.flatMap((minute) => [...instants(cron, zone, day, (hour * 60 + minute) * 60_000)])),
    );
    for (const at of [...times].sort((a, b) => a - b)) if (at > from && at <= to && at > (found.at(-1) ?? -Infinity)) found.push(at);
  }
  return found.length > limit ? found.slice(0, limit) : found;
}

function instants(cron: Cron, zone: string, day: string, ms: number): readonly number[] {
  return cron.everyHour ? instantsOfWall(zone, day, ms) : [instantOfWall(zone, day, ms)];
}

function isDue({ months, days, weekdays, eitherDay }: Cron, day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  if (!months.includes(date.getUTCMonth() + 1)) return false;
  const [byDay, byWeekday] = [days.includes(date.getUTCDate()), weekdays.includes(date.getUTCDay())];
  return eitherDay ? byDay || byWeekday : byDay && byWeekday;
}

/** A whole cycle of the calendar has 400 years, but every day of it that any schedule can name comes within eight years or so. */
const longestWaitDays = 40 * 366;

/** The next time after an instant; null when there is none, as on the 30th of February. */
export function nextTime(cron: Cron, zone: string, after: number): number | null {
  // Far ahead only days are looked at: the first that is due has the time.
  for (let day = addDays(wallOf(zone, after).day, -1), looked = 0; looked < longestWaitDays; day = addDays(day, 1), looked++) {
    if (!isDue(cron, day)) continue;
    const start = Math.max(after, Date.parse(`${day}T00:00:00Z`) - dayMs);
    const [first] = dueTimes(cron, zone, start, Date.parse(`${day}T00:00:00Z`) + 2 * dayMs, 1);
    if (first !== undefined) return first;
  }
  return null;
}

/** The shortest time between two due times on one day, in minutes. */
export function shortestGap({ minutes, hours }: Cron): number {
  const times = hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute));
  const [first = 0] = times;
  return Math.min(...times.map((time, index) => (times[index + 1] ?? first + 1_440) - time));
}
