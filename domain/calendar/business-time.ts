import type { Duration, Instant } from '../time.ts';
import { instantOf, millisecondsOf } from '../time.ts';
import type { BusinessCalendar, OpenHours, Weekday } from './calendar.ts';
import { isTimeZone, offsetSegments, zoneOffset } from './zone.ts';

/** An instant, or a sentence that says why there is none. Nothing here throws or loops without end. */
export type CalendarResult = { readonly ok: true; readonly instant: Instant } | CalendarProblem;
export interface CalendarProblem {
  readonly ok: false;
  readonly code: 'empty_calendar' | 'too_far' | 'bad_calendar' | 'bad_duration';
  readonly problem: string;
}

const dayMs = 86_400_000;
/** How far ahead anything is looked for: five years. */
const horizonDays = 5 * 366;

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Whether the wall clock of the calendar's zone shows an open time. A calendar with an unknown zone is never open. */
export function isOpen(calendar: BusinessCalendar, at: Instant): boolean {
  if (!isTimeZone(calendar.timeZone)) return false;
  const ms = Date.parse(at);
  const wall = ms + zoneOffset(calendar.timeZone, ms);
  const day = Math.floor(wall / dayMs) * dayMs;
  if (calendar.away?.some((away) => Date.parse(away.from) <= ms && ms < Date.parse(away.to)) === true) return false;
  return hoursOn(calendar, day).some((hours) => day + timeOf(hours.from) <= wall && wall < day + timeOf(hours.to));
}

/** The instant itself if it is open, else the next opening. */
export function nextWindow(calendar: BusinessCalendar, at: Instant): CalendarResult {
  const bad = cannotOpen(calendar);
  if (bad !== null) return bad;
  const start = Date.parse(at);
  for (const open of openIntervals(calendar, start)) return { ok: true, instant: instantOf(new Date(open.from)) };
  return tooFar;
}

/**
 * Adds business time. Seconds, minutes and hours count open time only; the answer to a full day is its closing time, not the next opening.
 * Working days go to the same wall time so many open days later (a working week is as many days as the calendar's week is open); where that
 * time is not open, to the next opening of that day or else to its closing. From a closed instant both count from the next opening;
 * nothing added is that opening.
 */
export function addBusinessTime(calendar: BusinessCalendar, start: Instant, duration: Pick<Duration, 'amount' | 'unit'>): CalendarResult {
  const bad = cannotOpen(calendar);
  if (bad !== null) return bad;
  if (!Number.isFinite(duration.amount) || duration.amount < 0) return badDuration('A duration cannot be negative.');
  if (duration.unit === 'days' || duration.unit === 'weeks') return addWorkingDays(calendar, start, duration);
  return addOpenTime(calendar, Date.parse(start), millisecondsOf({ amount: duration.amount, unit: duration.unit }));
}

function addOpenTime(calendar: BusinessCalendar, start: number, wanted: number): CalendarResult {
  let left = Math.round(wanted);
  for (const open of openIntervals(calendar, start)) {
    const length = open.to - open.from;
    if (left <= length) return { ok: true, instant: instantOf(new Date(open.from + left)) };
    left -= length;
  }
  return tooFar;
}

function addWorkingDays(calendar: BusinessCalendar, start: Instant, duration: Pick<Duration, 'amount' | 'unit'>): CalendarResult {
  if (!Number.isInteger(duration.amount)) return badDuration('Working days must be whole.');
  const perWeek = Object.values(calendar.week).filter((hours) => hours.length > 0).length;
  const days = duration.unit === 'weeks' ? duration.amount * Math.max(perWeek, 1) : duration.amount;
  const first = nextWindow(calendar, start);
  if (!first.ok || days === 0) return first;
  const begin = Date.parse(first.instant);
  const wall = begin + zoneOffset(calendar.timeZone, begin);
  const firstDay = Math.floor(wall / dayMs) * dayMs;
  let left = days;
  for (let step = 1; step <= horizonDays; step++) {
    const day = firstDay + step * dayMs;
    const open = intervalsOfDay(calendar, day);
    if (open.length === 0) continue;
    left -= 1;
    if (left === 0) return { ok: true, instant: instantOf(new Date(withinDay(open, calendar.timeZone, day + (wall - firstDay)))) };
  }
  return tooFar;
}

/** The wall time among the day's open intervals: itself, else the next opening, else the closing. */
function withinDay(open: readonly Interval[], zone: string, wall: number): number {
  for (const interval of open) {
    const from = interval.from + zoneOffset(zone, interval.from);
    if (wall < from) return interval.from;
    const at = interval.from + (wall - from);
    if (at < interval.to) return at;
  }
  return open.at(-1)?.to ?? wall;
}

