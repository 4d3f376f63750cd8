import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** What a record can have beside its fields: watchers, files, further companies, consent on a channel, a parent company, criteria for leaving a stage. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table stages add column exit_criteria jsonb not null default '{"requiredFields": [], "nextStep": false, "condition": null}';
create index deals_of_stage on deals (tenant_id, stage_id, stage_entered_at desc, id desc) where archived_at is null;

alter table companies add column address text;
alter table companies add column parent_company_id uuid;
alter table companies add constraint companies_parent_fkey ${reference('parent_company_id', 'companies')};
alter table companies add constraint companies_not_own_parent check (parent_company_id <> id);
create index companies_by_parent on companies (tenant_id, parent_company_id) where parent_company_id is not null;

alter table contact_channels add column consent text not null default 'unknown' check (consent in ('unknown', 'opted_in', 'opted_out'));
alter table contact_channels add column consent_source text;
alter table contact_channels add column consent_at timestamptz;

create table contact_companies (
  tenant_id uuid not null references tenants (id) on delete cascade,
  contact_id uuid not null,
  company_id uuid not null,
  relation text not null default 'other' check (relation in ('employee', 'stakeholder', 'other')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, contact_id, company_id),
  ${reference('contact_id', 'contacts', 'cascade')},
  ${reference('company_id', 'companies', 'cascade')}
);
create index contact_companies_of_company on contact_companies (tenant_id, company_id, contact_id);

create table record_watchers (
  tenant_id uuid not null references tenants (id) on delete cascade,
  record_type text not null check (record_type in ('lead', 'contact', 'company', 'deal')),
  record_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, record_id, user_id),
  ${reference('user_id', 'users', 'cascade')}
);

create table record_files (
  tenant_id uuid not null references tenants (id) on delete cascade,
  record_type text not null check (record_type in ('lead', 'contact', 'company', 'deal')),
  record_id uuid not null,
  file_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, record_id, file_id),
  ${reference('file_id', 'files', 'cascade')}
);
create index record_files_of_file on record_files (tenant_id, file_id)`);
  await protectTenantTable(knex, 'contact_companies');
  await protectTenantTable(knex, 'record_watchers');
  await protectTenantTable(knex, 'record_files');
}
