import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** What is wrong with an automation at the moment, told once to whoever answers for it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table automations add column silent_after_hours integer check (silent_after_hours between 1 and 8760);
create table automation_alerts (
  tenant_id uuid not null references tenants (id) on delete cascade,
  automation_id uuid not null,
  kind text not null check (kind in ('silent', 'failing', 'stuck')),
  since timestamptz not null default now(),
  detail text not null,
  primary key (tenant_id, automation_id, kind),
  ${reference('automation_id', 'automations', 'cascade')}
)`);
  await protectTenantTable(knex, 'automation_alerts');
}
