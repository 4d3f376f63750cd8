import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

const custom = `custom jsonb not null default '{}'`;

/** Leads, contacts with channels, companies, pipelines, stages, deals. */
export async function up(knex: Knex): Promise<void> {
  await leads(knex);
  await companiesAndContacts(knex);
  await deals(knex);
}

async function leads(knex: Knex): Promise<void> {
  await knex.raw(`
create table leads (
  first_name text not null default '',
  last_name text not null default '',
  email text check (email = lower(email)),
  phone_e164 text,
  company_name text,
  job_title text,
  website text,
  country text,
  city text,
  source text not null default 'manual',
  source_detail text,
  status text not null default 'new' check (status in ('new', 'contacted', 'qualified', 'nurture', 'disqualified', 'converted')),
  status_reason text,
  score integer not null default 0,
  owner_user_id uuid,
  routing_reason text,
  assigned_at timestamptz,
  first_touched_at timestamptz,
  last_touched_at timestamptz,
  follow_up_at timestamptz,
  notes text,
  ${custom},
  duplicate_of uuid,
  duplicate_score smallint check (duplicate_score between 0 and 100),
  import_id uuid,
  archived_at timestamptz,
  search_text text generated always as (lower(first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone_e164, '') || ' ' || coalesce(company_name, ''))) stored,
  ${recordColumns},
  ${reference('owner_user_id', 'users')},
  ${reference('duplicate_of', 'leads')}
);
create index leads_newest on leads (tenant_id, created_at desc, id desc) where archived_at is null;
create index leads_by_owner on leads (tenant_id, owner_user_id, created_at desc, id desc) where archived_at is null;
create index leads_by_status on leads (tenant_id, status, created_at desc, id desc) where archived_at is null;
create index leads_by_score on leads (tenant_id, score desc, id desc) where archived_at is null;
create index leads_by_name on leads (tenant_id, lower(last_name || ' ' || first_name), id) where archived_at is null;
create index leads_by_updated on leads (tenant_id, updated_at desc, id desc) where archived_at is null;
create index leads_by_email on leads (tenant_id, email) where email is not null;
create unique index leads_live_email_key on leads (tenant_id, email) where archived_at is null and email is not null and coalesce(duplicate_score, 0) < 100;
create index leads_by_phone on leads (tenant_id, phone_e164) where phone_e164 is not null;
create index leads_by_import on leads (tenant_id, import_id) where import_id is not null;
create index leads_duplicates on leads (tenant_id, duplicate_of) where duplicate_of is not null;
create index leads_custom on leads using gin (tenant_id, custom jsonb_path_ops);
create index leads_search on leads using gin (tenant_id, search_text gin_trgm_ops)`);
  await protectTenantTable(knex, 'leads', { search: true });
}

