import type { Problem } from '../errors/errors.ts';
import type { AwayTime } from './calendar.ts';
import { instantOfWall } from './zone.ts';

/** From when to when somebody is away, in the wall time of their zone. Without a time of day: from the beginning, to the end of the day. */
export interface AbsenceSpan {
  readonly fromDate: string;
  readonly fromTime: string | null;
  readonly toDate: string;
  readonly toTime: string | null;
}

/** Nobody is away for longer: a whole absence lies within what is looked ahead for open hours. */
export const longestAbsenceDays = 2 * 366;

/** The instants of a span, or what is wrong with it. A time that the clock leaves out is the moment it jumps. */
export function awayTime(
  span: AbsenceSpan,
  timeZone: string,
): { readonly ok: true; readonly away: AwayTime } | { readonly ok: false; readonly problem: Problem } {
  const refuse = (pointer: string, code: string, detail: string) => ({ ok: false, problem: { pointer, code, detail } }) as const;
  if (!isDate(span.fromDate)) return refuse('/fromDate', 'date_invalid', `"${span.fromDate}" is not a day of the calendar.`);
  if (!isDate(span.toDate)) return refuse('/toDate', 'date_invalid', `"${span.toDate}" is not a day of the calendar.`);
  if (!isTime(span.fromTime)) return refuse('/fromTime', 'time_invalid', `"${span.fromTime}" is not a time such as 09:00.`);
  if (!isTime(span.toTime)) return refuse('/toTime', 'time_invalid', `"${span.toTime}" is not a time such as 17:30.`);
  const from = instantOfWall(timeZone, span.fromDate, span.fromTime ?? '00:00');
  const to = instantOfWall(timeZone, span.toTime === null ? dayAfter(span.toDate) : span.toDate, span.toTime ?? '00:00');
  if (to <= from) return refuse('/toDate', 'ends_before', 'The absence ends before it begins.');
  if (to - from > longestAbsenceDays * 86_400_000) return refuse('/toDate', 'too_long', 'An absence lasts two years at most.');
  return { ok: true, away: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } };
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function isTime(text: string | null): boolean {
  return text === null || /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

function isDate(text: string): boolean {
  if (!/^(19|20|21)\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
