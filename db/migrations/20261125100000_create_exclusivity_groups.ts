import type { Knex } from 'knex';
import { protectTenantTable, recordColumns } from './lib/tenant-table.ts';

/** Groups of automations of which a record is in one at a time, and why a record was not taken in then. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table exclusivity_groups (
  name text not null check (length(name) between 1 and 100),
  description text check (length(description) <= 1000),
  ${recordColumns}
);
create unique index exclusivity_groups_by_name on exclusivity_groups (tenant_id, lower(name));
-- Of the live version, written when it becomes live. A group that is deleted holds nobody any more.
alter table automations add column exclusivity_group_id uuid;
alter table automations add column exclusivity_priority integer not null default 0;
alter table automations add constraint automations_exclusivity_group_fkey foreign key (tenant_id, exclusivity_group_id)
  references exclusivity_groups (tenant_id, id) on delete set null (exclusivity_group_id);
create index automations_by_exclusivity_group on automations (tenant_id, exclusivity_group_id) where exclusivity_group_id is not null;
-- The list of rules stands in the code, which grows with every way to say no.
alter table rejections drop constraint rejections_rule_check;
alter table rejections add constraint rejections_rule_check check (rule ~ '^[a-z_]{1,40}$')`);
  await protectTenantTable(knex, 'exclusivity_groups');
}
