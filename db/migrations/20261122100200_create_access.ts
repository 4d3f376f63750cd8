import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Invitations, single-use links, second factor, API keys; messages whose text is not kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table invitations (
  user_id uuid,
  email text not null check (email = lower(email)),
  token_hash text not null unique,
  invited_by_user_id uuid,
  sent_at timestamptz not null default now(),
  times_sent integer not null default 1,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  ${recordColumns},
  foreign key (tenant_id, user_id) references users (tenant_id, id) on delete set null (user_id),
  ${reference('invited_by_user_id', 'users')}
);
create unique index invitations_open on invitations (tenant_id, email) where accepted_at is null and revoked_at is null;

create table user_tokens (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  purpose text not null check (purpose in ('verify_email', 'reset_password')),
  token_hash text not null unique,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  ${reference('user_id', 'users', 'cascade')}
);
create index user_tokens_of_user on user_tokens (tenant_id, user_id, purpose, created_at desc);

create table user_totp (
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null,
  secret text not null,
  confirmed_at timestamptz,
  -- The 30-second step of the last code taken: no code is taken twice.
  last_step bigint not null default 0,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id),
  ${reference('user_id', 'users', 'cascade')}
);

create table recovery_codes (
  tenant_id uuid not null references tenants (id) on delete cascade,
  user_id uuid not null,
  code_hash text not null,
  used_at timestamptz,
  primary key (tenant_id, user_id, code_hash),
  ${reference('user_id', 'users', 'cascade')}
);

create table api_keys (
  user_id uuid not null,
  name text not null,
  prefix text not null,
  token_hash text not null unique,
  scopes text[] not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  ${recordColumns},
  ${reference('user_id', 'users', 'cascade')}
);
create index api_keys_newest on api_keys (tenant_id, id desc);

alter table messages add column is_private boolean not null default false`);
  await protectTenantTable(knex, 'invitations', { lookup: true });
  await protectTenantTable(knex, 'user_tokens', { lookup: true });
  await protectTenantTable(knex, 'user_totp');
  await protectTenantTable(knex, 'recovery_codes');
  await protectTenantTable(knex, 'api_keys', { lookup: true });
  await lookup(
    knex,
    'lookup_link_by_token_hash',
    'table (kind text, tenant_id uuid, id uuid, user_id uuid)',
    `select 'invitation', i.tenant_id, i.id, i.user_id from invitations i where i.token_hash = wanted
     union all select k.purpose, k.tenant_id, k.id, k.user_id from user_tokens k where k.token_hash = wanted`,
  );
  await lookup(
    knex,
    'lookup_api_key_by_token_hash',
    'table (tenant_id uuid, session_id uuid, user_id uuid)',
    'select k.tenant_id, k.id, k.user_id from api_keys k where k.token_hash = wanted',
  );
}

async function lookup(knex: Knex, name: string, returns: string, body: string): Promise<void> {
  await knex.raw('grant create on schema public to cadenza_lookup');
  await knex.raw(`
create function ${name}(wanted text) returns ${returns} language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$ ${body} $$;
revoke all on function ${name}(text) from public;
alter function ${name}(text) owner to cadenza_lookup`);
  await knex.raw('revoke create on schema public from cadenza_lookup');
  await knex.raw(
    `set local role cadenza_lookup; do $$ begin execute format('grant execute on function ${name}(text) to %I, cadenza_app', session_user); end $$; reset role`,
  );
}
