import { setTimeout as pause } from 'node:timers/promises';

/**
 * Polls until `look` gives a value other than undefined, null or false, and returns it. The way for tests to wait:
 * never for a time, always for a fact, with a deadline that says what was waited for.
 */
export async function eventually<T>(
  what: string,
  look: () => T | Promise<T>,
  { within = 15_000, every = 25 }: { within?: number; every?: number } = {},
): Promise<Exclude<T, undefined | null | false>> {
  const deadline = Date.now() + within;
  for (;;) {
    const value = await look();
    // TypeScript does not narrow a type parameter by exclusion; the condition is exactly the excluded types.
    if (value !== undefined && value !== null && value !== false) return value as Exclude<T, undefined | null | false>;
    if (Date.now() >= deadline) throw new Error(`Not within ${within} ms: ${what}`);
    await pause(every);
  }
}
