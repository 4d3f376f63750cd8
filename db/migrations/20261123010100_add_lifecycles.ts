import type { Knex } from 'knex';

/** How far business with a person or company has come. Everybody there is has the default until somebody says otherwise. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table contacts add column lifecycle_stage text not null default 'prospect' check (lifecycle_stage in ('lead', 'prospect', 'customer', 'inactive'));
alter table companies add column status text not null default 'prospect' check (status in ('prospect', 'customer', 'former', 'inactive'))`);
}
