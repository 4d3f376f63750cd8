/** An instant as ISO 8601 in UTC with milliseconds, e.g. `2026-11-21T09:00:00.000Z`. The only form in which time crosses a border. */
export type Instant = string;

/** A duration as the author wrote it. `business` units count only the hours of the calendar that applies. */
export interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
  /** When true, only time inside business hours counts. */
  readonly business?: boolean;
  /** Whose business hours; left out: the workspace's. */
  readonly whose?: Whose;
}

/** Whose hours count: those of the owner's team, or the owner's own with their absences. */
export const whoseHours = ['team', 'owner'] as const;
export type Whose = (typeof whoseHours)[number];

export const durationUnits = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const;
export type DurationUnit = (typeof durationUnits)[number];

export function instantOf(date: Date): Instant {
  return date.toISOString();
}

const unitMilliseconds: Readonly<Record<DurationUnit, number>> = {
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

/** The length in milliseconds, taking a day as 24 hours. Of a business duration: the amount of open time in it. */
export function millisecondsOf(duration: Duration): number {
  return duration.amount * unitMilliseconds[duration.unit];
}

export function addMilliseconds(instant: Instant, milliseconds: number): Instant {
  return instantOf(new Date(Date.parse(instant) + milliseconds));
}
