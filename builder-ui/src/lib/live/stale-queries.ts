import type { Query, QueryClient } from '@tanstack/react-query';

const collectMs = 400;

/**
 * Makes queries stale by the first part of their key. What comes within 400 ms is taken together, so a bulk change costs one refetch. A
 * query that is on its first load cannot be asked again before it has come, and may have read what was there before: it is asked once
 * more then.
 */
export class StaleQueries {
  readonly #client: QueryClient;
  readonly #names = new Set<string>();
  #early: ReadonlySet<string> = new Set();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  add(names: readonly string[]): void {
    for (const name of names) this.#names.add(name);
    if (names.length > 0) this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => this.#refresh(), collectMs);
  }

  #refresh(): void {
    this.#timer = undefined;
    const [names, early] = [new Set(this.#names), this.#early];
    this.#names.clear();
    const predicate = (query: Query): boolean => names.has(String(query.queryKey[0])) || early.has(query.queryHash);
    const loading = this.#client.getQueryCache().findAll({ predicate }).filter(isFirstLoad);
    this.#early = new Set(loading.map((query) => query.queryHash));
    void this.#client.invalidateQueries({ predicate });
    if (this.#early.size > 0) this.#plan();
  }
}

function isFirstLoad({ state }: Query): boolean {
  return state.data === undefined && state.fetchStatus === 'fetching';
}
