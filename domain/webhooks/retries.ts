/** Pauses after the first, second … failed attempt, in seconds; together about three days. */
const pauses = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 43_200, 43_200, 43_200] as const;

/** How long to wait before the next attempt; null when it is given up. `spread` (0 to 1) keeps many deliveries from coming at one moment. */
export function pauseAfter(attempts: number, spread: number): number | null {
  const pause = pauses[attempts - 1];
  return pause === undefined ? null : Math.round(pause * (1 + 0.2 * spread));
}

/** A subscription that failed for so long without a single success is switched off. */
export const failingDaysAllowed = 3;
/** How long the previous secret signs beside the new one. */
export const secretOverlapHours = 24;
