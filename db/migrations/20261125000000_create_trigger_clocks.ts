import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/**
 * How far the clock of an automation that starts by time has been followed, and which occasions were told already. Those occasions make
 * sure that nothing is told twice, whatever is killed, moved back or set anew.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table trigger_clocks (
  tenant_id uuid not null references tenants (id) on delete cascade,
  automation_id uuid not null,
  -- What fell due before is nobody's: the automation was not live.
  since timestamptz not null,
  swept_through timestamptz not null,
  -- The stretch that is being worked through, and how far; null between two.
  sweeping jsonb,
  missed bigint not null default 0,
  missed_at timestamptz,
  primary key (tenant_id, automation_id),
  ${reference('automation_id', 'automations', 'cascade')}
);
create table trigger_occasions (
  tenant_id uuid not null references tenants (id) on delete cascade,
  automation_id uuid not null,
  record_id uuid not null,
  name text not null,
  due_at timestamptz not null,
  primary key (tenant_id, automation_id, record_id, name),
  ${reference('automation_id', 'automations', 'cascade')}
);
create index trigger_occasions_by_due on trigger_occasions (due_at);
create index trigger_occasions_by_record on trigger_occasions (tenant_id, record_id);
create index leads_by_follow_up on leads (tenant_id, follow_up_at) where archived_at is null and follow_up_at is not null;
create index deals_by_expected_close on deals (tenant_id, expected_close_on) where archived_at is null and expected_close_on is not null`);
  await protectTenantTable(knex, 'trigger_clocks', { system: ['select'] });
  await protectTenantTable(knex, 'trigger_occasions', { system: ['select', 'delete'] });
  // The sweep asks once a minute which tenants have such automations, not each tenant.
  await knex.raw(`create policy cadenza_system_access on automation_versions to cadenza_system using (true);
    grant select on automation_versions to cadenza_system;
    create index automation_versions_by_clock on automation_versions (tenant_id) where closed_at_event is null and trigger_events && '{date.reached,schedule.due,segment.entered,segment.left}'`);
}
