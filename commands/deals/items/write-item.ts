import { UserError } from '../../../domain/errors/errors.ts';
import { dealItemFields, isSettled, type DealItemKind } from '../../../domain/records/deal-items.ts';
import { readFields } from '../../../domain/records/field-values.ts';
import { changesOf } from '../../../domain/records/changes.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { newId } from '../../lib/new-id.ts';
import { parsePhone } from '../../lib/parse-phone.ts';
import { lockRecord, requireVersion } from '../../records/lock-record.ts';
import type { Patch } from '../../records/read-patch.ts';
import { refuseProblems } from '../../records/refuse.ts';
import { activeUser, insertInto, rowOf, updateOf } from '../../records/sql.ts';
import { requireOwner } from '../../records/write-record.ts';
import { type DealItemRow, lockItem, noteUpdate, tellOwner } from './item-rows.ts';

/** Notes something that has to be settled on the way to a deal: `deal.item_added`. */
export async function addDealItem(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly dealId: string; readonly kind: DealItemKind; readonly fields: Patch },
): Promise<DealItemRow> {
  const { values, problems } = readFields(dealItemFields, { title: null, ...input.fields }, { parsePhone });
  refuseProblems('item', problems);
  const deal = await lockRecord(trx, context, 'deal', input.dealId);
  const owner = values['ownerUserId'];
  const insert = insertInto('deal_items', {
    tenantId: context.tenantId,
    id: newId(),
    dealId: deal.id,
    kind: input.kind,
    ...values,
    ...(typeof owner === 'string' ? { ownerUserId: activeUser(context.tenantId, owner) } : {}),
    createdAt: context.now,
    updatedAt: context.now,
  });
  const item = await rowOf<DealItemRow>(trx, insert.sql, insert.bindings);
  if (item === null) throw new Error('the item was not inserted');
  requireOwner(item.ownerUserId, owner);
  await tellOwner(trx, context, deal, item);
  const data = { itemId: item.id, kind: item.kind, title: item.title, status: item.status };
  context.record({ type: 'deal.item_added', subject: { type: 'deal', id: deal.id }, data });
  return item;
}

export interface UpdateDealItem {
  readonly dealId: string;
  readonly id: string;
  readonly fields: Patch;
  /** What happened with it, in words. */
  readonly update?: string | undefined;
  readonly expectedVersion?: number;
}

/** Changes an item, says how it goes, or both: `deal.item_updated` with the status before and after. */
export async function updateDealItem(trx: TenantTrx, context: CommandContext, input: UpdateDealItem): Promise<DealItemRow> {
  const { values, problems } = readFields(
    { ...dealItemFields, update: { kind: 'lines', max: 10_000 } },
    { ...input.fields, update: input.update ?? null },
    { parsePhone },
  );
  refuseProblems('item', problems);
  const { deal, item } = await lockItem(trx, context, input);
  requireVersion(item, input.expectedVersion, 'item');
  const { update, ...wanted } = values;
  const changes = changesOf(item as unknown as Record<string, unknown>, wanted); // rows are read by the names of their fields
  const said = typeof update === 'string' && update !== '' ? update : null;
  if (changes === null && said === null) return item;
  const status = (wanted['status'] ?? item.status) as DealItemRow['status']; // checked by the rule of the field
  const owner = changes?.after['ownerUserId'];
  const set: Record<string, unknown> = Object.fromEntries((changes?.fields ?? []).map((field) => [field, wanted[field]]));
  if (typeof owner === 'string') set['ownerUserId'] = activeUser(context.tenantId, owner);
  set['closedAt'] = isSettled(status) ? (item.closedAt ?? context.now) : null;
  const { sql, bindings } = updateOf('deal_items', { tenantId: context.tenantId, id: item.id }, set, context.now);
  const written = await rowOf<DealItemRow>(trx, sql, bindings);
  if (written === null) throw new UserError('not_found', 'There is no such item of the deal.');
  requireOwner(written.ownerUserId, owner);
  if (said !== null || status !== item.status) {
    await noteUpdate(trx, context, { itemId: item.id, body: said, before: item.status, after: status });
  }
  if (typeof owner === 'string') await tellOwner(trx, context, deal, written);
  context.record({
    type: 'deal.item_updated',
    subject: { type: 'deal', id: deal.id },
    data: {
      itemId: item.id,
      kind: item.kind,
      title: written.title,
      statusBefore: item.status,
      status,
      ...(said === null ? {} : { update: said.slice(0, 300) }),
    },
  });
  return written;
}

/** Takes an item off a deal with its updates: `deal.item_removed`. */
export async function removeDealItem(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly dealId: string; readonly id: string },
): Promise<void> {
  const { deal, item } = await lockItem(trx, context, input);
  await trx.raw('delete from deal_items where tenant_id = ? and id = ?', [context.tenantId, item.id]);
  const data = { itemId: item.id, kind: item.kind, title: item.title, status: item.status };
  context.record({ type: 'deal.item_removed', subject: { type: 'deal', id: deal.id }, data });
}
