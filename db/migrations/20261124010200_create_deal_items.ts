import type { Knex } from 'knex';
import { subjectSeen } from '../visibility.ts';
import { protectTenantTable, recordColumns, reference } from './lib/tenant-table.ts';

/** What has to be settled on the way to a deal: risks, the scope of pre-sales, legal and security matters, signs that there is more to sell; each with its updates. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
alter table deals add column origin_deal_id uuid;
alter table deals add constraint deals_origin_fkey ${reference('origin_deal_id', 'deals')};
create index deals_by_origin on deals (tenant_id, origin_deal_id) where origin_deal_id is not null;

create table deal_items (
  deal_id uuid not null,
  kind text not null check (kind in ('risk', 'presales', 'legal', 'security', 'expansion')),
  title text not null,
  details text,
  status text not null default 'open' check (status in ('open', 'in_progress', 'waiting', 'done', 'dropped')),
  severity text check (severity in ('low', 'medium', 'high')),
  owner_user_id uuid,
  due_on date,
  closed_at timestamptz,
  ${recordColumns},
  ${reference('deal_id', 'deals', 'cascade')},
  ${reference('owner_user_id', 'users')}
);
create index deal_items_of_deal on deal_items (tenant_id, deal_id, created_at);

create table deal_item_updates (
  tenant_id uuid not null references tenants (id) on delete cascade,
  id uuid not null,
  item_id uuid not null,
  body text,
  status_before text,
  status_after text,
  author_user_id uuid,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  ${reference('item_id', 'deal_items', 'cascade')},
  ${reference('author_user_id', 'users')}
);
create index deal_item_updates_of_item on deal_item_updates (tenant_id, item_id, id desc)`);
  await protectTenantTable(knex, 'deal_items');
  await protectTenantTable(knex, 'deal_item_updates');
  await knex.raw(
    `create policy record_visibility on deal_items as restrictive to cadenza_app using (${subjectSeen(`'deal'`, 'deal_items.deal_id')}) with check (true)`,
  );
}