async function companiesAndContacts(knex: Knex): Promise<void> {
  await knex.raw(`
create table companies (
  name text not null,
  domain text,
  industry text,
  website text,
  phone_e164 text,
  country text,
  city text,
  employee_count integer,
  annual_revenue_minor bigint,
  currency char(3),
  owner_user_id uuid,
  ${custom},
  archived_at timestamptz,
  search_text text generated always as (lower(name || ' ' || coalesce(domain, '') || ' ' || coalesce(phone_e164, ''))) stored,
  ${recordColumns},
  ${reference('owner_user_id', 'users')}
);
create index companies_by_name on companies (tenant_id, lower(name), id) where archived_at is null;
create index companies_newest on companies (tenant_id, created_at desc, id desc) where archived_at is null;
create index companies_by_owner on companies (tenant_id, owner_user_id, id) where archived_at is null;
create index companies_by_domain on companies (tenant_id, domain) where domain is not null;
create index companies_custom on companies using gin (tenant_id, custom jsonb_path_ops);
create index companies_search on companies using gin (tenant_id, search_text gin_trgm_ops);

create table contacts (
  first_name text not null default '',
  last_name text not null default '',
  email text check (email = lower(email)),
  phone_e164 text,
  company_id uuid,
  job_title text,
  source text not null default 'manual',
  status text not null default 'active' check (status in ('active', 'inactive')),
  owner_user_id uuid,
  lead_id uuid,
  last_touched_at timestamptz,
  ${custom},
  archived_at timestamptz,
  search_text text generated always as (lower(first_name || ' ' || last_name || ' ' || coalesce(email, '') || ' ' || coalesce(phone_e164, ''))) stored,
  ${recordColumns},
  ${reference('company_id', 'companies')},
  ${reference('owner_user_id', 'users')},
  ${reference('lead_id', 'leads')}
);
create index contacts_newest on contacts (tenant_id, created_at desc, id desc) where archived_at is null;
create index contacts_by_owner on contacts (tenant_id, owner_user_id, created_at desc, id desc) where archived_at is null;
create index contacts_by_name on contacts (tenant_id, lower(last_name || ' ' || first_name), id) where archived_at is null;
create index contacts_by_company on contacts (tenant_id, company_id) where company_id is not null;
create index contacts_by_email on contacts (tenant_id, email) where email is not null;
create index contacts_by_phone on contacts (tenant_id, phone_e164) where phone_e164 is not null;
create index contacts_by_lead on contacts (tenant_id, lead_id) where lead_id is not null;
create index contacts_custom on contacts using gin (tenant_id, custom jsonb_path_ops);
create index contacts_search on contacts using gin (tenant_id, search_text gin_trgm_ops);

create table contact_channels (
  tenant_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  kind text not null check (kind in ('email', 'phone', 'whatsapp', 'linkedin', 'website', 'other')),
  value text not null,
  label text,
  is_primary boolean not null default false,
  verified_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, contact_id, kind, value),
  ${reference('contact_id', 'contacts', 'cascade')}
);
create unique index contact_channels_primary on contact_channels (tenant_id, contact_id, kind) where is_primary;
create index contact_channels_value on contact_channels (tenant_id, kind, value)`);
  await protectTenantTable(knex, 'companies', { search: true });
  await protectTenantTable(knex, 'contacts', { search: true });
  await protectTenantTable(knex, 'contact_channels');
}

async function deals(knex: Knex): Promise<void> {
  await knex.raw(`
create table pipelines (
  name text not null,
  is_default boolean not null default false,
  position integer not null default 0,
  archived_at timestamptz,
  ${recordColumns}
);
create unique index pipelines_default on pipelines (tenant_id) where is_default and archived_at is null;

create table stages (
  pipeline_id uuid not null,
  name text not null,
  position integer not null,
  probability smallint not null default 0 check (probability between 0 and 100),
  kind text not null default 'open' check (kind in ('open', 'won', 'lost')),
  archived_at timestamptz,
  ${recordColumns},
  ${reference('pipeline_id', 'pipelines', 'cascade')}
);
create index stages_of_pipeline on stages (tenant_id, pipeline_id, position);

create table deals (
  name text not null,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null default 'open' check (status in ('open', 'won', 'lost', 'abandoned')),
  locked boolean not null default false,
  type text not null default 'new_business',
  amount_minor bigint not null default 0,
  currency char(3) not null default 'USD',
  probability smallint check (probability between 0 and 100),
  expected_close_on date,
  closed_at timestamptz,
  lost_reason text,
  stage_entered_at timestamptz not null default now(),
  company_id uuid,
  contact_id uuid,
  lead_id uuid,
  owner_user_id uuid,
  source text,
  ${custom},
  archived_at timestamptz,
  search_text text generated always as (lower(name)) stored,
  ${recordColumns},
  ${reference('pipeline_id', 'pipelines')},
  ${reference('stage_id', 'stages')},
  ${reference('company_id', 'companies')},
  ${reference('contact_id', 'contacts')},
  ${reference('lead_id', 'leads')},
  ${reference('owner_user_id', 'users')}
);
create index deals_newest on deals (tenant_id, created_at desc, id desc) where archived_at is null;
create index deals_by_stage on deals (tenant_id, stage_id, id) where archived_at is null and status = 'open';
create index deals_by_owner on deals (tenant_id, owner_user_id, expected_close_on, id) where archived_at is null and status = 'open';
create index deals_by_company on deals (tenant_id, company_id) where company_id is not null;
create index deals_by_contact on deals (tenant_id, contact_id) where contact_id is not null;
create index deals_custom on deals using gin (tenant_id, custom jsonb_path_ops);
create index deals_search on deals using gin (tenant_id, search_text gin_trgm_ops)`);
  await protectTenantTable(knex, 'pipelines');
  await protectTenantTable(knex, 'stages');
  await protectTenantTable(knex, 'deals', { search: true });
}
