import type { Knex } from 'knex';

/** What filters over related records look at; of people only what may stand in a condition. */
const tables = ['teams', 'team_members', 'task_links', 'activities', 'activity_links', 'notes', 'contact_channels'] as const;

export async function up(knex: Knex): Promise<void> {
  for (const table of tables) {
    await knex.raw(`drop policy if exists cadenza_search_access on ${table}`);
    await knex.raw(`create policy cadenza_search_access on ${table} to cadenza_search using (true) with check (true)`);
    await knex.raw(`grant select on ${table} to cadenza_search`);
  }
  await knex.raw('create policy cadenza_search_access on users to cadenza_search using (true) with check (true)');
  await knex.raw('grant select (tenant_id, id, name, email, timezone, created_at) on users to cadenza_search');
}
