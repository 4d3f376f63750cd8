import type { Instant } from '../../time.ts';

interface Due<T> {
  readonly at: Instant;
  /** What is due at one instant happens in the order in which it was planned. */
  readonly order: number;
  readonly what: T;
}

/** What is still to happen, earliest first: a binary heap. Instants are ISO in UTC with milliseconds, so they compare as text. */
export class VirtualClock<T> {
  readonly #heap: Due<T>[] = [];
  #planned = 0;

  plan(at: Instant, what: T): void {
    const heap = this.#heap;
    heap.push({ at, order: this.#planned++, what });
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1;
      if (!this.#isBefore(child, parent)) break;
      this.#swap(child, parent);
      child = parent;
    }
  }

  next(): { readonly at: Instant; readonly what: T } | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined) return null;
    if (heap.length > 0) {
      heap[0] = last;
      this.#sink();
    }
    return { at: first.at, what: first.what };
  }

  #sink(): void {
    const { length } = this.#heap;
    for (let parent = 0; ; ) {
      let least = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) if (child < length && this.#isBefore(child, least)) least = child;
      if (least === parent) return;
      this.#swap(parent, least);
      parent = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}
