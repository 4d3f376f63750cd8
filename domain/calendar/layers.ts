import type { BusinessCalendar, CalendarException, OpenHours, Weekday } from './calendar.ts';

/**
 * Hours with those they stand above, the nearest first: a person's, their team's, the workspace's. Zone and week are the nearest's.
 * Holidays of all of them count; for a date that several name, the nearest one says what holds. A half day from farther off leaves open
 * what the nearest week would have had open in it.
 */
export function layered(nearest: BusinessCalendar, farther: readonly BusinessCalendar[]): BusinessCalendar {
  const exceptions = new Map<string, CalendarException>(nearest.exceptions.map((one) => [one.date, one]));
  for (const calendar of farther) {
    for (const one of calendar.exceptions) {
      if (!exceptions.has(one.date))
        exceptions.set(one.date, { ...one, hours: common(one.hours, nearest.week[weekdayOf(one.date)] ?? []) });
    }
  }
  return { ...nearest, exceptions: [...exceptions.values()].sort((a, b) => (a.date < b.date ? -1 : 1)) };
}

function weekdayOf(date: string): Weekday {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return String(day === 0 ? 7 : day) as Weekday; // 1 to 7 by construction
}

function common(a: readonly OpenHours[], b: readonly OpenHours[]): readonly OpenHours[] {
  return a
    .flatMap((one) =>
      b.map((other) => ({ from: one.from > other.from ? one.from : other.from, to: one.to < other.to ? one.to : other.to })),
    )
    .filter((part) => part.from < part.to);
}
