import type { Knex } from 'knex';
import { grantPermissions } from './lib/grant-permissions.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Files made of lists, and the right to take records out of the product. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table exports (
  entity text not null check (entity in ('lead', 'contact', 'company', 'deal', 'task')),
  name text not null check (length(name) between 1 and 100),
  format text not null check (format in ('csv', 'xlsx')),
  columns jsonb not null,
  selection jsonb not null,
  sort text not null,
  time_zone text not null,
  owners_seen uuid[],
  status text not null check (status in ('reading', 'packing', 'completed', 'failed', 'cancelled', 'expired')),
  total integer,
  done integer not null default 0,
  after_cursor text,
  parts jsonb not null default '[]',
  content_size bigint not null default 0,
  packed_size bigint not null default 0,
  content_crc bigint not null default 0,
  storage_key text,
  file_size bigint,
  problem jsonb,
  incarnation integer not null default 1,
  created_by_user_id uuid not null,
  finished_at timestamptz,
  expires_at timestamptz,
  has_files boolean not null default true,
  deleted_at timestamptz,
  ${recordColumns},
  ${reference('created_by_user_id', 'users')}
);
create index exports_newest on exports (tenant_id, id desc);
create index exports_by_expiry on exports (expires_at) where has_files`);
  await protectTenantTable(knex, 'exports', { system: ['select', 'update', 'delete'] });
  await grantPermissions(knex, { 'exports.write': ['super_admin', 'admin', 'manager'] });
}
