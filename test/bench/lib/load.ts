import type { Ends } from './ends.ts';

/** What a load is made of: something that begins, and the count of what has ended. */
export interface Work {
  readonly begin: () => Promise<void>;
  readonly ends: Ends;
}

export interface ClosedLoop {
  /** As many are begun and not ended at any moment. */
  readonly inFlight: number;
  /** Ends before the measurement begins. */
  readonly warmUp: number;
  /** Ends that are measured. */
  readonly count: number;
}

/**
 * Keeps `inFlight` pieces of work going and gives how many ended a second, between the last end of the warm-up and the last measured
 * one; while it measures, each end begins the next, so that neither start nor tail is in the figure.
 */
export async function closedLoop({ begin, ends }: Work, { inFlight, warmUp, count }: ClosedLoop): Promise<number> {
  const before = ends.count;
  const total = warmUp + count + inFlight;
  let begun = 0;
  const fill = (): void => {
    for (; begun < total && begun - (ends.count - before) < inFlight; begun += 1) {
      begin().catch((error: unknown) => ends.fail(error instanceof Error ? error : new Error(String(error))));
    }
  };
  const off = ends.on(fill);
  try {
    fill();
    const from = await ends.reach(before + warmUp);
    const to = await ends.reach(before + warmUp + count);
    await ends.reach(before + total);
    return (count * 1_000) / (to - from);
  } finally {
    off();
  }
}

/** One after the other, each alone: milliseconds from the moment `begin` has done to the end. */
export async function oneByOne({ begin, ends }: Work, count: number): Promise<readonly number[]> {
  const took: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const target = ends.count + 1;
    await begin();
    const began = performance.now();
    took.push((await ends.reach(target)) - began);
  }
  return took;
}
