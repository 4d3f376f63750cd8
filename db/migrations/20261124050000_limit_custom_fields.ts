import type { Knex } from 'knex';

/** Who may change a field of the tenant's own: codes of roles; null where everybody may who may change the record. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table custom_fields add column editable_by text[]');
}
