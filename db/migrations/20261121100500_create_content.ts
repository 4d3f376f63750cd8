import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Templates, files, imports, business calendars, messages, in-app notifications. */
export async function up(knex: Knex): Promise<void> {
  await templates(knex);
  await filesAndImports(knex);
  await messages(knex);
}

async function templates(knex: Knex): Promise<void> {
  await knex.raw(`
create table templates (
  name text not null,
  key text,
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'in_app')),
  category text not null default 'transactional',
  description text,
  current_version_id uuid,
  archived_at timestamptz,
  ${recordColumns}
);
create unique index templates_name on templates (tenant_id, channel, lower(name)) where archived_at is null;
create unique index templates_key on templates (tenant_id, key) where key is not null;

create table template_versions (
  tenant_id uuid not null,
  id uuid not null,
  template_id uuid not null,
  number integer not null,
  language text not null default 'en',
  status text not null default 'draft' check (status in ('draft', 'approved', 'retired')),
  subject text,
  body text not null,
  body_text text,
  variables jsonb not null default '[]',
  created_by_user_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, template_id, number, language),
  ${reference('template_id', 'templates', 'cascade')},
  ${reference('created_by_user_id', 'users')}
);
alter table templates add foreign key (tenant_id, current_version_id) references template_versions (tenant_id, id);

create table business_calendars (
  name text not null,
  time_zone text not null,
  week jsonb not null,
  exceptions jsonb not null default '[]',
  is_default boolean not null default false,
  archived_at timestamptz,
  ${recordColumns}
);
create unique index business_calendars_default on business_calendars (tenant_id) where is_default and archived_at is null`);
  await protectTenantTable(knex, 'templates');
  await protectTenantTable(knex, 'template_versions');
  await protectTenantTable(knex, 'business_calendars');
}

async function filesAndImports(knex: Knex): Promise<void> {
  await knex.raw(`
create table files (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  name text not null,
  content_type text not null,
  size_bytes bigint not null,
  sha256 text,
  storage_key text not null,
  purpose text not null check (purpose in ('import', 'import_errors', 'attachment', 'export')),
  uploaded_by_user_id uuid,
  created_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (tenant_id, id),
  ${reference('uploaded_by_user_id', 'users')}
);

create table imports (
  entity text not null default 'lead' check (entity in ('lead', 'contact', 'company', 'deal')),
  file_id uuid not null,
  file_name text not null,
  status text not null default 'mapping' check (status in ('mapping', 'validating', 'validated', 'applying', 'completed', 'failed', 'cancelled')),
  -- The headings and first rows of the file, and where each column goes.
  columns jsonb not null default '[]',
  mapping jsonb not null default '[]',
  on_duplicate text not null default 'skip' check (on_duplicate in ('skip', 'update')),
  problem jsonb,
  total_rows integer not null default 0,
  valid_rows integer not null default 0,
  warning_rows integer not null default 0,
  processed_rows integer not null default 0,
  imported_rows integer not null default 0,
  updated_rows integer not null default 0,
  duplicate_rows integer not null default 0,
  rejected_rows integer not null default 0,
  -- The last row of the file that the phase at hand has taken; counts and rows commit with it.
  last_row integer not null default 0,
  incarnation integer not null default 0,
  created_by_user_id uuid,
  started_at timestamptz,
  completed_at timestamptz,
  ${recordColumns},
  ${reference('file_id', 'files')},
  ${reference('created_by_user_id', 'users')}
);
create index imports_newest on imports (tenant_id, created_at desc, id desc);
create index imports_open on imports (tenant_id, id) where status in ('validating', 'applying');

create table import_rows (
  tenant_id uuid not null,
  import_id uuid not null,
  row_number integer not null,
  status text not null check (status in ('valid', 'imported', 'updated', 'duplicate', 'rejected')),
  record_id uuid,
  email text,
  -- Of the values as they were understood: a row without an e-mail address is known again by it.
  fingerprint text not null,
  -- Kept for the preview and for rows somebody has to look at.
  cells jsonb,
  errors jsonb not null default '[]',
  warnings jsonb not null default '[]',
  primary key (tenant_id, import_id, row_number),
  ${reference('import_id', 'imports', 'cascade')}
);
create index import_rows_with_problems on import_rows (tenant_id, import_id, row_number) where status in ('rejected', 'duplicate') or warnings <> '[]';
create index import_rows_by_email on import_rows (tenant_id, import_id, email) where email is not null;
create index import_rows_by_fingerprint on import_rows (tenant_id, fingerprint);
alter table leads add foreign key (tenant_id, import_id) references imports (tenant_id, id)`);
  await protectTenantTable(knex, 'files', { system: ['select'] });
  await protectTenantTable(knex, 'imports', { system: ['select'] });
  await protectTenantTable(knex, 'import_rows');
}

async function messages(knex: Knex): Promise<void> {
  await knex.raw(`
create table messages (
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'in_app')),
  direction text not null default 'outbound' check (direction in ('inbound', 'outbound')),
  status text not null default 'queued' check (status in ('queued', 'scheduled', 'sending', 'sent', 'delivered', 'opened', 'clicked', 'failed', 'bounced', 'suppressed', 'unknown')),
  consent_class text not null default 'transactional' check (consent_class in ('transactional', 'marketing')),
  record_type text,
  record_id uuid,
  to_address text not null,
  to_name text,
  from_address text,
  reply_to text,
  subject text,
  body text,
  body_text text,
  template_version_id uuid,
  sender_user_id uuid,
  automation_id uuid,
  run_id uuid,
  epoch integer,
  step text,
  visit integer,
  send_window jsonb,
  not_before timestamptz,
  incarnation integer not null default 0,
  attempts integer not null default 0,
  attempt_token uuid,
  lease_until timestamptz,
  provider text,
  provider_id text,
  message_id text,
  error text,
  sent_at timestamptz,
  delivered_at timestamptz,
  failed_at timestamptz,
  ${recordColumns},
  ${reference('template_version_id', 'template_versions')},
  ${reference('sender_user_id', 'users')}
);
create unique index messages_once_per_step on messages (tenant_id, run_id, epoch, step, visit) where run_id is not null;
create unique index messages_message_id on messages (tenant_id, message_id) where message_id is not null;
create index messages_of_record on messages (tenant_id, record_id, created_at desc) where record_id is not null;
create index messages_newest on messages (tenant_id, created_at desc, id desc);
create index messages_open on messages (tenant_id, not_before, id) where status in ('queued', 'scheduled', 'sending');

create table notifications (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  kind text not null,
  title text not null,
  body text,
  severity text not null default 'info' check (severity in ('info', 'success', 'warning', 'danger')),
  record_type text,
  record_id uuid,
  data jsonb not null default '{}',
  dedupe_key text,
  read_at timestamptz,
  archived_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  ${reference('user_id', 'users', 'cascade')}
);
create index notifications_of_user on notifications (tenant_id, user_id, created_at desc, id desc) where archived_at is null;
create index notifications_unread on notifications (tenant_id, user_id) where read_at is null and archived_at is null;
create unique index notifications_once on notifications (tenant_id, user_id, dedupe_key) where dedupe_key is not null`);
  await protectTenantTable(knex, 'messages', { system: ['select'] });
  await protectTenantTable(knex, 'notifications', { system: ['select', 'delete'] });
}
