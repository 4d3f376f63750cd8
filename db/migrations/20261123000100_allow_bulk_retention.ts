import type { Knex } from 'knex';

/** Housekeeping may remove old bulk changes and what was noted to take them back. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
grant delete on bulk_changes to cadenza_system;
grant select, delete on bulk_items to cadenza_system;
create policy cadenza_system_access on bulk_items to cadenza_system using (true) with check (true);
create index bulk_changes_by_age on bulk_changes (updated_at)`);
}
