import type { Knex } from 'knex';
import { createLookupFunctions } from './lib/lookup-function.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** People of a workspace sign in through its identity provider. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table single_sign_on (
  is_on boolean not null default false,
  issuer text not null,
  client_id text not null,
  -- Sealed by the vault; null for a public client, which has PKCE alone.
  client_secret text,
  domains text[] not null check (cardinality(domains) > 0),
  provisioning text not null default 'invited' check (provisioning in ('invited', 'everybody')),
  default_role_id uuid,
  second_factor text not null default 'ask' check (second_factor in ('ask', 'when_proven', 'trust')),
  passwords_on boolean not null default true,
  emergency_user_id uuid,
  -- The first sign-in that came through with these settings.
  proven_at timestamptz,
  ${recordColumns},
  unique (tenant_id),
  ${reference('default_role_id', 'roles')},
  ${reference('emergency_user_id', 'users')},
  check (provisioning = 'invited' or default_role_id is not null),
  check (passwords_on or (is_on and emergency_user_id is not null))
);
create index single_sign_on_domains on single_sign_on using gin (domains);

create table sso_identities (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  issuer text not null,
  subject text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, issuer, subject),
  ${reference('user_id', 'users', 'cascade')}
);
create index sso_identities_of_user on sso_identities (tenant_id, user_id);

-- A sign-in under way. State, nonce and verifier come from a secret that only the browser holds.
create table sso_flows (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  key_hash text not null unique,
  settings_version integer not null,
  next_path text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- Proven by the provider; a code of one's authenticator is still to come.
  user_id uuid,
  ended_at timestamptz,
  primary key (tenant_id, id),
  ${reference('user_id', 'users', 'cascade')}
);
create index sso_flows_expiry on sso_flows (expires_at);

alter table sessions add column second_factor_by_provider boolean not null default false`);
  await protectTenantTable(knex, 'single_sign_on', { lookup: true });
  await protectTenantTable(knex, 'sso_identities');
  await protectTenantTable(knex, 'sso_flows', { system: ['select', 'delete'] });
  await createLookupFunctions(knex, [
    {
      signature: 'lookup_single_sign_on_by_domain(wanted text)',
      returns: 'table (tenant_id uuid)',
      body: `select s.tenant_id from single_sign_on s join tenants t on t.id = s.tenant_id
        where s.is_on and t.status = 'active' and s.domains @> array[wanted] order by t.created_at limit 10`,
    },
  ]);
}
