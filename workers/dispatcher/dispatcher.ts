import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Doors } from '../../db/doors.ts';
import { isRetryable } from '../../db/postgres-errors.ts';
import { repeat } from '../lib/loop.ts';
import type { Claimed, Failed } from './claim.ts';
import { claim, leaseSeconds, settle } from './claim.ts';
import type { DeliverDeps } from './deliver.ts';
import { deliver, isAway } from './deliver.ts';
import { formBatch, grouped } from './form-batch.ts';
import { Gates } from './gates.ts';

export interface DispatcherDeps extends DeliverDeps {
  readonly db: Pick<Doors, 'withSystem' | 'withTenant'>;
  readonly log: { error: (details: object, message: string) => void; warn: (details: object, message: string) => void };
  readonly options?: Partial<DispatcherOptions>;
}

export interface DispatcherOptions {
  readonly idleMs: number;
  /** Rows of one tenant taken at a time, and in the air at most. */
  readonly perTenant: number;
  /** Calls to Temporal at once for one tenant, and how many a second. */
  readonly tenantConcurrency: number;
  readonly tenantPerSecond: number;
  /** Queued runs of one version from which on they are committed together. */
  readonly batchFrom: number;
}

export const defaultOptions: DispatcherOptions = { idleMs: 25, perTenant: 200, tenantConcurrency: 25, tenantPerSecond: 500, batchFrom: 20 };
const awayPauseMs = 1_000;
const settlePauseMs = 100;
const partSize = 25;
const mostRetrySeconds = 60;

/** Brings the wishes of all tenants to Temporal until `signal` aborts; then waits for what is in the air. */
export async function runDispatcher(deps: DispatcherDeps, signal: AbortSignal): Promise<void> {
  const dispatcher = new Dispatcher(deps);
  await repeat(() => dispatcher.round(), {
    idleMs: dispatcher.options.idleMs,
    mostBackoffMs: 2_000,
    onError: (error) => deps.log.error({ err: error }, 'the dispatcher cannot reach the database'),
    signal,
  });
  await dispatcher.drain();
}

/** Claims by lease, delivers outside any transaction, deletes by lease token. */
export class Dispatcher {
  readonly options: DispatcherOptions;
  readonly #deps: DispatcherDeps;
  readonly #gates: Gates;
  readonly #inTheAir = new Map<string, number>();
  readonly #work = new Set<Promise<void>>();
  #away = false;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    this.options = { ...defaultOptions, ...deps.options };
    this.#gates = new Gates(this.options.tenantConcurrency, this.options.tenantPerSecond);
  }

  /** One claim. True if there may be more at once. */
  async round(): Promise<boolean> {
    if (this.#away) await pause(awayPauseMs);
    const full = [...this.#inTheAir].filter(([, count]) => count >= this.options.perTenant / 2).map(([tenant]) => tenant);
    const rows = await claim(this.#deps.db, {
      leaseToken: randomUUID(),
      perTenant: this.#away ? 1 : this.options.perTenant,
      without: full,
    });
    if (rows.length === 0) return false;
    const { alone, batches } = grouped(rows, this.options.batchFrom);
    this.#track(this.#deliverAll(alone), 'delivered wishes could not be deleted; they are delivered again');
    for (const batch of batches) this.#track(this.#form(batch), 'a batch could not be formed; its runs are claimed again');
    return true;
  }

  async drain(): Promise<void> {
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
  }

  /** Beside the rounds: other tenants' wishes do not wait for a crowd to be put together. */
  async #form(batch: readonly Claimed[]): Promise<void> {
    for (const row of batch) this.#count(row, 1);
    try {
      await formBatch(this.#deps.db, batch);
    } finally {
      for (const row of batch) this.#count(row, -1);
    }
  }

  /** All at once through the tenants' gates; deleted in parts as they are done. */
  async #deliverAll(rows: readonly Claimed[]): Promise<void> {
    for (const row of rows) this.#count(row, 1);
    const parts = Array.from({ length: Math.ceil(rows.length / partSize) }, (_, part) =>
      rows.slice(part * partSize, (part + 1) * partSize),
    );
    await Promise.all(parts.map((part) => this.#deliverPart(part)));
  }

  async #deliverPart(part: readonly Claimed[]): Promise<void> {
    try {
      const results = await Promise.all(part.map((row) => this.#deliverOne(row)));
      const failed = results.filter((result) => result !== null);
      const unhappy = new Set(failed.map((failure) => failure.row));
      await this.#settle(
        part.filter((row) => !unhappy.has(row)),
        failed,
      );
    } finally {
      for (const row of part) this.#count(row, -1);
    }
  }

  /** As long as the lease may be ours it is tried again: given up, what was not delivered would wait for the end of the lease. */
  async #settle(delivered: readonly Claimed[], failed: readonly Failed[]): Promise<void> {
    const until = performance.now() + leaseSeconds * 1_000;
    for (let wait = settlePauseMs; ; wait = Math.min(2 * wait, awayPauseMs)) {
      try {
        return await settle(this.#deps.db, delivered, failed);
      } catch (error) {
        if (!isRetryable(error) || performance.now() + wait > until) throw error;
        await pause(wait);
      }
    }
  }

  async #deliverOne(row: Claimed): Promise<Failed | null> {
    try {
      await this.#gates.through(row.tenantId, () => deliver(this.#deps, row));
      this.#away = false;
      return null;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isAway(error)) {
        if (!this.#away) this.#deps.log.warn({ err: error }, 'Temporal does not answer; wishes wait');
        this.#away = true;
        return { row, error: message, retryInSeconds: 0 };
      }
      this.#deps.log.error({ err: error, tenantId: row.tenantId, dispatch: row.id, target: row.target }, 'Temporal refused a wish');
      return { row, error: message, retryInSeconds: Math.min(2 ** row.attempts, mostRetrySeconds) };
    }
  }

  #count(row: Claimed, by: number): void {
    const count = (this.#inTheAir.get(row.tenantId) ?? 0) + by;
    if (count <= 0) this.#inTheAir.delete(row.tenantId);
    else this.#inTheAir.set(row.tenantId, count);
  }

  #track(work: Promise<void>, failure: string): void {
    const tracked: Promise<void> = work
      .catch((error: unknown) => this.#deps.log.error({ err: error }, failure))
      .finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }
}
