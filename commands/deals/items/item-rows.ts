import type { DealItemKind, DealItemStatus, Severity } from '../../../domain/records/deal-items.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { notificationInsert } from '../../notifications/notification.ts';
import { lockRecord, notFound } from '../../records/lock-record.ts';
import { userOf } from '../../records/made-by.ts';
import type { DealRow } from '../../records/rows.ts';
import { rowOf } from '../../records/sql.ts';

export interface DealItemRow {
  readonly id: string;
  readonly version: number;
  readonly dealId: string;
  readonly kind: DealItemKind;
  readonly title: string;
  readonly details: string | null;
  readonly status: DealItemStatus;
  readonly severity: Severity | null;
  readonly ownerUserId: string | null;
  readonly dueOn: string | null;
  readonly closedAt: Date | null;
}

/** Locks the deal, then reads the item: whatever changes an item of a deal waits for the deal. */
export async function lockItem(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly dealId: string; readonly id: string },
): Promise<{ readonly deal: DealRow; readonly item: DealItemRow }> {
  const deal = await lockRecord(trx, context, 'deal', input.dealId);
  const item = isUuid(input.id)
    ? await rowOf<DealItemRow>(trx, 'select * from deal_items where tenant_id = ? and deal_id = ? and id = ? for no key update', [
        context.tenantId,
        deal.id,
        input.id,
      ])
    : null;
  if (item === null) throw notFound('item of the deal');
  return { deal, item };
}

export async function noteUpdate(
  trx: TenantTrx,
  context: CommandContext,
  update: { readonly itemId: string; readonly body: string | null; readonly before: DealItemStatus; readonly after: DealItemStatus },
): Promise<void> {
  const changed = update.before !== update.after;
  await trx('deal_item_updates').insert({
    tenant_id: context.tenantId,
    id: newId(),
    item_id: update.itemId,
    body: update.body,
    status_before: changed ? update.before : null,
    status_after: changed ? update.after : null,
    author_user_id: userOf(context.actor),
    created_at: context.now,
  });
}

/** Whoever is to settle something is told; nobody tells themselves. */
export async function tellOwner(trx: TenantTrx, context: CommandContext, deal: DealRow, item: DealItemRow): Promise<void> {
  if (item.ownerUserId === null || item.ownerUserId === userOf(context.actor)) return;
  const { sql, bindings } = notificationInsert(context, {
    userId: item.ownerUserId,
    kind: 'deal.item_assigned',
    title: `${deal.name}: ${item.title}`,
    record: { type: 'deal', id: deal.id },
    data: { name: deal.name, kind: item.kind },
  });
  await trx.raw(sql, bindings);
}
