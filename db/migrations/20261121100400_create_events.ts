import type { Knex } from 'knex';
import { protectTenantTable } from './lib/tenant-table.ts';

/**
 * Events (partitioned by month, insert-only), their links to records, the outbox the relay empties and the feed it writes.
 * Events and links are partitioned alike, so that retention drops a month of both.
 */
export async function up(knex: Knex): Promise<void> {
  await events(knex);
  await partitions(knex);
  await relayTables(knex);
}

async function events(knex: Knex): Promise<void> {
  // CACHE 1: numbers are given in the order in which they are asked for, whoever asks. A record's events are numbered
  // under its lock, so their numbers ascend in the order of their commits.
  await knex.raw(`
create sequence event_numbers as bigint cache 1;
grant usage, select on sequence event_numbers to cadenza_app, cadenza_system;

create table events (
  tenant_id uuid not null,
  id bigint not null,
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  related jsonb not null default '[]',
  actor jsonb not null,
  cause jsonb not null,
  before jsonb,
  after jsonb,
  data jsonb,
  occurred_at timestamptz not null default now(),
  primary key (tenant_id, id, occurred_at)
) partition by range (occurred_at);
create index events_by_type on events (tenant_id, type, id);

create table event_links (
  tenant_id uuid not null,
  record_id uuid not null,
  event_id bigint not null,
  record_type text not null,
  type text not null,
  occurred_at timestamptz not null default now(),
  primary key (tenant_id, record_id, event_id, occurred_at)
) partition by range (occurred_at)`);
  await protectTenantTable(knex, 'events', { app: ['select', 'insert'], system: ['select'] });
  await protectTenantTable(knex, 'event_links', { app: ['select', 'insert'], system: ['select'] });
}

/** Partitions belong to the owner of the tables; the system door may only call these two functions. */
async function partitions(knex: Knex): Promise<void> {
  await knex.raw(
    `
create table events_default partition of events default;
create table event_links_default partition of event_links default;
alter table events_default enable row level security;
alter table events_default force row level security;
alter table event_links_default enable row level security;
alter table event_links_default force row level security;

create function create_event_partitions(months_ahead integer) returns setof text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  parent text;
  name text;
  month date;
begin
  perform pg_advisory_xact_lock(7203411906);
  for month in
    select generate_series(date_trunc('month', now() at time zone 'UTC'), date_trunc('month', now() at time zone 'UTC') + make_interval(months => months_ahead), interval '1 month')
  loop
    foreach parent in array array['events', 'event_links'] loop
      name := parent || '_' || to_char(month, 'YYYY_MM');
      continue when to_regclass('public.' || name) is not null;
      execute format('create table public.%I (like public.%I including defaults including constraints)', name, parent);
      -- FORCE would hide the rows from this very function.
      execute format('alter table public.%I no force row level security', parent || '_default');
      execute format(
        'with moved as (delete from public.%1$I where occurred_at >= %3$L and occurred_at < %4$L returning *) insert into public.%2$I select * from moved',
        parent || '_default', name, month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      execute format('alter table public.%I force row level security', parent || '_default');
      execute format('alter table public.%I attach partition public.%I for values from (%L) to (%L)',
        parent, name, month::timestamp at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      execute format('alter table public.%I enable row level security', name);
      execute format('alter table public.%I force row level security', name);
      return next name;
    end loop;
  end loop;
end $$;

create function drop_event_partitions(keep_months integer) returns setof text
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  name text;
  oldest text := to_char((now() at time zone 'UTC') - make_interval(months => keep_months), 'YYYY_MM');
begin
  if keep_months < 1 then
    raise exception 'events are kept for a month at least';
  end if;
  perform pg_advisory_xact_lock(7203411906);
  for name in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent in ('public.events'::regclass, 'public.event_links'::regclass)
      and c.relname ~ '_[0-9]{4}_[0-9]{2}$' and right(c.relname, 7) < oldest
    order by 1
  loop
    execute format('drop table public.%I', name);
    return next name;
  end loop;
end $$;

revoke all on function create_event_partitions(integer), drop_event_partitions(integer) from public;
grant execute on function create_event_partitions(integer), drop_event_partitions(integer) to cadenza_system`.replaceAll('?', '\\?'),
  );
  await knex.raw('select create_event_partitions(2)');
}

async function relayTables(knex: Knex): Promise<void> {
  await knex.raw(`
create table outbox (
  tenant_id uuid not null,
  event_id bigint not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, event_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

create table feed_positions (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  position bigint not null default 0
);

create table feed (
  tenant_id uuid not null,
  position bigint not null,
  event_id bigint not null,
  type text not null,
  subject_type text not null,
  subject_id uuid not null,
  user_ids uuid[] not null default '{}',
  data jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, position)
);
create index feed_age on feed (created_at);

create table quarantined_events (
  tenant_id uuid not null,
  event_id bigint not null,
  error text not null,
  attempts integer not null default 1,
  quarantined_at timestamptz not null default now(),
  released_at timestamptz,
  primary key (tenant_id, event_id)
)`);
  await protectTenantTable(knex, 'outbox', { system: ['select'] });
  await protectTenantTable(knex, 'feed_positions');
  await protectTenantTable(knex, 'feed', { app: ['select', 'insert'], system: ['select', 'delete'] });
  await protectTenantTable(knex, 'quarantined_events', { system: ['select'] });
}
