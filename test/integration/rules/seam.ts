import pg from 'pg';
import { createDatabase } from '../../../db/connection.ts';
import type { Database } from '../../../db/connection.ts';

/** A statement on its way to PostgreSQL that has been stopped until it is let go. */
export interface Stop {
  /** Resolves when the statement stands at the gate. */
  readonly reached: Promise<void>;
  readonly letGo: () => void;
}

type Send = (this: pg.Client, config: unknown, ...rest: readonly unknown[]) => unknown;
type Answer = (error: Error | null, result?: unknown) => void;

interface Failure {
  readonly when: (sql: string) => boolean;
  readonly code: string;
  times: number;
}

/**
 * Sees every statement of one pool, the doors' openings and COMMIT included. Stops one until a test lets it go, so that transactions
 * interleave as the test wants; or rewrites one, which takes a rule out without touching the code that keeps it.
 */
export class Seam {
  readonly sent: string[] = [];
  readonly #rewrites: { readonly pattern: RegExp; readonly to: () => string }[] = [];
  readonly #stops: { readonly pattern: RegExp; readonly arrive: () => void; readonly open: Promise<void> }[] = [];
  readonly #failures: Failure[] = [];
  /** How often each rewrite has changed something: a rule that was never met has not been taken out. */
  rewritten = 0;

  rewrite(pattern: RegExp, to: string | (() => string)): this {
    this.#rewrites.push({ pattern, to: typeof to === 'string' ? () => to : to });
    return this;
  }

  /** Stops the next statement that matches; the ones after it go through. */
  stopBefore(pattern: RegExp): Stop {
    let arrive = (): void => undefined;
    let letGo = (): void => undefined;
    const reached = new Promise<void>((resolve) => (arrive = resolve));
    const open = new Promise<void>((resolve) => (letGo = resolve));
    this.#stops.push({ pattern, arrive, open });
    return { reached, letGo };
  }

  /** Answers matching statements with an SQLSTATE instead of sending them. */
  fail(when: (sql: string) => boolean, code: string, times = Number.POSITIVE_INFINITY): void {
    this.#failures.push({ when, code, times });
  }

  count(pattern: RegExp): number {
    return this.sent.filter((sql) => pattern.test(sql)).length;
  }

  changed(sql: string): string {
    return this.#rewrites.reduce((text, { pattern, to }) => {
      const next = text.replace(pattern, to());
      if (next !== text) this.rewritten += 1;
      return next;
    }, sql);
  }

  stopFor(sql: string): { readonly arrive: () => void; readonly open: Promise<void> } | undefined {
    const at = this.#stops.findIndex((stop) => stop.pattern.test(sql));
    return at < 0 ? undefined : this.#stops.splice(at, 1)[0];
  }

  failureFor(sql: string): string | undefined {
    const failure = this.#failures.find((one) => one.times > 0 && one.when(sql));
    if (failure === undefined) return undefined;
    failure.times -= 1;
    return failure.code;
  }
}

const seams = new Map<string, Seam>();
let pools = 0;

// knex sends everything as `query(config, callback)`; the pool is known by its application name.
const send = pg.Client.prototype.query as unknown as Send;
const intercepted: Send = function (config, ...rest) {
  const seam = seams.get(
    String((this as unknown as { connectionParameters: { application_name?: string } }).connectionParameters.application_name),
  );
  const answer = rest.at(-1) as Answer | undefined;
  if (seam === undefined || typeof answer !== 'function') return send.call(this, config, ...rest);
  const given = typeof config === 'string' ? config : (config as { text: string }).text;
  const sql = seam.changed(given);
  seam.sent.push(sql);
  const failure = seam.failureFor(sql);
  if (failure !== undefined) {
    // What lost connections answer is answered by a connection that is lost: its transaction is rolled back.
    if (/^(08|57)/.test(failure)) (this as unknown as { connection: { stream: { destroy: () => void } } }).connection.stream.destroy();
    answer(Object.assign(new Error(`refused by the test with ${failure}`), { code: failure }));
    return undefined;
  }
  const changed = typeof config === 'string' ? sql : { ...(config as object), text: sql };
  const stop = seam.stopFor(sql);
  if (stop === undefined) return send.call(this, changed, ...rest);
  stop.arrive();
  void stop.open.then(() => send.call(this, changed, ...rest));
  return undefined;
};
pg.Client.prototype.query = intercepted as unknown as typeof pg.Client.prototype.query;

/** A pool of its own behind a seam: one actor of an interleaving. */
export function seamed(url: string, poolSize = 8): { readonly db: Database; readonly seam: Seam } {
  const applicationName = `seam-${(pools += 1)}`;
  const seam = new Seam();
  seams.set(applicationName, seam);
  return { db: createDatabase({ url, poolSize, applicationName }), seam };
}
