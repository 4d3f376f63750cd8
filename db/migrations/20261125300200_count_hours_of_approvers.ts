import type { Knex } from 'knex';

/** Whose business hours the deadline of a decision's step counts; null: the workspace's. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`alter table decision_steps add column hours_of text check (hours_of = 'approver')`);
}
