import type { Knex } from 'knex';
import { linkedSeen, ownerSeen, subjectSeen } from '../visibility.ts';
import { grantPermissions } from './lib/grant-permissions.ts';
import { currentTenant } from './lib/tenant-table.ts';

/** Whose records a role shows, and the policies that hold to it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table roles add column visibility text not null default 'all' check (visibility in ('own', 'team', 'all'));
alter table roles add column description text;

create function owners_seen() returns uuid[] language sql stable parallel safe
  as $$ select nullif(current_setting('app.owners_seen', true), '')::uuid[] $$;

create function record_seen(kind text, record uuid) returns boolean language sql stable parallel safe as $$
  select case kind
    when 'lead' then exists (select from leads r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'contact' then exists (select from contacts r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'company' then exists (select from companies r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'deal' then exists (select from deals r where r.tenant_id = ${currentTenant} and r.id = record and ${ownerSeen('r.owner_user_id')})
    when 'task' then exists (select from tasks r where r.tenant_id = ${currentTenant} and r.id = record)
    when 'activity' then exists (select from activities r where r.tenant_id = ${currentTenant} and r.id = record)
    when 'note' then exists (select from notes r where r.tenant_id = ${currentTenant} and r.id = record)
    else true
  end $$;

revoke all on function owners_seen() from public;
revoke all on function record_seen(text, uuid) from public;
grant execute on function owners_seen() to cadenza_app, cadenza_search;
grant execute on function record_seen(text, uuid) to cadenza_app, cadenza_search`);
  for (const table of ['leads', 'contacts', 'companies', 'deals']) await restrict(knex, table, ownerSeen(`${table}.owner_user_id`));
  await restrict(knex, 'tasks', linkedSeen('tasks', 'task_links', 'task_id'));
  await restrict(knex, 'activities', linkedSeen('activities', 'activity_links', 'activity_id'));
  await restrict(knex, 'notes', subjectSeen('notes.record_type', 'notes.record_id'));
  await grantPermissions(knex, { 'roles.write': ['super_admin', 'admin'], 'api_keys.write': ['super_admin', 'admin'] });
}

// A record may be given to somebody whose records one does not see, so what is written is not restricted, only what is read.
function restrict(knex: Knex, table: string, predicate: string): PromiseLike<unknown> {
  return knex.raw(`create policy record_visibility on ${table} as restrictive to cadenza_app using (${predicate}) with check (true)`);
}
