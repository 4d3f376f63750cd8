import type { Knex } from 'knex';

/** The system door already lists what is due for delivery; now it also deletes what has outlived its use. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('grant delete on messages to cadenza_system');
}
