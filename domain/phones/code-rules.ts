/** How a code reaches a telephone. */
export const codeChannels = ['sms', 'whatsapp'] as const;
export type CodeChannel = (typeof codeChannels)[number];

/** Rules of one-time codes. */
export const codeRules = {
  digits: 6,
  lifetimeMs: 10 * 60_000,
  /** So many wrong codes and the next has to be a new one. */
  maxAttempts: 5,
  /** So often a code is sent again. */
  maxSends: 5,
  /** In an hour, whoever asks. */
  mostPerUser: 6,
  mostPerNumber: 6,
  mostPerTenant: 200,
} as const;

const firstPauseMs = 30_000;

/** How long after the last of so many sends the next may follow: half a minute, then twice as long each time. */
export function pauseAfter(sends: number): number {
  return firstPauseMs * 2 ** Math.max(0, sends - 1);
}

/** A number as it may be shown to somebody who has not proven it: `+49 •••• 67`. */
export function maskedPhone(e164: string): string {
  return `${e164.slice(0, 3)} •••• ${e164.slice(-2)}`;
}

/** What was typed, without the blanks and hyphens that people add. */
export function plainCode(given: string): string {
  return given.replace(/[\s-]/g, '');
}
