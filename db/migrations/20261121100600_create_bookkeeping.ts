import type { Knex } from 'knex';
import { protectTenantTable } from './lib/tenant-table.ts';

/** Audit (append-only by grant), idempotency keys, assignment counters. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table audit_entries (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  actor jsonb not null,
  action text not null,
  record_type text,
  record_id uuid,
  before jsonb,
  after jsonb,
  ip inet,
  user_agent text,
  request_id text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index audit_entries_newest on audit_entries (tenant_id, created_at desc, id desc);
create index audit_entries_of_record on audit_entries (tenant_id, record_id, created_at desc) where record_id is not null;

create table idempotency_keys (
  tenant_id uuid not null references tenants (id) on delete cascade,
  key text not null check (length(key) between 1 and 255),
  scope text not null,
  request_hash text not null,
  status smallint not null,
  headers jsonb not null default '{}',
  response jsonb,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (tenant_id, scope, key)
);
create index idempotency_keys_expiry on idempotency_keys (expires_at);

create table assignment_counters (
  tenant_id uuid not null references tenants (id) on delete cascade,
  key text not null,
  value bigint not null default 0,
  updated_at timestamptz not null default now(),
  primary key (tenant_id, key)
)`);
  await protectTenantTable(knex, 'audit_entries', { app: ['select', 'insert'] });
  await protectTenantTable(knex, 'idempotency_keys', { system: ['select', 'delete'] });
  await protectTenantTable(knex, 'assignment_counters');
}
