import type { Knex } from 'knex';
import { grantPermissions } from './lib/grant-permissions.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

const everyReader = ['super_admin', 'admin', 'manager', 'rep', 'viewer'];

/** Approvals: which changes of a deal need one, who is asked, what they answered, and every action on the way. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table deals add column discount_percent double precision check (discount_percent between 0 and 100);
alter table deals add column flagged boolean not null default false;

create table decision_policies (
  name text not null,
  action text not null check (action in ('deal.terms', 'deal.win')),
  conditions jsonb not null,
  steps jsonb not null,
  expires_after_hours integer check (expires_after_hours between 1 and 8760),
  active boolean not null default true,
  archived_at timestamptz,
  ${recordColumns}
);
create unique index decision_policies_name on decision_policies (tenant_id, lower(name)) where archived_at is null;
create index decision_policies_active on decision_policies (tenant_id, action) where active and archived_at is null;

create table decisions (
  action text not null check (action in ('deal.terms', 'deal.win', 'deal.review')),
  title text not null,
  deal_name text not null,
  status text not null default 'pending' check (status in ('pending', 'info_requested', 'approved', 'rejected', 'cancelled', 'expired')),
  deal_id uuid not null,
  requester_user_id uuid,
  note text,
  -- The policies that asked for it: [{ id, name }].
  policies jsonb not null default '[]',
  -- The deal's terms when it was asked, and as they are to be.
  terms_before jsonb not null,
  terms_after jsonb not null,
  -- What approval does: { kind: 'terms', patch } | { kind: 'win', ... } | { kind: 'none' }.
  effect jsonb not null,
  -- What became of the effect after approval.
  effect_state text check (effect_state in ('done', 'failed')),
  effect_problem text,
  expires_at timestamptz,
  info_requested_at timestamptz,
  decided_at timestamptz,
  incarnation integer not null default 1,
  ${recordColumns},
  ${reference('deal_id', 'deals', 'cascade')},
  ${reference('requester_user_id', 'users')}
);
create unique index decisions_open_of_deal on decisions (tenant_id, deal_id) where status in ('pending', 'info_requested');
create index decisions_of_deal on decisions (tenant_id, deal_id, id desc);
create index decisions_of_requester on decisions (tenant_id, requester_user_id, id desc);
create index decisions_newest on decisions (tenant_id, id desc);

create table decision_steps (
  tenant_id uuid not null references tenants (id) on delete cascade,
  decision_id uuid not null,
  seq integer not null,
  -- Steps of one stage are open together.
  stage integer not null,
  name text not null,
  approver jsonb not null,
  quorum jsonb not null,
  sla_hours integer,
  escalate_to text,
  status text not null default 'queued' check (status in ('queued', 'pending', 'approved', 'rejected', 'skipped')),
  opened_at timestamptz,
  remind_at timestamptz,
  due_at timestamptz,
  reminded_at timestamptz,
  escalated_at timestamptz,
  closed_at timestamptz,
  primary key (tenant_id, decision_id, seq),
  ${reference('decision_id', 'decisions', 'cascade')}
);
create index decision_steps_open on decision_steps (tenant_id, due_at) where status = 'pending';

create table decision_approvers (
  tenant_id uuid not null references tenants (id) on delete cascade,
  decision_id uuid not null,
  seq integer not null,
  user_id uuid not null,
  answer text check (answer in ('approved', 'rejected')),
  answered_at timestamptz,
  -- Handed to somebody else: no longer asked.
  released_at timestamptz,
  mailed_at timestamptz,
  added_at timestamptz not null default now(),
  primary key (tenant_id, decision_id, seq, user_id),
  ${reference('decision_id', 'decisions', 'cascade')},
  ${reference('user_id', 'users')}
);
create index decision_approvers_of_user on decision_approvers (tenant_id, user_id, decision_id desc);

create table decision_actions (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  decision_id uuid not null,
  seq integer,
  kind text not null,
  actor jsonb not null,
  to_user_id uuid,
  note text,
  created_at timestamptz not null,
  primary key (tenant_id, id),
  ${reference('decision_id', 'decisions', 'cascade')}
);
create index decision_actions_of_decision on decision_actions (tenant_id, decision_id, id)`);
  await protectTenantTable(knex, 'decision_policies');
  await protectTenantTable(knex, 'decisions', { system: ['select'] });
  await protectTenantTable(knex, 'decision_steps');
  await protectTenantTable(knex, 'decision_approvers');
  // Updated only by erasure, which overwrites a person's values wherever they stand.
  await protectTenantTable(knex, 'decision_actions', { app: ['select', 'insert', 'update'] });
  await grantPermissions(knex, {
    'decisions.read': everyReader,
    'decisions.decide': ['super_admin', 'admin', 'manager'],
    'decisions.configure': ['super_admin', 'admin'],
    'deals.reopen': ['super_admin', 'admin', 'manager'],
  });
}
