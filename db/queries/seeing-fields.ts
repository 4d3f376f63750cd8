import type { Transaction } from 'objection';

/** Notes which fields somebody does not see, in a transaction that was opened without asking who they are. */
export async function noteHidden(trx: Transaction, hidden: ReadonlySet<string>): Promise<void> {
  if (hidden.size === 0) return;
  await trx.raw(`select set_config('app.fields_hidden', ?::text[]::text, true)`, [[...hidden]]);
}

/** What was noted. */
export async function fieldsHidden(trx: Transaction): Promise<ReadonlySet<string>> {
  const { rows }: { rows: { hidden: string[] | null }[] } = await trx.raw('select fields_hidden() as hidden');
  return new Set(rows[0]?.hidden ?? []);
}

/** Knows all fields of the tenant, as its rules do whoever's act they follow: scores, defaults. Tell nothing of it. */
export async function seeingAllFields<T>(trx: Transaction, work: () => Promise<T>): Promise<T> {
  const { rows }: { rows: { was: string | null }[] } = await trx.raw(
    `with noted as materialized (select current_setting('app.fields_hidden', true) as was)
     select was, set_config('app.fields_hidden', '', true) as now from noted`,
  );
  const was = rows[0]?.was ?? '';
  const result = await work();
  if (was !== '') await trx.raw(`select set_config('app.fields_hidden', ?, true)`, [was]);
  return result;
}
