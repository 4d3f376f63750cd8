import type { Knex } from 'knex';
import { createRole } from './lib/create-role.ts';
import { currentTenant } from './lib/tenant-table.ts';

const changeable = {
  events: ['before', 'after', 'data'],
  audit_entries: ['before', 'after'],
  feed: ['data'],
  event_links: [],
} as const;

/**
 * What is written once stays so for every door; only erasing a person may empty what such rows hold of values, in a role of its
 * own that sees the tenant at hand, can delete nothing and change nothing else. Admins of existing tenants get the right to erase.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(createRole('cadenza_eraser'));
  await knex.raw('grant usage on schema public to cadenza_eraser');
  for (const [table, columns] of Object.entries(changeable)) {
    await knex.raw(
      `create policy tenant_erasure on ${table} to cadenza_eraser using (tenant_id = ${currentTenant}) with check (tenant_id = ${currentTenant})`,
    );
    await knex.raw(`grant select on ${table} to cadenza_eraser`);
    if (columns.length > 0) await knex.raw(`grant update (${columns.join(', ')}) on ${table} to cadenza_eraser`);
  }
  // FORCE would hide the rows of all tenants from the owner who migrates.
  await knex.raw('alter table roles no force row level security; alter table role_permissions no force row level security');
  await knex.raw(
    `insert into role_permissions (tenant_id, role_id, permission_code)
     select tenant_id, id, 'records.erase' from roles where is_seeded and code in ('super_admin', 'admin') on conflict do nothing`,
  );
  await knex.raw('alter table roles force row level security; alter table role_permissions force row level security');
}
