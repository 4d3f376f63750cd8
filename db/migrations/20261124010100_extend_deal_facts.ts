import type { Knex } from 'knex';

/** What is found out about a deal while it is qualified, and how a person takes part in buying. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table deals add column pain text;
alter table deals add column requirements text;
alter table deals add column buying_process text;
alter table deals add column success_criteria text;
alter table contacts add column buying_role text
  check (buying_role in ('decision_maker', 'champion', 'influencer', 'procurement', 'technical_evaluator'))`);
}
