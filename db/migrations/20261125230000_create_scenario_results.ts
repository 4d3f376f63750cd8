import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** What came of scenarios when people ran them: when, on what, and whether all was as expected. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table scenario_results (
  tenant_id uuid not null references tenants (id) on delete cascade,
  scenario_id uuid not null,
  id uuid not null,
  -- Names what it was run on; the version that was published with it is found by it.
  plan_hash text not null,
  passed boolean not null,
  met integer not null,
  expected integer not null,
  problem text,
  run_by_user_id uuid,
  run_at timestamptz not null,
  primary key (tenant_id, scenario_id, id),
  ${reference('scenario_id', 'automation_scenarios', 'cascade')},
  ${reference('run_by_user_id', 'users')}
)`);
  await protectTenantTable(knex, 'scenario_results');
}
