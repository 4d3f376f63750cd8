/** An instant as ISO 8601 in UTC with milliseconds, e.g. `2026-11-21T09:00:00.000Z`. The only form in which time crosses a border. */
export type Instant = string;

/** A duration as the author wrote it. `business` units count only the hours of the calendar that applies. */
export interface Duration {
  readonly amount: number;
  readonly unit: DurationUnit;
  /** When true, only time inside business hours counts. */
  readonly business?: boolean;
}

export const durationUnits = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const;
export type DurationUnit = (typeof durationUnits)[number];

export function instantOf(date: Date): Instant {
  return date.toISOString();
}
