import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** What is claimed about a lead and how it is proven, when that is enough for the tenant, and what a lead became. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table leads
  add column qualification_notes text,
  add column evidence_coverage smallint not null default 0 check (evidence_coverage between 0 and 100),
  add column converted_at timestamptz;

create table lead_factors (
  tenant_id uuid not null,
  lead_id uuid not null,
  factor text not null check (factor in ('budget', 'readiness', 'timeline', 'problem', 'economicBuyer', 'icpFit')),
  claim text not null check (claim in ('unknown', 'no', 'partial', 'yes')),
  source text,
  note text,
  recorded_at timestamptz not null default now(),
  recorded_by_user_id uuid,
  primary key (tenant_id, lead_id, factor),
  check (claim <> 'unknown' or (source is null and note is null)),
  ${reference('lead_id', 'leads', 'cascade')},
  ${reference('recorded_by_user_id', 'users')}
);

-- One row per tenant that has said otherwise than the defaults.
create table qualification_policies (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  policy jsonb not null,
  version integer not null default 1,
  updated_at timestamptz not null default now()
);

create table lead_conversions (
  tenant_id uuid not null,
  lead_id uuid not null,
  contact_id uuid not null,
  company_id uuid,
  deal_id uuid,
  -- Which of them the conversion made; the others were there before.
  created text[] not null default '{}',
  converted_at timestamptz not null,
  converted_by_user_id uuid,
  primary key (tenant_id, lead_id),
  ${reference('lead_id', 'leads', 'cascade')},
  ${reference('contact_id', 'contacts', 'cascade')},
  ${reference('company_id', 'companies', 'cascade')},
  ${reference('deal_id', 'deals', 'cascade')},
  ${reference('converted_by_user_id', 'users')}
);
create index lead_conversions_by_contact on lead_conversions (tenant_id, contact_id);
create index lead_conversions_by_company on lead_conversions (tenant_id, company_id) where company_id is not null;
create index lead_conversions_by_deal on lead_conversions (tenant_id, deal_id) where deal_id is not null`);
  await protectTenantTable(knex, 'lead_factors');
  await protectTenantTable(knex, 'qualification_policies');
  await protectTenantTable(knex, 'lead_conversions');
}
