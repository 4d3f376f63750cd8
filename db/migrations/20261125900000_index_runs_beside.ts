import type { Knex } from 'knex';

/** Whether a run of a key is open is asked for every event that matches; those beside another were in no index by key. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index runs_beside on runs (tenant_id, automation_id, key) where ended_at is null and beside');
}
