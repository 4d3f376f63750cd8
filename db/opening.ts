import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Vault } from '../domain/credentials/vault.ts';
import { isUuid } from '../domain/ids.ts';
import type { TenantId } from '../domain/ids.ts';
import { isStalePlan } from './postgres-errors.ts';

/** What the opening of a door told. */
export interface Opened {
  /** Null inside the system door. */
  readonly tenantId: TenantId | null;
  /** The transaction's instant, of PostgreSQL's clock. */
  readonly now: Date;
  /** False when a lock was tried and somebody else has it. */
  readonly locked: boolean;
  /** Seals and opens secrets for the process; null when it was given no keys. */
  readonly vault: Vault | null;
}

/** The part of knex's transaction object that a door replaces; knex has no types for it. */
interface TransactionRunner extends Promise<unknown> {
  begin: (connection: unknown) => Promise<unknown>;
  readonly trxClient: { query(connection: unknown, sql: string): Promise<{ response: unknown }> };
}
interface TransactionFactory {
  transaction(container: (trx: Transaction) => Promise<unknown>, config: object, outer: unknown): TransactionRunner;
}

const openedTransactions = new WeakMap<object, Opened>();

const connections = new WeakMap<object, object>();

/** Views of a transaction that several pieces of work share, with the way their statements go. */
const views = new WeakMap<object, (statements: readonly string[]) => Promise<readonly { rows: readonly unknown[] }[]>>();

/** Makes `view` known as another face of the opened transaction. */
export function sameOpening(
  trx: Transaction,
  view: Transaction,
  together: (statements: readonly string[]) => Promise<readonly { rows: readonly unknown[] }[]>,
): void {
  openedTransactions.set(view, openedOf(trx));
  views.set(view, together);
}

/** What the door told when it opened `trx` (also from inside a savepoint of it). Throws outside a door. */
export function openedOf(trx: Transaction): Opened {
  for (let current: unknown = trx; current; current = (current as { parentTransaction?: unknown }).parentTransaction) {
    const opened = openedTransactions.get(current);
    if (opened) return opened;
  }
  throw new Error('this transaction was not opened by a door');
}

/** The connection of a transaction; only of one that a door opened, not of a savepoint. */
export function connectionOf(trx: Transaction): object {
  const connection = connections.get(trx);
  if (connection === undefined) throw new Error('this transaction was not opened by a door');
  return connection;
}

type Opener = <T>(opening: string, tenantId: TenantId | null, work: (trx: Transaction, opened: Opened) => PromiseLike<T>) => Promise<T>;

/**
 * Gives a function that runs work in a transaction whose `begin` is a whole string of statements, so that opening a door
 * costs one round trip. The string's last statement is a select with `now` and `locked`.
 */
export function openingsOf(knex: Knex, vault: Vault | null): Opener {
  const factory = knex.client as unknown as TransactionFactory;
  return async (opening, tenantId, work) => {
    let opened: Opened | undefined;
    let connected: object | undefined;
    const container = async (trx: Transaction) => {
      if (!opened) throw new Error('the door did not open');
      openedTransactions.set(trx, opened);
      if (connected !== undefined) connections.set(trx, connected);
      return work(trx, opened);
    };
    const runner = factory.transaction(container, { userParams: {}, doNotRejectOnRollback: true }, null);
    // knex starts a transaction in a later microtask, so the replacement is in place before it begins.
    runner.begin = async (connection) => {
      try {
        const { response } = await runner.trxClient.query(connection, opening);
        opened = { tenantId, vault, ...lastRow(response) };
        if (typeof connection === 'object' && connection !== null) connected = connection;
      } catch (error) {
        // A statement after `begin` may have failed: the connection must not go back to the pool inside a transaction.
        await runner.trxClient.query(connection, 'rollback').catch(() => undefined);
        throw error;
      }
    };
    return (await runner) as Awaited<ReturnType<typeof work>>;
  };
}

function lastRow(response: unknown): { now: Date; locked: boolean } {
  const results = response as readonly { rows: readonly { now: Date; locked: boolean | '' | null }[] }[];
  const row = results.at(-1)?.rows[0];
  if (!row) throw new Error('the opening of a door answered nothing');
  // A lock function that waits returns void, which arrives as an empty text: then the lock is held.
  return { now: row.now, locked: row.locked !== false };
}

/**
 * Runs several statements in ONE round trip and gives their results in order. Statements carry no bindings; put values
 * in with `literal`. For the engine's hot path; everything else uses the query builder.
 */
export async function runTogether(trx: Transaction, statements: readonly string[]): Promise<readonly { rows: readonly unknown[] }[]> {
  const shared = views.get(trx);
  if (shared) return shared(statements);
  const text = statements.join(';\n').replaceAll('?', '\\?');
  const result: unknown = await trx.raw(text);
  return (Array.isArray(result) ? result : [result]) as readonly { rows: readonly unknown[] }[];
}

/** The rows of one of the results of `runTogether`; the caller names the shape of what its own statement selects. */
export function rowsIn<Row>(result: { readonly rows: readonly unknown[] } | undefined): readonly Row[] {
  if (result === undefined) throw new Error('a statement gave no result');
  return result.rows as readonly Row[];
}

/** A value as SQL text for `runTogether`; objects become JSON. */
export function literal(value: string | number | bigint | boolean | Date | null | object): string {
  if (value === null) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  const text = value instanceof Date ? value.toISOString() : typeof value === 'string' ? value : JSON.stringify(value);
  if (text.includes('\0')) throw new TypeError('text for PostgreSQL cannot hold a zero byte');
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

/**
 * Ids as SQL text. As a condition of its own beside a join it keeps PostgreSQL from reading all rows of a tenant when its statistics
 * are older than a burst and tell of a few.
 */
export function idArray(ids: readonly string[]): string {
  if (!ids.every(isUuid)) throw new TypeError('ids are UUIDs');
  return `'{${ids.join(',')}}'::uuid[]`;
}

/** Part of every name; a new one makes each connection plan its statements anew. */
let planning = 1;

/**
 * A statement of the hot path under a name: each connection parses and plans it once. Its text never changes. When a table gets another
 * column while we run, plans kept for `returning *` are of no use any more: the transaction is repeated (see `isRetryable`) under new names.
 */
export async function runPrepared<Row>(trx: Transaction, name: string, sql: string, bindings: readonly unknown[]): Promise<readonly Row[]> {
  // A view sends texts, not prepared statements.
  const asked = trx.raw(sql, bindings as Knex.RawBinding[]);
  const names = planning;
  try {
    const result: { rows: Row[] } = await (views.has(trx) ? asked : asked.options({ name: `cadenza_${names}_${name}` }));
    return result.rows;
  } catch (error) {
    if (isStalePlan(error) && planning === names) planning += 1;
    throw error;
  }
}
