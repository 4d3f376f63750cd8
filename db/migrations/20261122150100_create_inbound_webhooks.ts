import type { Knex } from 'knex';
import { createLookupFunctions } from './lib/lookup-function.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** Addresses that other systems call, and what they sent. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table inbound_webhooks (
  name text not null,
  key text not null unique,
  status text not null default 'active' check (status in ('active', 'paused')),
  auth jsonb not null,
  secret text not null,
  delivery_id_header text,
  mapping jsonb not null,
  keep_samples integer not null default 20 check (keep_samples between 0 and 200),
  archived_at timestamptz,
  ${recordColumns}
);
create index inbound_webhooks_newest on inbound_webhooks (tenant_id, id desc);

create table inbound_requests (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  webhook_id uuid not null,
  outcome text not null check (outcome in ('accepted', 'refused')),
  code text,
  reason text,
  problems jsonb not null default '[]',
  delivery_id text,
  headers jsonb not null default '{}',
  -- Null when it was redacted or is older than the samples that are kept.
  body text,
  size_bytes integer not null,
  record_type text,
  record_id uuid,
  replay_of uuid,
  remote_address text,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  ${reference('webhook_id', 'inbound_webhooks', 'cascade')}
);
create index inbound_requests_newest on inbound_requests (tenant_id, webhook_id, id desc);
create unique index inbound_requests_once on inbound_requests (tenant_id, webhook_id, delivery_id) where outcome = 'accepted' and delivery_id is not null`);
  await protectTenantTable(knex, 'inbound_webhooks', { lookup: true });
  await protectTenantTable(knex, 'inbound_requests');
  await createLookupFunctions(knex, [
    {
      signature: 'lookup_inbound_webhook_by_key(wanted text)',
      returns: 'table (tenant_id uuid, webhook_id uuid)',
      body: `select w.tenant_id, w.id from inbound_webhooks w join tenants t on t.id = w.tenant_id
        where w.key = wanted and w.status = 'active' and w.archived_at is null and t.status = 'active'`,
    },
  ]);
}
