import { setTimeout as pause } from 'node:timers/promises';

export interface LoopOptions {
  /** Pause after a round that found nothing. */
  readonly idleMs: number;
  /** Longest pause after rounds that failed; it grows from `idleMs`. */
  readonly mostBackoffMs: number;
  readonly onError: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** Does rounds until told to stop. A round says whether there may be more at once. A failed round is told and repeated later. */
export async function repeat(round: () => Promise<boolean>, options: LoopOptions): Promise<void> {
  let failures = 0;
  while (!options.signal.aborted) {
    let wait = 0;
    try {
      if (!(await round())) wait = options.idleMs;
      failures = 0;
    } catch (error) {
      options.onError(error);
      failures += 1;
      wait = Math.min(options.idleMs * 2 ** failures, options.mostBackoffMs);
    }
    if (wait > 0) await pause(wait, undefined, { signal: options.signal }).catch(() => undefined);
  }
}
