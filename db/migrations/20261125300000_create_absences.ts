import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Hours of teams and of persons beside those of the workspace, and when persons are away. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table business_calendars
  add column team_id uuid,
  add column user_id uuid,
  add check (num_nonnulls(team_id, user_id) <= 1),
  add check (not is_default or num_nonnulls(team_id, user_id) = 0),
  add ${reference('team_id', 'teams', 'cascade')},
  add ${reference('user_id', 'users', 'cascade')};
create unique index business_calendars_team on business_calendars (tenant_id, team_id) where team_id is not null and archived_at is null;
create unique index business_calendars_user on business_calendars (tenant_id, user_id) where user_id is not null and archived_at is null;

create table absences (
  ${recordColumns},
  user_id uuid not null,
  stand_in_user_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  time_zone text not null,
  -- As they were entered, in the wall time of the zone; no time of day: from the beginning, to the end of the day.
  from_date text not null,
  from_time text,
  to_date text not null,
  to_time text,
  note text check (length(note) <= 500),
  created_by_user_id uuid,
  check (starts_at < ends_at),
  check (stand_in_user_id is distinct from user_id),
  ${reference('user_id', 'users', 'cascade')},
  ${reference('stand_in_user_id', 'users')},
  ${reference('created_by_user_id', 'users')}
);
create index absences_of_user on absences (tenant_id, user_id, ends_at);
create index absences_by_end on absences (tenant_id, ends_at, id);
create index absences_of_stand_in on absences (tenant_id, stand_in_user_id) where stand_in_user_id is not null`);
  await protectTenantTable(knex, 'absences', { system: ['select'] });
}
