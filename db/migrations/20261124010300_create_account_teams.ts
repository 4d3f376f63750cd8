import type { Knex } from 'knex';
import { companySeen, ownerSeen } from '../visibility.ts';
import { currentTenant, protectTenantTable, reference } from './lib/tenant-table.ts';

/** Who works on a company beside its owner. They see the company also where a role shows only one's own records. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table company_members (
  tenant_id uuid not null references tenants (id) on delete cascade,
  company_id uuid not null,
  user_id uuid not null,
  role text not null default 'other' check (role in ('account_manager', 'presales', 'manager', 'support', 'other')),
  created_at timestamptz not null default now(),
  primary key (tenant_id, company_id, user_id),
  ${reference('company_id', 'companies', 'cascade')},
  ${reference('user_id', 'users', 'cascade')}
);
create index company_members_of_user on company_members (tenant_id, user_id, company_id)`);
  await protectTenantTable(knex, 'company_members', { search: true });
  await knex.raw(`
drop policy record_visibility on companies;
create policy record_visibility on companies as restrictive to cadenza_app using (${companySeen('companies')}) with check (true);

create or replace function record_seen(kind text, record uuid) returns boolean language sql stable parallel safe as $$
  select case kind
    when 'lead' then exists (select from leads r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'contact' then exists (select from contacts r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'company' then exists (select from companies r where r.tenant_id = ${currentTenant} and r.id = record and ${companySeen('r')})
    when 'deal' then exists (select from deals r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'task' then exists (select from tasks r where r.tenant_id = ${currentTenant} and r.id = record)
    when 'activity' then exists (select from activities r where r.tenant_id = ${currentTenant} and r.id = record)
    when 'note' then exists (select from notes r where r.tenant_id = ${currentTenant} and r.id = record)
    else true
  end $$`);
}
