import type { Instant } from '../time.ts';

/** Monday is 1, Sunday 7, as in ISO 8601. */
export const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const;
export type Weekday = (typeof weekdays)[number];

/** A part of a day in local wall time, `HH:MM`, end exclusive; `24:00` is midnight at the end of the day. */
export interface OpenHours {
  readonly from: string;
  readonly to: string;
}

/** A date with hours of its own: none for a holiday, a part of the day for a half day. */
export interface CalendarException {
  /** `YYYY-MM-DD`, local. */
  readonly date: string;
  readonly name?: string;
  readonly hours: readonly OpenHours[];
}

/** A stretch of time in which a person is away, end exclusive. */
export interface AwayTime {
  readonly from: Instant;
  readonly to: Instant;
  /** Who acts for them meanwhile. */
  readonly standInUserId?: string | null;
}

/** When people work. Intervals of a day do not overlap; absent weekdays are closed. Stored as JSON; `calendarProblems` says what is wrong. */
export interface BusinessCalendar {
  readonly timeZone: string;
  readonly week: Readonly<Partial<Record<Weekday, readonly OpenHours[]>>>;
  readonly exceptions: readonly CalendarException[];
  /** Of a person's hours: closed in these, whatever the week says. */
  readonly away?: readonly AwayTime[];
}
