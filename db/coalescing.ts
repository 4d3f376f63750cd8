import type { Transaction } from 'objection';
import { runTogether, sameOpening } from './opening.ts';
import { plannedOf } from './planned.ts';
import type { Asked } from './planned.ts';
import { isStalePlan } from './postgres-errors.ts';

interface Waiting {
  readonly statements: readonly (string | Asked)[];
  readonly resolve: (results: readonly { rows: readonly unknown[] }[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Gives several statements of one caller a place in the next round trip. */
type Together = (statements: readonly (string | Asked)[]) => Promise<readonly { rows: readonly unknown[] }[]>;

/**
 * A view of a transaction for several pieces of work that go on side by side in it, such as runs of one batch: what they ask at the
 * same moment travels in ONE round trip. Nearly all of the time of a short statement is its round trip.
 *
 * Statements run in the order in which they were asked. When one fails the transaction is lost for all of them: the caller waits until
 * every piece of work has settled, and rolls back. Query builders pass through to the transaction, each on its own.
 */
export function coalescing(trx: Transaction): Transaction {
  const queue: Waiting[] = [];
  const planned = plannedOf(trx);
  let failure: { readonly error: unknown } | undefined;

  const send = async (): Promise<void> => {
    const taken = queue.splice(0);
    try {
      if (failure !== undefined) throw failure.error;
      const sendable = planned.sendable(taken.flatMap((one) => one.statements));
      const all = await runTogether(trx, sendable.texts);
      sendable.carriedOut();
      const results = sendable.places.map((place) => all[place] ?? { rows: [] });
      let at = 0;
      for (const one of taken) one.resolve(results.slice(at, (at += one.statements.length)));
    } catch (error) {
      if (isStalePlan(error)) planned.forget();
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
    const [result] = await together([bindings.length === 0 ? sql.replaceAll('\\?', '?') : { sql, bindings }]);
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
