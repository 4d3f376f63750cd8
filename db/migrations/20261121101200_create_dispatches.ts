import type { Knex } from 'knex';
import { protectTenantTable } from './lib/tenant-table.ts';

/** What anyone wants of Temporal, written in the transaction that wants it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table dispatches (
      tenant_id uuid not null references tenants (id) on delete cascade,
      id uuid not null,
      kind text not null check (kind in ('start', 'signal', 'cancel')),
      -- Names the cause (event and run, run and incarnation), never only the target: wanted twice is delivered once.
      cause_key text not null,
      -- Which workflow: type, the ids its own id is made of, and for a start what operators read. See commands/lib/dispatches.ts.
      target jsonb not null,
      -- Starts of runs of one version may be committed together; null: on its own.
      batch_key text,
      run_id uuid,
      priority smallint not null default 3 check (priority between 1 and 5),
      available_at timestamptz not null default now(),
      attempts integer not null default 0,
      lease_token uuid,
      lease_until timestamptz,
      last_error text,
      created_at timestamptz not null default now(),
      primary key (tenant_id, id)
    ) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0, fillfactor = 70);
    create unique index dispatches_by_cause on dispatches (tenant_id, cause_key);
    create index dispatches_in_order on dispatches (tenant_id, priority, id)`);
  await protectTenantTable(knex, 'dispatches', { system: ['select', 'update', 'delete'] });
}
