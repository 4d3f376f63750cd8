import { isTimeZone, localDate } from '../../../domain/calendar/zone.ts';
import { midnightOf } from '../../../domain/expressions/operators.ts';

export interface DayBounds {
  readonly startOfToday: Date;
  readonly endOfToday: Date;
  /** The end of Sunday. */
  readonly endOfWeek: Date;
}

/** Where today and this week begin and end for somebody in the zone. */
export function dayBounds(timeZone: string, now: Date): DayBounds {
  const zone = isTimeZone(timeZone) ? timeZone : 'UTC';
  const today = localDate(zone, now.getTime());
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return {
    startOfToday: midnight(today, 0, zone),
    endOfToday: midnight(today, 1, zone),
    endOfWeek: midnight(today, 7 - weekday, zone),
  };
}

function midnight(today: string, days: number, zone: string): Date {
  const date = new Date(Date.parse(`${today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  return new Date(midnightOf(date, zone) ?? Date.parse(`${date}T00:00:00Z`));
}
