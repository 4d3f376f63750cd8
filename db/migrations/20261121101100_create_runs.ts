import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** Runs with everything the engine remembers of them, their steps, the batches of group commit, and why records did or did not enrol. */
export async function up(knex: Knex): Promise<void> {
  await createRuns(knex);
  await createSteps(knex);
  await createEnrolments(knex);
  await protectTenantTable(knex, 'run_batches', { system: ['select', 'update'] });
  await protectTenantTable(knex, 'runs', { system: ['select', 'update'] });
  await protectTenantTable(knex, 'steps', { system: ['select', 'delete'] });
  await protectTenantTable(knex, 'enrolments', { system: ['select', 'delete'] });
  await protectTenantTable(knex, 'rejections', { system: ['select', 'delete'] });
}

async function createRuns(knex: Knex): Promise<void> {
  await knex.raw(`
    create table run_batches (
      tenant_id uuid not null references tenants (id) on delete cascade,
      id uuid not null,
      automation_id uuid not null,
      version integer not null,
      incarnation integer not null default 1,
      size integer not null,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (tenant_id, id),
      ${reference('automation_id', 'automations', 'cascade')}
    );
    create index run_batches_open on run_batches (tenant_id, created_at) where finished_at is null;

    create table runs (
      tenant_id uuid not null references tenants (id) on delete cascade,
      id uuid not null,
      automation_id uuid not null,
      version integer not null,
      plan_hash text not null,
      -- One active run per key unless it runs beside others: the record's id, or a value of the event.
      key text not null,
      beside boolean not null default false,
      subject_type text not null,
      subject_id uuid not null,
      status text not null check (status in ('queued', 'running', 'waiting', 'held', 'succeeded', 'failed', 'cancelled', 'exited')),
      state jsonb not null,
      -- What the run may look at beside records: { "event": ... } as it was when the run was enrolled.
      input jsonb not null default '{}',
      source text not null check (source in ('event', 'manual', 'api')),
      event_id bigint,
      cause jsonb not null,
      -- The shell: which workflow may act, and how far it got.
      shell text not null default 'none' check (shell in ('none', 'own', 'batch')),
      batch_id uuid,
      incarnation integer not null default 1,
      seq integer not null default 0,
      last_answer jsonb,
      -- Exit criteria by event have been looked at for the events up to here.
      exit_after bigint not null default 0,
      current_step text,
      next_wake_at timestamptz,
      hold_code text,
      reason text,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      updated_at timestamptz not null default now(),
      ended_at timestamptz,
      primary key (tenant_id, id),
      ${reference('automation_id', 'automations', 'cascade')},
      foreign key (tenant_id, plan_hash) references plans (tenant_id, hash)
    );
    create unique index runs_one_active_per_key on runs (tenant_id, automation_id, key) where ended_at is null and not beside;
    create index runs_by_automation on runs (tenant_id, automation_id, status, id);
    create index runs_by_subject on runs (tenant_id, subject_id, id);
    create index runs_by_batch on runs (tenant_id, batch_id) where batch_id is not null;
    create index runs_open on runs (tenant_id, id) where ended_at is null`);
}

async function createSteps(knex: Knex): Promise<void> {
  await knex.raw(`
    -- One row per step and visit: with the run's id its key makes an effect happen once.
    create table steps (
      tenant_id uuid not null,
      run_id uuid not null,
      epoch integer not null,
      step text not null,
      visit integer not null,
      -- Order within the run: the segment, then the place in it.
      seq integer not null,
      place integer not null,
      type text not null,
      title text not null,
      status text not null check (status in ('done', 'waiting', 'retrying', 'failed', 'skipped')),
      outcome text,
      inputs jsonb,
      output jsonb,
      evaluation jsonb,
      error text,
      attempts integer not null default 1,
      deadline timestamptz,
      event_id bigint,
      started_at timestamptz not null,
      finished_at timestamptz,
      primary key (tenant_id, run_id, epoch, step, visit),
      ${reference('run_id', 'runs', 'cascade')}
    );

    -- Tells the relay whom to wake; the segment decides by looking. \`types\` null: any event of the record.
    create table subscriptions (
      tenant_id uuid not null,
      record_id uuid not null,
      run_id uuid not null,
      -- The waiting step with epoch and visit, or \`exit\`.
      wait text not null,
      types text[],
      after bigint not null,
      primary key (tenant_id, record_id, run_id, wait),
      ${reference('run_id', 'runs', 'cascade')}
    );
    create index subscriptions_by_run on subscriptions (tenant_id, run_id)`);
  await protectTenantTable(knex, 'subscriptions');
}

async function createEnrolments(knex: Knex): Promise<void> {
  await knex.raw(`
    -- Outlives the run: "once ever" and the loop guard look here.
    create table enrolments (
      tenant_id uuid not null references tenants (id) on delete cascade,
      run_id uuid not null,
      automation_id uuid not null,
      version integer not null,
      key text not null,
      subject_type text not null,
      subject_id uuid not null,
      event_id bigint,
      -- What the filter looked at: an evaluation with its leaves.
      evaluation jsonb,
      enrolled_at timestamptz not null default now(),
      primary key (tenant_id, run_id),
      ${reference('automation_id', 'automations', 'cascade')}
    );
    create index enrolments_by_key on enrolments (tenant_id, automation_id, key, enrolled_at);
    create index enrolments_by_subject on enrolments (tenant_id, automation_id, subject_id, enrolled_at);

    -- The first rule that said no, with the values it saw. A ring of bounded size per automation: the slot is reused.
    create table rejections (
      tenant_id uuid not null references tenants (id) on delete cascade,
      automation_id uuid not null,
      slot integer not null,
      version integer not null,
      key text,
      subject_type text,
      subject_id uuid,
      event_id bigint,
      rule text not null check (rule in ('no_record', 'record_gone', 'filter', 'no_key', 'active', 'already_enrolled', 'loop_rate', 'cause_depth', 'not_live')),
      details jsonb not null default '{}',
      rejected_at timestamptz not null default now(),
      primary key (tenant_id, automation_id, slot),
      ${reference('automation_id', 'automations', 'cascade')}
    );
    create index rejections_by_subject on rejections (tenant_id, subject_id, rejected_at)`);
}
