import type { Knex } from 'knex';
import { grantPermissions } from './lib/grant-permissions.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** What proves a tenant to other systems. Secrets are sealed before they come here, as are those of webhooks and authenticators. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table credentials (
  name text not null,
  settings jsonb not null,
  hosts text[] not null,
  -- Sealed by the vault; never leaves the server.
  secret text not null,
  secret_changed_at timestamptz not null default now(),
  last_used_at timestamptz,
  created_by_user_id uuid,
  archived_at timestamptz,
  ${recordColumns},
  ${reference('created_by_user_id', 'users')}
);
create unique index credentials_by_name on credentials (tenant_id, lower(name)) where archived_at is null`);
  await protectTenantTable(knex, 'credentials');
  await grantPermissions(knex, { 'credentials.read': ['super_admin', 'admin'], 'credentials.write': ['super_admin', 'admin'] });
}
