import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import type { Calendar } from '../../contracts/calendars.ts';

/** Hours as the contracts show them: lists of their own, to be changed by whoever gets them. */
export function presentHours(calendar: BusinessCalendar): Pick<Calendar, 'timeZone' | 'week' | 'exceptions'> {
  return {
    timeZone: calendar.timeZone,
    week: Object.fromEntries(Object.entries(calendar.week).map(([day, hours]) => [day, [...hours]])),
    exceptions: calendar.exceptions.map((one) => ({ ...one, hours: [...one.hours] })),
  };
}
