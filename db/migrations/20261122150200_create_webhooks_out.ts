import type { Knex } from 'knex';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Who is told of events over HTTP, what has to be delivered, and every attempt. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table webhook_subscriptions (
  name text not null,
  url text not null,
  event_types text[] not null,
  filter jsonb,
  status text not null default 'active' check (status in ('active', 'disabled')),
  disabled_reason text,
  secret text not null,
  -- Signs beside the current one until it ends, so that receivers can change over.
  previous_secret text,
  previous_secret_until timestamptz,
  failing_since timestamptz,
  -- Whether its workflow is under way, and which.
  pumping boolean not null default false,
  incarnation integer not null default 0,
  created_by_user_id uuid,
  archived_at timestamptz,
  ${recordColumns},
  ${reference('created_by_user_id', 'users')}
);
create index webhook_subscriptions_newest on webhook_subscriptions (tenant_id, id desc) where archived_at is null;

create table webhook_deliveries (
  tenant_id uuid not null,
  id uuid not null,
  subscription_id uuid not null,
  event_id bigint not null,
  event_type text not null,
  status text not null default 'pending' check (status in ('pending', 'delivered', 'failed')),
  attempts integer not null default 0,
  -- Since it was wanted or wanted again: what the pauses between attempts are counted by.
  round_attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  lease_until timestamptz,
  attempt_token uuid,
  last_status integer,
  last_error text,
  delivered_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, subscription_id, event_id),
  ${reference('subscription_id', 'webhook_subscriptions', 'cascade')}
);
create index webhook_deliveries_newest on webhook_deliveries (tenant_id, subscription_id, id desc);
create index webhook_deliveries_due on webhook_deliveries (tenant_id, subscription_id, next_attempt_at) where status = 'pending';

create table webhook_attempts (
  tenant_id uuid not null,
  id uuid not null,
  delivery_id uuid not null,
  number integer not null,
  status integer,
  error text,
  duration_ms integer not null,
  request_body text,
  response_excerpt text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  ${reference('delivery_id', 'webhook_deliveries', 'cascade')}
);
create index webhook_attempts_of_delivery on webhook_attempts (tenant_id, delivery_id, id)`);
  await protectTenantTable(knex, 'webhook_subscriptions', { system: ['select'] });
  await protectTenantTable(knex, 'webhook_deliveries', { system: ['select', 'delete'] });
  await protectTenantTable(knex, 'webhook_attempts', { system: ['select', 'delete'] });
}
