/** One thing that must be there for the whole product to work. */
export interface ReadinessProbe {
  readonly name: string;
  /** Throws or rejects with a sentence that says what is missing; resolves when it is there. */
  readonly check: () => Promise<void>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly missing: readonly { readonly name: string; readonly reason: string }[];
}

/** Asks all probes at once, each with a time limit. */
export async function readiness(probes: readonly ReadinessProbe[], limitMs = 2_000): Promise<Readiness> {
  const results = await Promise.all(probes.map((probe) => ask(probe, limitMs)));
  const missing = results.filter((result) => result !== null);
  return { ready: missing.length === 0, missing };
}

async function ask(probe: ReadinessProbe, limitMs: number): Promise<{ name: string; reason: string } | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`did not answer within ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([probe.check(), limit]);
    return null;
  } catch (error) {
    return { name: probe.name, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
