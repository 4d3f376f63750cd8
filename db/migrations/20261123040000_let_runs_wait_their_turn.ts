import type { Knex } from 'knex';

/** Runs of a key that begin one after the other, runs that another automation started, and why a record was not taken in then. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table runs add column waits_turn boolean not null default false;
alter table runs drop constraint runs_source_check;
alter table runs add constraint runs_source_check check (source in ('event', 'manual', 'api', 'automation'));
drop index runs_one_active_per_key;
create unique index runs_one_active_per_key on runs (tenant_id, automation_id, key) where ended_at is null and not beside and not waits_turn;
create index runs_waiting_their_turn on runs (tenant_id, automation_id, key, created_at, id) where waits_turn and ended_at is null;
alter table rejections drop constraint rejections_rule_check;
alter table rejections add constraint rejections_rule_check check (rule in
  ('no_record', 'record_gone', 'filter', 'no_key', 'active', 'superseded', 'queue_full', 'already_enrolled', 'loop_rate', 'cause_depth', 'not_live'))`);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
drop index runs_waiting_their_turn;
drop index runs_one_active_per_key;
create unique index runs_one_active_per_key on runs (tenant_id, automation_id, key) where ended_at is null and not beside;
alter table runs drop column waits_turn`);
}
