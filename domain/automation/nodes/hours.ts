import type { BusinessCalendar } from '../../calendar/calendar.ts';
import type { JsonObject } from '../../json.ts';
import type { Whose } from '../../time.ts';

interface KnownHours {
  readonly calendar: BusinessCalendar;
  readonly hours?: Readonly<Record<Whose, BusinessCalendar>> | undefined;
}

/** The hours that a step asks for; for a record without owner those of the workspace. */
export function hoursFor(known: KnownHours, whose: Whose | undefined): BusinessCalendar {
  return whose === undefined ? known.calendar : (known.hours?.[whose] ?? known.calendar);
}

/** Whether a step may ask for hours of people: only then they are read. */
export function asksForHours(config: JsonObject): boolean {
  return JSON.stringify(config).includes('"whose"');
}
