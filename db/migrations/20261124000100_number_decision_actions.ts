import type { Knex } from 'knex';

/** Several actions happen in one millisecond, in which ids do not ascend: their order is a number of its own. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('alter table decision_actions add column ord bigint generated always as identity');
}
