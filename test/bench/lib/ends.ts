/** Counts what has ended, and lets a load wait for a number of ends. */
export class Ends {
  #count = 0;
  #failure: Error | undefined;
  readonly #listeners = new Set<() => void>();

  get count(): number {
    return this.#count;
  }

  add(ended: number): void {
    this.#count += ended;
    for (const listener of this.#listeners) listener();
  }

  /** Whoever waits, or will wait, gets this. */
  fail(error: Error): void {
    this.#failure ??= error;
    for (const listener of this.#listeners) listener();
  }

  /** Calls `listener` after every change until the returned function is called. */
  on(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves with the instant at which the count has reached `wanted`; rejects when nothing ends for a minute. */
  async reach(wanted: number): Promise<number> {
    let idle: NodeJS.Timeout | undefined;
    let off = (): unknown => undefined;
    try {
      return await new Promise<number>((resolve, reject) => {
        const look = (): void => {
          clearTimeout(idle);
          idle = setTimeout(() => reject(new Error(`Nothing ended for a minute; ${this.#count} of ${wanted} have.`)), 60_000);
          if (this.#failure !== undefined) reject(this.#failure);
          else if (this.#count >= wanted) resolve(performance.now());
        };
        off = this.on(look);
        look();
      });
    } finally {
      clearTimeout(idle);
      off();
    }
  }
}
