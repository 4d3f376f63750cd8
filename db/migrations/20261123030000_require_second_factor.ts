import type { Knex } from 'knex';

/** A workspace may ask everybody for a second factor: since when, and how many days people have for it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table tenants add column second_factor_required_since timestamptz;
alter table tenants add column second_factor_grace_days integer not null default 7 check (second_factor_grace_days between 0 and 90);
`);
}
