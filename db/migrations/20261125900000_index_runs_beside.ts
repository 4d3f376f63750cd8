import type { Knex } from 'knex';

/**
 * Whether a run of a key is open is asked for every event that matches; those beside another were in no index by key. The index of the
 * others is made anew: of indexes that look equally good, as all do while a table has no statistics, PostgreSQL takes the newest.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create index runs_beside on runs (tenant_id, automation_id, key) where ended_at is null and beside;
    drop index runs_one_active_per_key;
    create unique index runs_one_active_per_key on runs (tenant_id, automation_id, key) where ended_at is null and not beside and not waits_turn`);
}
