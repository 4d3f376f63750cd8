import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** What people do to many runs at once, as durable work: the consequences of a publish, a resume, paced enrolments, bulk actions. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table run_operations (
  automation_id uuid not null,
  kind text not null check (kind in ('publish', 'resume', 'enrol', 'runs')),
  request jsonb not null,
  status text not null check (status in ('collecting', 'working', 'paused', 'completed', 'undoing', 'undone', 'cancelled')),
  owners_seen uuid[],
  after_cursor text,
  total integer not null default 0,
  done integer not null default 0,
  changed integer not null default 0,
  refused integer not null default 0,
  undone integer not null default 0,
  incarnation integer not null default 1,
  created_by_user_id uuid,
  finished_at timestamptz,
  ${recordColumns},
  ${reference('automation_id', 'automations', 'cascade')},
  ${reference('created_by_user_id', 'users')}
);
create index run_operations_newest on run_operations (tenant_id, automation_id, id desc);
create table run_operation_items (
  tenant_id uuid not null,
  operation_id uuid not null,
  position integer not null,
  target_id uuid not null,
  due_at timestamptz,
  outcome text check (outcome in ('changed', 'unchanged', 'refused')),
  code text,
  reason text,
  run_id uuid,
  before jsonb,
  after jsonb,
  undo text check (undo in ('undone', 'refused')),
  primary key (tenant_id, operation_id, position),
  unique (tenant_id, operation_id, target_id),
  ${reference('operation_id', 'run_operations', 'cascade')}
);
create index run_operation_items_open on run_operation_items (tenant_id, operation_id, position) where outcome is null;
alter table automations drop constraint automations_catch_up_check;
alter table automations add constraint automations_catch_up_check check (catch_up in ('now', 'skip', 'window', 'spread'));`);
  await protectTenantTable(knex, 'run_operations', { system: ['select'] });
  await protectTenantTable(knex, 'run_operation_items');
}
