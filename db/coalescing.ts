import type { Transaction } from 'objection';
import { literal, runTogether, sameOpening } from './opening.ts';

interface Waiting {
  readonly statements: readonly string[];
  readonly resolve: (results: readonly { rows: readonly unknown[] }[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Gives several statements of one caller a place in the next round trip. */
type Together = (statements: readonly string[]) => Promise<readonly { rows: readonly unknown[] }[]>;

/**
 * A view of a transaction for several pieces of work that go on side by side in it, such as runs of one batch: what they ask at the
 * same moment travels in ONE round trip. Nearly all of the time of a short statement is its round trip.
 *
 * Statements run in the order in which they were asked. When one fails the transaction is lost for all of them: the caller waits until
 * every piece of work has settled, and rolls back. Query builders pass through to the transaction, each on its own.
 */
export function coalescing(trx: Transaction): Transaction {
  const queue: Waiting[] = [];
  let failure: { readonly error: unknown } | undefined;

  const send = async (): Promise<void> => {
    const taken = queue.splice(0);
    try {
      if (failure !== undefined) throw failure.error;
      const results = await runTogether(
        trx,
        taken.flatMap((one) => one.statements),
      );
      let at = 0;
      for (const one of taken) one.resolve(results.slice(at, (at += one.statements.length)));
    } catch (error) {
      failure ??= { error };
      for (const one of taken) one.reject(error);
    }
  };
  const together: Together = (statements) =>
    new Promise((resolve, reject) => {
      // After everything that is about to ask has asked: promises settle before the next turn of the event loop.
      if (queue.length === 0) setImmediate(() => void send());
      queue.push({ statements, resolve, reject });
    });
  const raw = async (sql: string, bindings: readonly unknown[] = []): Promise<{ rows: readonly unknown[] }> => {
    const [result] = await together([inlined(sql, bindings)]);
    return result ?? { rows: [] };
  };
  const view = new Proxy(trx, {
    get: (target, property) => {
      if (property === 'raw') return raw;
      const value: unknown = Reflect.get(target, property, target);
      return value;
    },
  });
  sameOpening(trx, view, together);
  return view;
}

/** The statement with its bindings written into it, as the driver would have sent them. */
export function inlined(sql: string, bindings: readonly unknown[]): string {
  let at = 0;
  const text = sql.replace(/\\\?|\?/g, (mark) => {
    if (mark !== '?') return '?';
    if (at >= bindings.length) throw new TypeError('a statement has more marks than bindings');
    return valueText(bindings[at++]);
  });
  if (at < bindings.length) throw new TypeError('a statement has more bindings than marks');
  return text;
}

function valueText(value: unknown): string {
  if (value === undefined) throw new TypeError('a binding is undefined');
  if (Array.isArray(value)) return literal(arrayText(value));
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`not a number for PostgreSQL: ${value}`);
    return value < 0 ? `(${value})` : String(value);
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'object') {
    return literal(value);
  }
  throw new TypeError(`a ${typeof value} cannot be bound`);
}

function arrayText(values: readonly unknown[]): string {
  const parts = values.map((value) => {
    if (value === null || value === undefined) return 'NULL';
    const text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value);
    return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  });
  return `{${parts.join(',')}}`;
}
