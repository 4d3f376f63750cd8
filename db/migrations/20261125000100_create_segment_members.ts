import type { Knex } from 'knex';
import { protectTenantTable, reference } from './lib/tenant-table.ts';

/** Who is in the segments that automations listen to, so that coming and leaving are told once each. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
create table segment_watches (
  tenant_id uuid not null references tenants (id) on delete cascade,
  segment_id uuid not null,
  -- Names what the segment meant when its members were noted; another meaning is noted anew, without a word.
  meaning text not null,
  -- False while the members are noted: nothing is told until all are.
  ready boolean not null default false,
  -- The record up to which the present sweep has come; null between two.
  cursor uuid,
  swept_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  primary key (tenant_id, segment_id),
  ${reference('segment_id', 'segments', 'cascade')}
);
create table segment_members (
  tenant_id uuid not null references tenants (id) on delete cascade,
  segment_id uuid not null,
  record_id uuid not null,
  since timestamptz not null default now(),
  primary key (tenant_id, segment_id, record_id),
  foreign key (tenant_id, segment_id) references segment_watches (tenant_id, segment_id) on delete cascade
);
create index segment_members_by_record on segment_members (tenant_id, record_id)`);
  await protectTenantTable(knex, 'segment_watches', { system: ['select'] });
  await protectTenantTable(knex, 'segment_members');
}
