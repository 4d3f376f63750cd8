import { addDealItem, removeDealItem, updateDealItem } from '../../../commands/deals/items/write-item.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findDealItems, type DealItemView } from '../../../db/records/find-deal-items.ts';
import { findDeal } from '../../../db/records/find-others.ts';
import type { DealItem } from '../../contracts/deal-items.ts';
import * as contract from '../../contracts/deal-items.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { dealPolicy } from '../../policies/crm.ts';
import { found, instantOrNull } from '../records/found.ts';

function present(row: DealItemView): DealItem {
  return {
    id: row.id,
    version: row.version,
    kind: row.kind,
    title: row.title,
    details: row.details,
    status: row.status,
    severity: row.severity,
    dueOn: row.dueOn,
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    closedAt: instantOrNull(row.closedAt),
    createdAt: row.createdAt.toISOString(),
    updates: row.updates.map((update) => ({ ...update, createdAt: new Date(update.createdAt).toISOString() })),
  };
}

interface At {
  readonly trx: TenantTrx;
  readonly params: { readonly id: string; readonly itemId: string };
}

async function current({ trx, params }: At): Promise<DealItem> {
  return present(found((await findDealItems(trx, params.id, params.itemId))[0] ?? null, 'item of the deal'));
}

export const dealItemRoutes: readonly Route[] = [
  readRoute(contract.listDealItems, {
    policy: dealPolicy.read,
    handle: async ({ trx, params }) => {
      found(await findDeal(trx, params.id), 'deal');
      return { items: (await findDealItems(trx, params.id)).map(present) };
    },
  }),
  writeRoute(contract.addDealItem, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params, body: { kind, ...fields } }) => {
      const made = await addDealItem(trx, context, { dealId: params.id, kind, fields });
      return current({ trx, params: { id: params.id, itemId: made.id } });
    },
  }),
  writeRoute(contract.updateDealItem, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params, body: { update, ...fields }, version }) => {
      await updateDealItem(trx, context, { dealId: params.id, id: params.itemId, fields, update, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),
  writeRoute(contract.removeDealItem, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params }) => {
      await removeDealItem(trx, context, { dealId: params.id, id: params.itemId });
      return undefined;
    },
  }),
];
