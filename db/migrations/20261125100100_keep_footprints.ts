import type { Knex } from 'knex';

/** What others notice of a version, as the compiler saw it: null for versions from before it was kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table automation_versions add column footprint jsonb');
}