/** The open intervals of one local day, in order. An offset that changes within the day cuts them exactly as the wall clock shows it. */
function intervalsOfDay(calendar: BusinessCalendar, day: number): readonly Interval[] {
  const hours = hoursOn(calendar, day);
  if (hours.length === 0) return [];
  const around = (dayMs / 24) * 15;
  const middle = day + dayMs / 2;
  const segments = [
    ...offsetSegments(calendar.timeZone, day - around, middle),
    ...offsetSegments(calendar.timeZone, middle, day + dayMs + around),
  ];
  const open = merged(segments.flatMap((segment) => hours.map((part) => clip(day, part, segment))).filter((one) => one.from < one.to));
  return withoutAway(open, calendar);
}

function clip(day: number, part: OpenHours, segment: { from: number; to: number; offset: number }): Interval {
  return {
    from: Math.max(day + timeOf(part.from) - segment.offset, segment.from),
    to: Math.min(day + timeOf(part.to) - segment.offset, segment.to),
  };
}

/** Open intervals from `start` on, in order and not touching one another, up to the horizon; the first may be cut by `start`. */
function* openIntervals(calendar: BusinessCalendar, start: number): Generator<Interval> {
  let waiting: Interval | null = null;
  for (let step = 0; step < horizonDays; step++) {
    const window = { from: start + step * dayMs, to: start + (step + 1) * dayMs };
    for (const open of intervalsWithin(calendar, window)) {
      if (waiting !== null && waiting.to === open.from) waiting = { from: waiting.from, to: open.to };
      else {
        if (waiting !== null) yield waiting;
        waiting = open;
      }
    }
    if (waiting !== null && waiting.to < window.to) {
      yield waiting;
      waiting = null;
    }
  }
  if (waiting !== null) yield waiting;
}

function intervalsWithin(calendar: BusinessCalendar, window: Interval): readonly Interval[] {
  return offsetSegments(calendar.timeZone, window.from, window.to).flatMap((segment) => {
    const first = Math.floor((segment.from + segment.offset) / dayMs) * dayMs;
    const found: Interval[] = [];
    for (let day = first; day < segment.to + segment.offset; day += dayMs) {
      for (const part of hoursOn(calendar, day)) found.push(clip(day, part, segment));
    }
    return withoutAway(merged(found.filter((open) => open.from < open.to)), calendar);
  });
}

/** What is left of open intervals when the times somebody is away are cut out. */
function withoutAway(open: readonly Interval[], { away = [] }: BusinessCalendar): readonly Interval[] {
  return away.reduce<readonly Interval[]>((left, one) => {
    const [from, to] = [Date.parse(one.from), Date.parse(one.to)];
    return left.flatMap((interval) => {
      if (to <= interval.from || interval.to <= from) return [interval];
      const parts = [
        { from: interval.from, to: from },
        { from: to, to: interval.to },
      ];
      return parts.filter((part) => part.from < part.to);
    });
  }, open);
}

function merged(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = [...intervals].sort((a, b) => a.from - b.from);
  const result: Interval[] = [];
  for (const open of sorted) {
    const last = result.at(-1);
    if (last !== undefined && open.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, open.to) };
    else result.push(open);
  }
  return result;
}

/** Open hours of the local day that begins at `day` (its midnight read as UTC). */
function hoursOn(calendar: BusinessCalendar, day: number): readonly OpenHours[] {
  const date = new Date(day);
  const text = date.toISOString().slice(0, 10);
  const exception = calendar.exceptions.find((one) => one.date === text);
  if (exception !== undefined) return exception.hours;
  const weekday = String(date.getUTCDay() === 0 ? 7 : date.getUTCDay()) as Weekday;
  return calendar.week[weekday] ?? [];
}

function timeOf(wall: string): number {
  return (Number(wall.slice(0, 2)) * 60 + Number(wall.slice(3, 5))) * 60_000;
}

function cannotOpen(calendar: BusinessCalendar): CalendarProblem | null {
  if (!isTimeZone(calendar.timeZone)) {
    return { ok: false, code: 'bad_calendar', problem: `The business calendar's time zone "${calendar.timeZone}" does not exist.` };
  }
  const opens = [...Object.values(calendar.week), ...calendar.exceptions.map((exception) => exception.hours)];
  return opens.some((hours) => hours.some((part) => timeOf(part.from) < timeOf(part.to)))
    ? null
    : { ok: false, code: 'empty_calendar', problem: 'The business calendar has no open hours, so business time never passes.' };
}

const tooFar: CalendarProblem = {
  ok: false,
  code: 'too_far',
  problem: 'The business calendar has too few open hours: the time would come later than in five years.',
};

function badDuration(problem: string): CalendarProblem {
  return { ok: false, code: 'bad_duration', problem };
}
