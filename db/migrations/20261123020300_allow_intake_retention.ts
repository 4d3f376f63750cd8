import type { Knex } from 'knex';

/** Housekeeping lets go of what forms and inbound webhooks have brought, after its retention. */
export async function up(knex: Knex): Promise<void> {
  for (const table of ['inbound_requests', 'form_submissions']) {
    await knex.raw(`create policy cadenza_system_access on ${table} to cadenza_system using (true) with check (true)`);
    await knex.raw(`grant select, delete on ${table} to cadenza_system`);
  }
}
