import { setTimeout as pause } from 'node:timers/promises';

interface Gate {
  running: number;
  /** When the next call may begin, in milliseconds of the monotonic clock. */
  next: number;
  readonly waiting: (() => void)[];
}

/** Keeps each tenant within its number of calls at once and its calls a second, so that one tenant's crowd is not everybody's queue. */
export class Gates {
  readonly #atOnce: number;
  readonly #spacing: number;
  readonly #gates = new Map<string, Gate>();

  constructor(atOnce: number, perSecond: number) {
    this.#atOnce = atOnce;
    this.#spacing = 1_000 / perSecond;
  }

  async through<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    const gate = this.#gates.get(tenant) ?? { running: 0, next: 0, waiting: [] };
    this.#gates.set(tenant, gate);
    if (gate.running >= this.#atOnce) await new Promise<void>((resolve) => gate.waiting.push(resolve));
    else gate.running += 1;
    try {
      await this.#pace(gate);
      return await work();
    } finally {
      const following = gate.waiting.shift();
      if (following !== undefined) following();
      else if ((gate.running -= 1) === 0) this.#gates.delete(tenant);
    }
  }

  async #pace(gate: Gate): Promise<void> {
    const now = performance.now();
    const start = Math.max(now, gate.next);
    gate.next = start + this.#spacing;
    if (start > now) await pause(start - now);
  }
}
