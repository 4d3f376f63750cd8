import type { Knex } from 'knex';
import { grantPermissions } from './lib/grant-permissions.ts';
import { protectTenantTable } from './lib/tenant-table.ts';

/** Plans of workspaces, what is laid down beside them, and the room left under their limits. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table tenant_plans (
  tenant_id uuid not null primary key references tenants (id) on delete cascade,
  plan_code text not null check (plan_code ~ '^[a-z][a-z_]{0,39}$'),
  version integer not null default 1,
  started_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table entitlement_overrides (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  scope text not null check (scope in ('tenant', 'team', 'user')),
  subject_id uuid not null,
  entitlement text not null,
  granted boolean,
  limit_value bigint check (limit_value >= 0),
  reason text,
  created_by uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, scope, subject_id, entitlement)
);

create table entitlement_rooms (
  tenant_id uuid not null references tenants (id) on delete cascade,
  entitlement text not null,
  shard smallint not null,
  limit_value bigint not null,
  room bigint not null check (room >= 0),
  primary key (tenant_id, entitlement, shard)
) with (fillfactor = 50)`);
  await protectTenantTable(knex, 'tenant_plans');
  await protectTenantTable(knex, 'entitlement_overrides');
  await protectTenantTable(knex, 'entitlement_rooms');
  await grantPermissions(knex, {
    'plan.view': ['super_admin', 'admin', 'manager'],
    'entitlements.overrides.manage': ['super_admin', 'admin'],
  });
}
