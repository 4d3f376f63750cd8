import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Rules that give leads points, what they gave each lead, and what is told of it. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table scoring_rules (
  name text not null check (length(name) between 1 and 100),
  score_group text not null check (score_group in ('companyFit', 'qualificationReadiness', 'valueProblem', 'stakeholderAccess', 'engagement')),
  points integer not null check (points between -1000 and 1000 and points <> 0),
  enabled boolean not null default true,
  position integer not null,
  condition jsonb,
  event text,
  max_times integer not null default 1 check (max_times between 1 and 100),
  within_days integer check (within_days between 1 and 730),
  ${recordColumns},
  check (condition is not null or event is not null)
);
create index scoring_rules_in_order on scoring_rules (tenant_id, position, id);
create unique index scoring_rules_name_key on scoring_rules (tenant_id, lower(name));

-- One row per tenant that says from which score on owners are told; its version stands for all rules together.
create table scoring_settings (
  tenant_id uuid primary key references tenants (id) on delete cascade,
  notify_at integer check (notify_at between 1 and 1000),
  recount_id uuid,
  -- Whether points can change with time alone, so that leads have to be counted anew every day.
  depends_on_time boolean not null default false,
  version integer not null default 1,
  updated_by_user_id uuid,
  updated_at timestamptz not null default now(),
  ${reference('updated_by_user_id', 'users')},
  ${reference('recount_id', 'bulk_changes')}
);

-- What the rules have added to the score of a lead; what is more than that was set by hand.
create table lead_scores (
  tenant_id uuid not null,
  lead_id uuid not null,
  points jsonb not null default '{}',
  from_rules integer not null,
  scored_at timestamptz not null,
  primary key (tenant_id, lead_id),
  ${reference('lead_id', 'leads', 'cascade')}
)`);
  await protectTenantTable(knex, 'scoring_rules');
  await protectTenantTable(knex, 'scoring_settings', { system: ['select'] });
  await protectTenantTable(knex, 'lead_scores');
}
