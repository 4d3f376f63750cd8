import type { Knex } from 'knex';
import { createLookupFunctions } from './lib/lookup-function.ts';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** People change their own e-mail address: confirmed at the new one, taken back from the old one. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table email_changes (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  -- The session that asked; it goes on when the others end.
  session_id uuid not null,
  old_email text not null,
  new_email text not null check (new_email = lower(new_email)),
  confirm_hash text not null unique,
  undo_hash text not null unique,
  created_at timestamptz not null default now(),
  confirm_expires_at timestamptz not null,
  undo_expires_at timestamptz not null,
  confirmed_at timestamptz,
  undone_at timestamptz,
  primary key (tenant_id, id),
  ${reference('user_id', 'users', 'cascade')}
);
create index email_changes_of_user on email_changes (tenant_id, user_id, created_at desc)`);
  await protectTenantTable(knex, 'email_changes', { lookup: true, system: ['select', 'delete'] });
  await createLookupFunctions(knex, [
    {
      signature: 'lookup_email_change_by_token_hash(wanted text)',
      returns: 'table (tenant_id uuid, user_id uuid)',
      body: 'select c.tenant_id, c.user_id from email_changes c where c.confirm_hash = wanted or c.undo_hash = wanted',
    },
  ]);
}
