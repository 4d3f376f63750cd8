import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/**
 * Whom a deal has to do with: people with what they decide, companies of which one is the primary one. The main contact and the
 * primary company of a deal always stand here too, so that one place answers "whose deals" and "who is in this deal".
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table deal_contacts (
  tenant_id uuid not null references tenants (id) on delete cascade,
  deal_id uuid not null,
  contact_id uuid not null,
  role text not null default 'other' check (role in ('decision_maker', 'influencer', 'other')),
  is_explicit boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, deal_id, contact_id),
  ${reference('deal_id', 'deals', 'cascade')},
  ${reference('contact_id', 'contacts', 'cascade')}
);
create index deal_contacts_of_contact on deal_contacts (tenant_id, contact_id, deal_id);
comment on column deal_contacts.is_explicit is 'False: here only because it is the main contact, and goes when another one becomes that.';

create table deal_companies (
  tenant_id uuid not null references tenants (id) on delete cascade,
  deal_id uuid not null,
  company_id uuid not null,
  role text not null default 'secondary' check (role in ('primary', 'secondary')),
  is_explicit boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, deal_id, company_id),
  ${reference('deal_id', 'deals', 'cascade')},
  ${reference('company_id', 'companies', 'cascade')}
);
create index deal_companies_of_company on deal_companies (tenant_id, company_id, deal_id);
create unique index deal_companies_one_primary on deal_companies (tenant_id, deal_id) where role = 'primary';

alter table deals no force row level security;
insert into deal_contacts (tenant_id, deal_id, contact_id, is_explicit, created_at)
  select tenant_id, id, contact_id, false, created_at from deals where contact_id is not null;
insert into deal_companies (tenant_id, deal_id, company_id, role, is_explicit, created_at)
  select tenant_id, id, company_id, 'primary', false, created_at from deals where company_id is not null;
alter table deals force row level security`);
  await protectTenantTable(knex, 'deal_contacts', { search: true });
  await protectTenantTable(knex, 'deal_companies', { search: true });
}
