import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** Who has the draft of an automation open, so that two people who draw in it know of one another. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table draft_presences (
  tenant_id uuid not null references tenants (id) on delete cascade,
  automation_id uuid not null,
  user_id uuid not null,
  since timestamptz not null,
  seen_at timestamptz not null,
  primary key (tenant_id, automation_id, user_id),
  ${reference('automation_id', 'automations', 'cascade')},
  ${reference('user_id', 'users', 'cascade')}
)`);
  await protectTenantTable(knex, 'draft_presences');
}
