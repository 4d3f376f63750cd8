import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** An automation's own tests: whom to try it on, what people do meanwhile, and what has to come of it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table automation_scenarios (
  automation_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  required boolean not null default false,
  records jsonb not null,
  course jsonb not null,
  expectations jsonb not null default '[]',
  created_by_user_id uuid,
  ${recordColumns},
  ${reference('automation_id', 'automations', 'cascade')},
  ${reference('created_by_user_id', 'users')}
);
create unique index automation_scenarios_name_key on automation_scenarios (tenant_id, automation_id, lower(name))`);
  await protectTenantTable(knex, 'automation_scenarios');
}
