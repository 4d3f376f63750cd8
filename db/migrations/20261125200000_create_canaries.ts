import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Versions that are tried on the first N new runs while the version before stays in force. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table automation_canaries (
  automation_id uuid not null,
  number integer not null,
  -- The version in force beside it.
  base_number integer not null,
  size integer not null check (size between 1 and 10000),
  -- Raised by enrolment under this row's lock: never above the size.
  taken integer not null default 0 check (taken between 0 and size),
  -- What becomes of runs of older versions once it is confirmed.
  choices jsonb not null default '[]',
  status text not null default 'running' check (status in ('running', 'confirmed', 'called_back')),
  -- Open for the events with opened_at_event < id < closed_at_event.
  opened_at_event bigint not null,
  closed_at_event bigint,
  started_by_user_id uuid,
  ended_by_user_id uuid,
  ended_at timestamptz,
  ${recordColumns},
  ${reference('automation_id', 'automations', 'cascade')},
  ${reference('started_by_user_id', 'users')},
  ${reference('ended_by_user_id', 'users')},
  foreign key (tenant_id, automation_id, number) references automation_versions (tenant_id, automation_id, number) on delete cascade
);
create unique index automation_canaries_one_running on automation_canaries (tenant_id, automation_id) where status = 'running';
create unique index automation_canaries_version on automation_canaries (tenant_id, automation_id, number);
create index runs_by_version on runs (tenant_id, automation_id, version, id);`);
  await protectTenantTable(knex, 'automation_canaries');
}
