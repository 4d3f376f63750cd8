import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Publishing that needs a second person: whether the workspace wants it, and what was asked for. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table tenants add column publish_needs_approval boolean not null default false;
create table publish_requests (
  automation_id uuid not null,
  note text not null default '' check (length(note) <= 2000),
  definition jsonb not null,
  -- Of the draft as it was asked for, and of what it compiled to: nothing else is published.
  draft_hash text not null,
  plan_hash text not null,
  choices jsonb not null default '[]',
  canary integer check (canary between 1 and 10000),
  -- What it would have meant for runs under way when it was asked for.
  impact jsonb not null,
  status text not null default 'open' check (status in ('open', 'approved', 'refused', 'withdrawn', 'superseded')),
  reason text check (length(reason) <= 2000),
  published_number integer,
  requested_by_user_id uuid not null,
  decided_by_user_id uuid,
  decided_at timestamptz,
  ${recordColumns},
  ${reference('automation_id', 'automations', 'cascade')},
  ${reference('requested_by_user_id', 'users')},
  ${reference('decided_by_user_id', 'users')}
);
create unique index publish_requests_one_open on publish_requests (tenant_id, automation_id) where status = 'open';
create index publish_requests_newest on publish_requests (tenant_id, status, id desc);`);
  await protectTenantTable(knex, 'publish_requests');
}
