import type { Knex } from 'knex';
import { protectTenantTable, recordColumns } from './lib/tenant-table.ts';

/** Pairs of records that may be one, and merges with what is needed to take them back. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table leads add column merged_into_id uuid;
alter table contacts add column merged_into_id uuid;
alter table companies add column merged_into_id uuid;

create table duplicate_pairs (
  a_type text not null check (a_type in ('lead', 'contact', 'company')),
  -- Of the two the one with the smaller id: a pair is one row, whichever was found first.
  a_id uuid not null,
  b_type text not null check (b_type in ('lead', 'contact', 'company')),
  b_id uuid not null,
  score smallint not null check (score between 0 and 100),
  reasons text[] not null,
  status text not null default 'open' check (status in ('open', 'dismissed', 'merged')),
  resolved_at timestamptz,
  merged_into_id uuid,
  ${recordColumns},
  unique (tenant_id, a_id, b_id),
  check (a_id < b_id)
);
create index duplicate_pairs_likeliest on duplicate_pairs (tenant_id, status, score desc, id desc);
create index duplicate_pairs_of_b on duplicate_pairs (tenant_id, b_id);

create table merges (
  type text not null check (type in ('lead', 'contact', 'company')),
  winner_id uuid not null,
  loser_id uuid not null,
  -- Field -> { before, after } of the winner, and the ids of what moved: all that taking it back needs.
  changes jsonb not null,
  moved jsonb not null,
  merged_by_user_id uuid,
  undone_at timestamptz,
  undone_by_user_id uuid,
  ${recordColumns}
);
create index merges_of_winner on merges (tenant_id, winner_id, created_at desc);
create index merges_of_loser on merges (tenant_id, loser_id, created_at desc)`);
  await protectTenantTable(knex, 'duplicate_pairs');
  await protectTenantTable(knex, 'merges');
  // The winner's timeline tells the loser's history; taking the merge back takes these links away again, and no others may go.
  await knex.raw(`
grant delete on event_links to cadenza_app;
create policy only_of_merges on event_links as restrictive for delete to cadenza_app using (exists (
  select from merges m where m.tenant_id = event_links.tenant_id and m.winner_id = event_links.record_id))`);
}
