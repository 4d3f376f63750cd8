import { isTimeZone, localDate } from '../calendar/zone.ts';
import type { Json } from '../json.ts';
import type { Period } from './ast.ts';
import { periods } from './ast.ts';

/** First day of a period and the first day after it, as dates of the zone. */
export interface Days {
  readonly from: string;
  readonly until: string;
}

/** The period as data, or null for anything else. */
export function periodOf(value: Json): Period | null {
  return periods.find((period) => period === value) ?? null;
}

/** The days of a period, seen from an instant in a zone. */
export function daysOf(period: Period, now: string, timeZone: string): Days {
  const today = new Date(`${localDate(isTimeZone(timeZone) ? timeZone : 'UTC', Date.parse(now))}T00:00:00Z`);
  const [year, month, day] = [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()];
  const days = (from: number, length: number): Days => between([year, month, from], [year, month, from + length]);
  const months = (from: number, length: number): Days => between([year, from, 1], [year, from + length, 1]);
  const monday = day - ((today.getUTCDay() + 6) % 7);
  const quarter = month - (month % 3);
  switch (period) {
    case 'today':
      return days(day, 1);
    case 'yesterday':
      return days(day - 1, 1);
    case 'tomorrow':
      return days(day + 1, 1);
    case 'this_week':
      return days(monday, 7);
    case 'last_week':
      return days(monday - 7, 7);
    case 'next_week':
      return days(monday + 7, 7);
    case 'this_month':
      return months(month, 1);
    case 'last_month':
      return months(month - 1, 1);
    case 'next_month':
      return months(month + 1, 1);
    case 'this_quarter':
      return months(quarter, 3);
    case 'last_quarter':
      return months(quarter - 3, 3);
    case 'next_quarter':
      return months(quarter + 3, 3);
    case 'this_year':
      return months(0, 12);
    case 'last_year':
      return months(-12, 12);
    case 'next_year':
      return months(12, 12);
  }
}

type Parts = readonly [year: number, month: number, day: number];

function between(from: Parts, until: Parts): Days {
  const date = (parts: Parts) => new Date(Date.UTC(...parts)).toISOString().slice(0, 10);
  return { from: date(from), until: date(until) };
}
