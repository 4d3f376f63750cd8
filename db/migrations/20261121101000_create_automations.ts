import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Automations, their published versions and compiled plans. An automation's `version` is the ETag of its draft. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table automations (
      ${recordColumns},
      name text not null,
      description text,
      subject text not null,
      status text not null default 'draft' check (status in ('draft', 'active', 'paused', 'archived')),
      -- The definition as it is being drawn; published versions keep their own copy.
      draft jsonb not null,
      folder text,
      current_version integer,
      -- The event number at which the status last changed: every event is before or after it.
      status_changed_at_event bigint,
      status_changed_at timestamptz,
      created_by uuid,
      -- Who saved the draft last: shown to whoever loses a race about it.
      updated_by uuid,
      owner_user_id uuid,
      -- What \`resume\` wants done with the runs that a pause held; the sweep goes on where a caller stopped.
      catch_up text check (catch_up in ('now', 'skip'))
    );
    create index automations_by_status on automations (tenant_id, status, name);

    create table plans (
      tenant_id uuid not null references tenants (id) on delete cascade,
      hash text not null,
      plan jsonb not null,
      created_at timestamptz not null default now(),
      primary key (tenant_id, hash)
    );

    create table automation_versions (
      tenant_id uuid not null references tenants (id) on delete cascade,
      automation_id uuid not null,
      number integer not null,
      definition jsonb not null,
      plan_hash text not null,
      -- The event types that can start it, so that the relay finds the versions for a turn by one query.
      trigger_events text[] not null,
      -- Template id -> version that was current when it was published: { "<id>": 3 }.
      template_versions jsonb not null default '{}',
      -- Open for the events with opened_at_event < id < closed_at_event.
      opened_at_event bigint not null,
      closed_at_event bigint,
      published_by uuid,
      published_at timestamptz not null default now(),
      primary key (tenant_id, automation_id, number),
      ${reference('automation_id', 'automations', 'cascade')},
      foreign key (tenant_id, plan_hash) references plans (tenant_id, hash)
    );
    create unique index automation_versions_one_open on automation_versions (tenant_id, automation_id) where closed_at_event is null;

    -- Liveness. Written by the relay and by manual enrolment only, so that nobody waits for a row everybody reads.
    create table automation_stats (
      tenant_id uuid not null references tenants (id) on delete cascade,
      automation_id uuid not null,
      matched bigint not null default 0,
      enrolled bigint not null default 0,
      rejected bigint not null default 0,
      last_matched_at timestamptz,
      last_enrolled_at timestamptz,
      primary key (tenant_id, automation_id),
      ${reference('automation_id', 'automations', 'cascade')}
    )`);
  await protectTenantTable(knex, 'automations', { system: ['select'] });
  await protectTenantTable(knex, 'plans', { app: ['select', 'insert'] });
  await protectTenantTable(knex, 'automation_versions', { app: ['select', 'insert', 'update'] });
  await protectTenantTable(knex, 'automation_stats');
}
