import { openedOf } from '../../db/opening.ts';
import type { TenantTrx } from './context.ts';

/**
 * Waits for a named lock of the tenant, held until the transaction ends. For what has no row to lock yet: the first
 * enrolment of a key, the first lead of an e-mail address.
 */
export async function lockName(trx: TenantTrx, name: string): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [qualified(trx, name)]);
}

/** Several at once, in one statement and in a fixed order, so that two transactions never wait in a circle. */
export async function lockNames(trx: TenantTrx, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const sorted = [...new Set(names)].map((name) => qualified(trx, name)).sort();
  await trx.raw(
    'select pg_advisory_xact_lock(hashtextextended(name, 0)) from (select name from unnest(?::text[]) with ordinality as n(name, ord) order by ord) sorted',
    [sorted],
  );
}

/** The same as part of a statement: SQL that is the given value once the lock is held, which costs no round trip of its own. */
export function onceNamed(trx: TenantTrx, name: string, value: Date): { readonly sql: string; readonly bindings: readonly [Date, string] } {
  return { sql: '(select ?::timestamptz from pg_advisory_xact_lock(hashtextextended(?, 0)))', bindings: [value, qualified(trx, name)] };
}

/** The same without waiting: somebody who has one of them is a conflict that passes, and the transaction is to be repeated. */
export async function tryLockNames(trx: TenantTrx, names: readonly string[]): Promise<void> {
  const all = [...new Set(names)].map((name) => qualified(trx, name));
  const result: { rows: { taken: boolean }[] } = await trx.raw(
    'select pg_try_advisory_xact_lock(hashtextextended(name, 0)) as taken from unnest(?::text[]) as n(name)',
    [all],
  );
  if (result.rows.some((row) => !row.taken)) throw Object.assign(new Error('Somebody else has the lock.'), { code: '55P03' });
}

function qualified(trx: TenantTrx, name: string): string {
  return `${openedOf(trx).tenantId ?? 'system'}:${name}`;
}
