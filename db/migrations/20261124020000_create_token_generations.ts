import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** API clients hold an access token and a refresh token: one pair after the other, of which the database knows the hashes. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table sessions add column kind text not null default 'browser' check (kind in ('browser', 'client'));

create table token_generations (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  session_id uuid not null,
  number integer not null check (number > 0),
  refresh_hash text not null unique,
  access_hash text not null unique,
  access_expires_at timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  -- When it was exchanged for the next pair.
  used_at timestamptz,
  -- With the token itself, and only with it, this gives the next one; gone as soon as that was used.
  successor_nonce text,
  primary key (tenant_id, id),
  unique (tenant_id, session_id, number),
  ${reference('session_id', 'sessions', 'cascade')}
);
create index token_generations_expiry on token_generations (expires_at)`);
  await protectTenantTable(knex, 'token_generations', { lookup: true, system: ['select', 'delete'] });
  await knex.raw('grant create on schema public to cadenza_lookup; set local role cadenza_lookup');
  await knex.raw(`
create or replace function lookup_session_by_token_hash(wanted text) returns table (tenant_id uuid, session_id uuid, user_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.tenant_id, s.id, s.user_id from sessions s where s.token_hash = wanted
  union all
  select s.tenant_id, s.id, s.user_id from token_generations g join sessions s on s.tenant_id = g.tenant_id and s.id = g.session_id
    where g.access_hash = wanted and g.access_expires_at > now() $$;
create or replace function lookup_session_by_refresh_token_hash(wanted text) returns table (tenant_id uuid, session_id uuid, user_id uuid)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.tenant_id, s.id, s.user_id from token_generations g join sessions s on s.tenant_id = g.tenant_id and s.id = g.session_id
    where g.refresh_hash = wanted $$`);
  await knex.raw('reset role; revoke create on schema public from cadenza_lookup');
}
