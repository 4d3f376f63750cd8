import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** Telephones that people have proven to be theirs, and the codes by which they do. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table user_phones (
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null,
  phone_e164 text not null,
  verified_at timestamptz not null,
  -- How signing in sends its codes; null: it does not.
  second_factor text check (second_factor in ('sms', 'whatsapp')),
  primary key (tenant_id, user_id),
  ${reference('user_id', 'users', 'cascade')}
);

create table phone_verifications (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  purpose text not null check (purpose in ('phone', 'sign_in')),
  phone_e164 text not null,
  channel text not null check (channel in ('sms', 'whatsapp')),
  code_hash text not null,
  status text not null default 'pending' check (status in ('pending', 'verified', 'expired', 'revoked')),
  attempts integer not null default 0,
  sends integer not null default 1,
  expires_at timestamptz not null,
  last_sent_at timestamptz not null,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  ${reference('user_id', 'users', 'cascade')}
);
create unique index phone_verifications_pending on phone_verifications (tenant_id, user_id, purpose) where status = 'pending';
create index phone_verifications_recent on phone_verifications (tenant_id, created_at)`);
  await protectTenantTable(knex, 'user_phones');
  await protectTenantTable(knex, 'phone_verifications', { system: ['select', 'delete'] });
}
