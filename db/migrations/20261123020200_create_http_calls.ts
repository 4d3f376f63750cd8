import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** Calls that steps make to other systems: one for each execution of a step. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table http_calls (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  run_id uuid not null,
  epoch integer not null,
  step text not null,
  visit integer not null,
  record_type text not null check (record_type in ('lead', 'contact', 'company', 'deal')),
  record_id uuid not null,
  status text not null default 'queued' check (status in ('queued', 'calling', 'done', 'cancelled')),
  -- Worked out but for the credential, which is opened for each attempt.
  request jsonb not null,
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  give_up_at timestamptz not null,
  lease_until timestamptz,
  attempt_token uuid,
  class text check (class in ('ok', 'refused', 'passing', 'blocked')),
  response_status integer,
  response_body text,
  response_values jsonb not null default '{}',
  error text,
  duration_ms integer,
  incarnation integer not null default 1,
  created_at timestamptz not null,
  finished_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, run_id, epoch, step, visit),
  ${reference('run_id', 'runs', 'cascade')}
);
create index http_calls_of_record on http_calls (tenant_id, record_id);
create index http_calls_open on http_calls (tenant_id, id) where status in ('queued', 'calling')`);
  await protectTenantTable(knex, 'http_calls', { system: ['select', 'delete'] });
}
