import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

const entity = `entity text not null check (entity in ('lead', 'contact', 'company', 'deal', 'task'))`;

/** Saved views, what each person keeps of a list, segments, and bulk changes with what became of each record. */
export async function up(knex: Knex): Promise<void> {
  await views(knex);
  await segments(knex);
  await bulk(knex);
}

async function views(knex: Knex): Promise<void> {
  await knex.raw(`
create table list_views (
  ${entity},
  name text not null check (length(name) between 1 and 100),
  owner_user_id uuid not null,
  shared_with text not null default 'nobody' check (shared_with in ('nobody', 'team', 'all')),
  search jsonb not null default '{}',
  columns jsonb,
  ${recordColumns},
  ${reference('owner_user_id', 'users', 'cascade')}
);
create index list_views_by_entity on list_views (tenant_id, entity, name, id);
create table list_settings (
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null,
  ${entity},
  columns jsonb,
  density text not null default 'dense' check (density in ('dense', 'comfortable')),
  default_view_id uuid,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, user_id, entity),
  ${reference('user_id', 'users', 'cascade')}
)`);
  await protectTenantTable(knex, 'list_views');
  await protectTenantTable(knex, 'list_settings');
}

async function segments(knex: Knex): Promise<void> {
  await knex.raw(`
create table segments (
  ${entity},
  name text not null check (length(name) between 1 and 100),
  description text,
  condition jsonb not null,
  created_by_user_id uuid,
  ${recordColumns},
  ${reference('created_by_user_id', 'users')}
);
create unique index segments_name_key on segments (tenant_id, entity, lower(name))`);
  await protectTenantTable(knex, 'segments');
}

async function bulk(knex: Knex): Promise<void> {
  await knex.raw(`
create table bulk_changes (
  ${entity},
  action jsonb not null,
  selection jsonb not null,
  status text not null check (status in ('collecting', 'previewing', 'previewed', 'applying', 'completed', 'undoing', 'undone', 'cancelled', 'failed')),
  preview boolean not null default false,
  owners_seen uuid[],
  after_cursor text,
  total integer not null default 0,
  done integer not null default 0,
  changed integer not null default 0,
  unchanged integer not null default 0,
  refused integer not null default 0,
  undone integer not null default 0,
  incarnation integer not null default 1,
  created_by_user_id uuid not null,
  finished_at timestamptz,
  ${recordColumns},
  ${reference('created_by_user_id', 'users')}
);
create index bulk_changes_newest on bulk_changes (tenant_id, id desc);
create table bulk_items (
  tenant_id uuid not null,
  bulk_id uuid not null,
  position integer not null,
  record_id uuid not null,
  name text not null default '',
  outcome text check (outcome in ('changed', 'unchanged', 'refused')),
  code text,
  reason text,
  before jsonb,
  version_after integer,
  undo text check (undo in ('undone', 'changed_since', 'refused')),
  primary key (tenant_id, bulk_id, position),
  unique (tenant_id, bulk_id, record_id),
  ${reference('bulk_id', 'bulk_changes', 'cascade')}
);
create index bulk_items_by_outcome on bulk_items (tenant_id, bulk_id, outcome, position)`);
  await protectTenantTable(knex, 'bulk_changes', { system: ['select'] });
  await protectTenantTable(knex, 'bulk_items');
}
