import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Tenants, people, teams, roles, sessions. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table tenants (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  slug text not null unique check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  status text not null default 'active' check (status in ('active', 'suspended', 'closed')),
  locale text not null default 'en',
  timezone text not null default 'UTC',
  currency char(3) not null default 'USD',
  settings jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
)`);
  await protectTenantTable(knex, 'tenants', { system: ['select'], lookup: true }, 'id');
  await users(knex);
  await roles(knex);
  await sessions(knex);
}

async function users(knex: Knex): Promise<void> {
  await knex.raw(`
create table users (
  email text not null check (email = lower(email)),
  password_hash text,
  name text not null,
  is_verified boolean not null default false,
  status text not null default 'active' check (status in ('invited', 'active', 'deactivated')),
  locale text,
  timezone text,
  failed_sign_ins integer not null default 0,
  locked_until timestamptz,
  password_changed_at timestamptz,
  last_sign_in_at timestamptz,
  deactivated_at timestamptz,
  preferences jsonb not null default '{}',
  ${recordColumns},
  unique (tenant_id, email)
);
create index users_email on users (email);

create table user_profiles (
  tenant_id uuid not null,
  user_id uuid not null,
  full_name text,
  phone_e164 text,
  phone_verified_at timestamptz,
  avatar_url text,
  job_title text,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, user_id),
  ${reference('user_id', 'users', 'cascade')}
);

create table teams (
  name text not null,
  manager_user_id uuid,
  archived_at timestamptz,
  ${recordColumns},
  ${reference('manager_user_id', 'users')}
);
create unique index teams_name on teams (tenant_id, lower(name)) where archived_at is null;
create index teams_manager on teams (tenant_id, manager_user_id);

create table team_members (
  tenant_id uuid not null,
  team_id uuid not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, team_id, user_id),
  ${reference('team_id', 'teams', 'cascade')},
  ${reference('user_id', 'users', 'cascade')}
);
create index team_members_user on team_members (tenant_id, user_id)`);
  await protectTenantTable(knex, 'users', { lookup: true, system: ['select'] });
  await protectTenantTable(knex, 'user_profiles');
  await protectTenantTable(knex, 'teams');
  await protectTenantTable(knex, 'team_members');
}

async function roles(knex: Knex): Promise<void> {
  await knex.raw(`
create table permissions (
  code text primary key,
  description text not null default ''
);
grant select on permissions to cadenza_app;

create table roles (
  code text not null,
  name text not null,
  is_seeded boolean not null default false,
  parent_role_id uuid,
  depth integer not null default 0 check (depth between 0 and 20),
  scope text not null default 'all' check (scope in ('self', 'team', 'all')),
  ${recordColumns},
  unique (tenant_id, code),
  ${reference('parent_role_id', 'roles')},
  check (parent_role_id <> id)
);

create table role_permissions (
  tenant_id uuid not null,
  role_id uuid not null,
  permission_code text not null,
  primary key (tenant_id, role_id, permission_code),
  ${reference('role_id', 'roles', 'cascade')}
);

create table user_roles (
  tenant_id uuid not null,
  user_id uuid not null,
  role_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, user_id, role_id),
  ${reference('user_id', 'users', 'cascade')},
  ${reference('role_id', 'roles')}
);
create index user_roles_role on user_roles (tenant_id, role_id)`);
  await protectTenantTable(knex, 'roles');
  await protectTenantTable(knex, 'role_permissions');
  await protectTenantTable(knex, 'user_roles');
}

async function sessions(knex: Knex): Promise<void> {
  await knex.raw(`
create table sessions (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid not null,
  token_hash text not null unique,
  refresh_token_hash text unique,
  user_agent text,
  ip inet,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  idle_expires_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  primary key (tenant_id, id),
  ${reference('user_id', 'users', 'cascade')}
);
create index sessions_of_user on sessions (tenant_id, user_id) where revoked_at is null;
create index sessions_expiry on sessions (expires_at);

create table login_attempts (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  user_id uuid,
  email text not null,
  succeeded boolean not null,
  ip inet,
  user_agent text,
  occurred_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index login_attempts_recent on login_attempts (tenant_id, email, occurred_at desc)`);
  await protectTenantTable(knex, 'sessions', { lookup: true, system: ['select', 'delete'] });
  await protectTenantTable(knex, 'login_attempts', { app: ['select', 'insert'], system: ['select', 'delete'] });
}
