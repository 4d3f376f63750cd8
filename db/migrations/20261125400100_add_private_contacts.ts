import type { Knex } from 'knex';
import { companySeen, contactSeen, ownerSeen } from '../visibility.ts';
import { currentTenant } from './lib/tenant-table.ts';

/** Contacts that only their owner sees. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table contacts add column is_private boolean not null default false;
create index contacts_private on contacts (tenant_id, owner_user_id) where is_private;

drop policy record_visibility on contacts;
create policy record_visibility on contacts as restrictive to cadenza_app using (${contactSeen('contacts')}) with check (true);

create or replace function record_seen(kind text, record uuid) returns boolean language sql stable parallel safe as $$
  select case kind
    when 'lead' then exists (select from leads r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'contact' then exists (select from contacts r where r.tenant_id = ${currentTenant} and r.id = record and ${contactSeen('r')})
    when 'company' then exists (select from companies r where r.tenant_id = ${currentTenant} and r.id = record and ${companySeen('r')})
    when 'deal' then exists (select from deals r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'task' then exists (select from tasks r where r.tenant_id = ${currentTenant} and r.id = record)
    when 'activity' then exists (select from activities r where r.tenant_id = ${currentTenant} and r.id = record)
    when 'note' then exists (select from notes r where r.tenant_id = ${currentTenant} and r.id = record)
    else true
  end $$`);
}
