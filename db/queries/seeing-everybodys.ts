import type { Transaction } from 'objection';

/** Counts what is true of the whole tenant in a reading transaction, past the sight of whoever asks. Tell no more of it than numbers. */
export async function seeingEverybodys<T>(trx: Transaction, work: () => Promise<T>): Promise<T> {
  const { rows }: { rows: { was: string }[] } = await trx.raw(
    `with noted as materialized (select coalesce(current_setting('app.owners_seen', true), '') as was)
     select was, set_config('app.owners_seen', '', true) as now from noted`,
  );
  const was = rows[0]?.was ?? '';
  const result = await work();
  if (was !== '') await trx.raw(`select set_config('app.owners_seen', ?, true)`, [was]);
  return result;
}
