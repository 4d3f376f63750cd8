import type { Knex } from 'knex';

/** Groups, defaults and rules of the tenant's own fields; both migrations of imports lean on none of it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table custom_fields
  add column group_name text,
  add column default_value jsonb,
  add column rules jsonb not null default '{}';
create index custom_fields_in_order on custom_fields (tenant_id, entity, position, id) where archived_at is null`);
}
