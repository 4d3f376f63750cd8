import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** Imports of every kind of record: keys to know records again, what an import changed (to take it back), mappings remembered by headings. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table imports drop constraint imports_status_check;
alter table imports drop constraint imports_on_duplicate_check;
alter table imports
  add constraint imports_status_check check (status in
    ('mapping', 'validating', 'validated', 'applying', 'paused', 'completed', 'failed', 'cancelled', 'undoing', 'undone')),
  add constraint imports_on_duplicate_check check (on_duplicate in ('skip', 'update', 'update_only')),
  add column match_by text,
  add column source text,
  add column create_missing boolean not null default false,
  add column paused_phase text check (paused_phase in ('validating', 'applying', 'undoing')),
  add column heading_key text,
  add column undone_rows integer not null default 0,
  add column kept_rows integer not null default 0,
  add column undone_at timestamptz,
  add column undone_by_user_id uuid;
drop index imports_open;
create index imports_open on imports (tenant_id, id) where status in ('validating', 'applying', 'undoing');
alter table import_rows drop constraint import_rows_status_check;
alter table import_rows
  add constraint import_rows_status_check check (status in ('valid', 'imported', 'updated', 'duplicate', 'rejected', 'undone')),
  add column match_key text;
create index import_rows_by_match_key on import_rows (tenant_id, import_id, match_key) where match_key is not null;

create table import_changes (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  import_id uuid not null,
  row_number integer not null,
  record_type text not null check (record_type in ('lead', 'contact', 'company', 'deal')),
  record_id uuid not null,
  kind text not null check (kind in ('created', 'updated', 'tagged', 'identified')),
  before jsonb,
  after jsonb,
  changed_at timestamptz not null,
  undone_at timestamptz,
  undo text check (undo in ('done', 'part', 'kept')),
  undo_note text,
  primary key (tenant_id, id),
  ${reference('import_id', 'imports', 'cascade')}
);
create index import_changes_of_import on import_changes (tenant_id, import_id, id);

create table external_ids (
  tenant_id uuid not null references tenants (id) on delete cascade,
  record_type text not null check (record_type in ('lead', 'contact', 'company', 'deal')),
  source text not null,
  external_id text not null,
  record_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, record_type, source, external_id)
);
create index external_ids_of_record on external_ids (tenant_id, record_id);

create table import_mappings (
  tenant_id uuid not null references tenants (id) on delete cascade,
  entity text not null check (entity in ('lead', 'contact', 'company', 'deal')),
  heading_key text not null,
  mapping jsonb not null,
  on_duplicate text not null,
  match_by text,
  create_missing boolean not null default false,
  used_at timestamptz not null default now(),
  used_by_user_id uuid,
  primary key (tenant_id, entity, heading_key)
)`);
  await protectTenantTable(knex, 'import_changes');
  await protectTenantTable(knex, 'external_ids');
  await protectTenantTable(knex, 'import_mappings');
}
