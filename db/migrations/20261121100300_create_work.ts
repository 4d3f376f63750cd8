import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** What a task, activity, note or tag can hang on. */
const linkable = `('lead', 'contact', 'company', 'deal')`;

/** Tasks, activities, notes, tags, custom fields. */
export async function up(knex: Knex): Promise<void> {
  await tasks(knex);
  await activities(knex);
  await notesAndTags(knex);
}

async function tasks(knex: Knex): Promise<void> {
  await knex.raw(`
create table tasks (
  title text not null check (length(title) between 1 and 500),
  description text,
  kind text not null default 'general',
  status text not null default 'open' check (status in ('open', 'in_progress', 'done', 'cancelled')),
  priority text not null default 'medium' check (priority in ('low', 'medium', 'high', 'urgent')),
  due_at timestamptz,
  owner_user_id uuid,
  created_by_user_id uuid,
  created_by_run_id uuid,
  created_by_automation_id uuid,
  created_by_step text,
  outcome text,
  outcome_notes text,
  started_at timestamptz,
  completed_at timestamptz,
  completed_by_user_id uuid,
  cancelled_at timestamptz,
  cancelled_reason text,
  reminded_at timestamptz,
  archived_at timestamptz,
  search_text text generated always as (lower(title)) stored,
  ${recordColumns},
  ${reference('owner_user_id', 'users')},
  ${reference('created_by_user_id', 'users')},
  ${reference('completed_by_user_id', 'users')}
);
create index tasks_open_by_owner on tasks (tenant_id, owner_user_id, due_at, id) where status in ('open', 'in_progress') and archived_at is null;
create index tasks_open_by_due on tasks (tenant_id, due_at, id) where status in ('open', 'in_progress') and archived_at is null;
create index tasks_newest on tasks (tenant_id, created_at desc, id desc) where archived_at is null;
create index tasks_done on tasks (tenant_id, owner_user_id, completed_at desc, id desc) where status = 'done';
create index tasks_by_run on tasks (tenant_id, created_by_run_id) where created_by_run_id is not null;
create index tasks_search on tasks using gin (tenant_id, search_text gin_trgm_ops);

create table task_links (
  tenant_id uuid not null,
  task_id uuid not null,
  record_type text not null check (record_type in ${linkable}),
  record_id uuid not null,
  is_primary boolean not null default false,
  primary key (tenant_id, task_id, record_id),
  ${reference('task_id', 'tasks', 'cascade')}
);
create index task_links_of_record on task_links (tenant_id, record_id, task_id)`);
  await protectTenantTable(knex, 'tasks', { search: true, system: ['select'] });
  await protectTenantTable(knex, 'task_links');
}

async function activities(knex: Knex): Promise<void> {
  await knex.raw(`
create table activities (
  type text not null check (type in ('call', 'email', 'meeting', 'note', 'social', 'sms', 'system')),
  direction text check (direction in ('inbound', 'outbound')),
  title text not null,
  body text,
  outcome text,
  next_step text,
  next_step_due_at timestamptz,
  is_touch boolean not null default false,
  owner_user_id uuid,
  occurred_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz,
  duration_seconds integer check (duration_seconds >= 0),
  created_by_run_id uuid,
  created_by_automation_id uuid,
  created_by_step text,
  data jsonb not null default '{}',
  archived_at timestamptz,
  ${recordColumns},
  ${reference('owner_user_id', 'users')}
);
create index activities_newest on activities (tenant_id, occurred_at desc, id desc) where archived_at is null;
create index activities_by_owner on activities (tenant_id, owner_user_id, occurred_at desc, id desc) where archived_at is null;

create table activity_links (
  tenant_id uuid not null,
  activity_id uuid not null,
  record_type text not null check (record_type in ('lead', 'contact', 'company', 'deal', 'task')),
  record_id uuid not null,
  is_primary boolean not null default false,
  primary key (tenant_id, activity_id, record_id),
  ${reference('activity_id', 'activities', 'cascade')}
);
create index activity_links_of_record on activity_links (tenant_id, record_id, activity_id desc)`);
  await protectTenantTable(knex, 'activities');
  await protectTenantTable(knex, 'activity_links');
}

async function notesAndTags(knex: Knex): Promise<void> {
  await knex.raw(`
create table notes (
  record_type text not null check (record_type in ${linkable}),
  record_id uuid not null,
  body text not null,
  author_user_id uuid,
  pinned_at timestamptz,
  archived_at timestamptz,
  ${recordColumns},
  ${reference('author_user_id', 'users')}
);
create index notes_of_record on notes (tenant_id, record_id, created_at desc, id desc) where archived_at is null;

create table tags (
  name text not null check (length(name) between 1 and 100),
  color text,
  archived_at timestamptz,
  ${recordColumns}
);
create unique index tags_name on tags (tenant_id, lower(name));

create table record_tags (
  tenant_id uuid not null,
  record_type text not null check (record_type in ${linkable}),
  record_id uuid not null,
  tag_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, record_id, tag_id),
  ${reference('tag_id', 'tags', 'cascade')}
);
create index record_tags_of_tag on record_tags (tenant_id, tag_id, record_type, record_id);

create table custom_fields (
  entity text not null check (entity in ${linkable}),
  key text not null check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  label text not null,
  type text not null check (type in ('text', 'number', 'currency', 'date', 'boolean', 'select', 'multiselect', 'url', 'user')),
  options jsonb not null default '[]',
  description text,
  required boolean not null default false,
  position integer not null default 0,
  archived_at timestamptz,
  ${recordColumns},
  unique (tenant_id, entity, key)
)`);
  await protectTenantTable(knex, 'notes');
  await protectTenantTable(knex, 'tags', { search: true });
  await protectTenantTable(knex, 'record_tags', { search: true });
  await protectTenantTable(knex, 'custom_fields');
}
