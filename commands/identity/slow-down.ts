import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { UserError } from '../../domain/errors/errors.ts';

export interface SlowDownRules {
  /** Failures from one address within the window after which it is slowed. */
  readonly after: number;
  readonly windowMinutes: number;
  /** From then on one attempt in so many seconds. */
  readonly everySeconds: number;
}

/** Slows an address down that fails often, on whichever accounts: who tries one password on many never locks any of them. */
export interface SlowDown {
  /** Before an attempt; refuses it when the last one was just now. */
  pass(address: string | null): Promise<void>;
  failed(address: string | null): Promise<void>;
}

export function createSlowDown(rules: SlowDownRules): SlowDown {
  // Counts only; it is never empty.
  const failures = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: rules.windowMinutes * 60 });
  const pace = new RateLimiterMemory({ points: 1, duration: rules.everySeconds });
  return {
    pass: async (address) => {
      if (address === null) return;
      const counted = await failures.get(address);
      if (counted === null || counted.consumedPoints < rules.after) return;
      await pace.consume(address).catch((refused: unknown) => {
        if (refused instanceof Error) throw refused;
        const { msBeforeNext } = refused as RateLimiterRes; // the library rejects with the state of the bucket
        const retryAfterSeconds = Math.max(1, Math.ceil(msBeforeNext / 1_000));
        const detail = `Too many sign-ins failed from your address. Try again in ${retryAfterSeconds} s.`;
        throw new UserError('rate_limited', detail, [], { retryAfterSeconds });
      });
    },
    failed: async (address) => {
      if (address !== null) await failures.consume(address);
    },
  };
}
