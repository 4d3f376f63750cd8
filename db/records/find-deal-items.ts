import type { Transaction } from 'objection';
import type { DealItemKind, DealItemStatus, Severity } from '../../domain/records/deal-items.ts';
import type { NamedUser } from './find-leads.ts';
import { rowsOf } from './sql.ts';
import { ofTenant, userJson } from './views.ts';

export interface DealItemView {
  readonly id: string;
  readonly version: number;
  readonly kind: DealItemKind;
  readonly title: string;
  readonly details: string | null;
  readonly status: DealItemStatus;
  readonly severity: Severity | null;
  readonly dueOn: string | null;
  readonly ownerUserId: string | null;
  readonly owner: NamedUser | null;
  readonly closedAt: Date | null;
  readonly createdAt: Date;
  readonly updates: readonly {
    readonly id: string;
    readonly body: string | null;
    readonly statusBefore: DealItemStatus | null;
    readonly statusAfter: DealItemStatus | null;
    readonly author: NamedUser | null;
    readonly createdAt: string;
  }[];
}

/** What is to be settled for a deal: the open first, the gravest first; each with its latest updates. `id` asks for one. */
export function findDealItems(trx: Transaction, dealId: string, id: string | null = null): Promise<DealItemView[]> {
  return rowsOf<DealItemView>(
    trx,
    `select i.*, ${userJson('i.owner_user_id', 'i')} as owner,
       (select coalesce(json_agg(json_build_object('id', p.id, 'body', p.body, 'statusBefore', p.status_before, 'statusAfter', p.status_after,
          'author', ${userJson('p.author_user_id', 'p')}, 'createdAt', p.created_at) order by p.id desc), '[]')
        from (select * from deal_item_updates n where n.tenant_id = i.tenant_id and n.item_id = i.id order by n.id desc limit 20) p) as updates
     from deal_items i where ${ofTenant('i')} and i.deal_id = ? and (?::uuid is null or i.id = ?::uuid)
     order by i.closed_at is not null, case i.severity when 'high' then 0 when 'medium' then 1 else 2 end, i.due_on nulls last, i.created_at, i.id limit 200`,
    [dealId, id, id],
  );
}
