import { archiveDeal } from '../../../commands/deals/archive-deal.ts';
import { createDeal } from '../../../commands/deals/create-deal.ts';
import { expandDeal } from '../../../commands/deals/expand-deal.ts';
import { closeDeal, moveDeal } from '../../../commands/deals/move-deal.ts';
import { gatesOf } from '../../../commands/deals/stage-gate.ts';
import { updateDeal } from '../../../commands/deals/update-deal.ts';
import { unwatchDeal, watchDeal } from '../../../commands/deals/watch-deal.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { restoreRecord } from '../../../commands/records/archive-record.ts';
import { openedOf } from '../../../db/opening.ts';
import { findWatchers } from '../../../db/records/find-beside.ts';
import type { DealView } from '../../../db/records/find-others.ts';
import { findDeal, findDeals } from '../../../db/records/find-others.ts';
import { dealTimeline } from '../../contracts/activities.ts';
import type { Deal } from '../../contracts/deals.ts';
import * as contract from '../../contracts/deals.ts';
import { writeBeside } from '../records/write-beside.ts';
import { tagDeal, untagDeal } from '../../contracts/tags.ts';
import { anyOf, between, leaf, listOf } from '../../lib/record-list.ts';
import { may } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { dealPolicy } from '../../policies/crm.ts';
import { found, instantOrNull, presentMeta } from '../records/found.ts';
import { recordTagRoutes } from '../records/record-tags.ts';
import { timelineRoute } from '../records/timeline.ts';
import { dealBoardRoute } from './board.ts';
import { dealItemRoutes } from './items.ts';
import { dealLinkRoutes } from './links.ts';

function present(row: DealView): Deal {
  return {
    ...presentMeta(row),
    name: row.name,
    pipelineId: row.pipelineId,
    stageId: row.stageId,
    stageName: row.stageName,
    status: row.status,
    locked: row.locked,
    amountMinor: row.amountMinor,
    currency: row.currency,
    probability: row.probability,
    discountPercent: row.discountPercent,
    flagged: row.flagged,
    expectedCloseOn: row.expectedCloseOn,
    contactId: row.contactId,
    contact: row.contact,
    companyId: row.companyId,
    company: row.company,
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    lostReason: row.lostReason,
    type: row.type,
    origin: row.origin,
    pain: row.pain,
    requirements: row.requirements,
    buyingProcess: row.buyingProcess,
    successCriteria: row.successCriteria,
    source: row.source,
    closedAt: instantOrNull(row.closedAt),
    stageEnteredAt: row.stageEnteredAt.toISOString(),
    tags: [...row.tags],
    custom: row.custom,
  };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Deal> =>
  present(found(await findDeal(trx, params.id), 'deal'));

async function watchersOf(trx: TenantTrx, id: string, userId: string) {
  const watchers = await findWatchers(trx, id);
  return { watchers: [...watchers], watching: watchers.some((watcher) => watcher.id === userId) };
}

export const dealRoutes: readonly Route[] = [
  readRoute(contract.listDeals, {
    policy: dealPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const where = [
        anyOf('deal.status', query.status),
        leaf('deal.pipelineId', 'is', query.pipelineId),
        leaf('deal.stageId', 'is', query.stageId),
        leaf('deal.contactId', 'is', query.contactId),
        leaf('deal.companyId', 'is', query.companyId),
        leaf('deal.tags', 'has_any_tag', query.tag),
        leaf('deal.amountMinor', 'greater_or_equal', query.minAmountMinor),
        leaf('deal.amountMinor', 'less_or_equal', query.maxAmountMinor),
        leaf('deal.expectedCloseOn', 'greater_or_equal', query.closesFrom),
        leaf('deal.expectedCloseOn', 'less_or_equal', query.closesTo),
        ...between('deal.createdAt', query.createdFrom, query.createdTo),
      ];
      const { items, next } = await listOf({ trx, principal }, 'deal', { ...query, where }, findDeals);
      return { items: items.map(present), next };
    },
  }),
  writeRoute(contract.createDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, body: { note, tags, ...body } }) => {
      const made = await createDeal(trx, context, body);
      await writeBeside(trx, context, { type: 'deal', id: made.id }, { note, tags });
      return current({ trx, params: made });
    },
  }),
  readRoute(contract.readDeal, { policy: dealPolicy.read, handle: current }),
  writeRoute(contract.updateDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateDeal(trx, context, { id: params.id, patch: body, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),
  writeRoute(contract.archiveDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveDeal(trx, context, params);
      return undefined;
    },
  }),
  writeRoute(contract.moveDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, principal, params, body }) => {
      const mayReopen = may(principal, 'deals.reopen');
      await moveDeal(trx, context, { ...body, id: params.id, reason: body.reason ?? null, mayReopen });
      return current({ trx, params });
    },
  }),
  writeRoute(contract.closeDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, principal, params, body }) => {
      const mayReopen = may(principal, 'deals.reopen');
      await closeDeal(trx, context, { ...body, id: params.id, reason: body.reason ?? null, mayReopen });
      return current({ trx, params });
    },
  }),
  writeRoute(contract.expandDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params, body: { itemId, ...fields } }) => {
      const made = await expandDeal(trx, context, { id: params.id, fields, itemId });
      return current({ trx, params: made });
    },
  }),
  writeRoute(contract.restoreDeal, {
    policy: dealPolicy.write,
    handle: async ({ trx, context, params }) => {
      await restoreRecord(trx, context, 'deal', params.id);
      return current({ trx, params });
    },
  }),
  readRoute(contract.dealGates, {
    policy: dealPolicy.read,
    handle: async ({ trx, principal, params }) => {
      const deal = found(await findDeal(trx, params.id), 'deal');
      const gates = await gatesOf(trx, { tenantId: principal.tenantId, now: openedOf(trx).now }, deal);
      return { stages: gates.map((gate) => ({ ...gate, missing: gate.missing.map((one) => ({ ...one, fields: [...one.fields] })) })) };
    },
  }),
  readRoute(contract.dealWatchers, {
    policy: dealPolicy.read,
    handle: async ({ trx, principal, params }) => {
      found(await findDeal(trx, params.id), 'deal');
      return watchersOf(trx, params.id, principal.userId);
    },
  }),
  writeRoute(contract.watchDeal, {
    policy: dealPolicy.read,
    handle: async ({ trx, context, principal, params }) => {
      await watchDeal(trx, context, { id: params.id, userId: principal.userId });
      return watchersOf(trx, params.id, principal.userId);
    },
  }),
  writeRoute(contract.unwatchDeal, {
    policy: dealPolicy.read,
    handle: async ({ trx, context, principal, params }) => {
      await unwatchDeal(trx, context, { id: params.id, userId: principal.userId });
      return watchersOf(trx, params.id, principal.userId);
    },
  }),
  dealBoardRoute,
  ...dealItemRoutes,
  ...dealLinkRoutes,
  timelineRoute(dealTimeline, 'deal', dealPolicy.read, findDeal),
  ...recordTagRoutes('deal', dealPolicy.write, tagDeal, untagDeal),
];
