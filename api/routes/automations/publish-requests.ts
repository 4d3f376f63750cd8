import {
  approveRequest,
  draftHash,
  prepareApproval,
  prepareRequest,
  refuseRequest,
  requestPublish,
  withdrawRequest,
} from '../../../commands/automations/publish-requests.ts';
import { changePublishPolicy, readPublishPolicy } from '../../../commands/automations/lib/publish-policy.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { PublishRequestView } from '../../../db/queries/find-publish-requests.ts';
import { listPublishRequests } from '../../../db/queries/find-publish-requests.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { JsonObject } from '../../../domain/json.ts';
import * as contract from '../../contracts/publish-requests.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import type { Route } from '../../lib/route.ts';
import { readRoute, writeRoute } from '../../lib/route.ts';
import { automationPolicy } from '../../policies/automations.ts';

/** Publishing with four eyes: one asks, another approves exactly that. */
export const publishRequestRoutes: readonly Route[] = [
  readRoute(contract.listPublishRequests, {
    policy: automationPolicy.read,
    handle: async ({ trx, query }) => {
      const { cursor, ...filter } = query;
      const rows = await listPublishRequests(trx, { ...filter, after: idCursor(cursor) });
      return page(rows.map(present), query.limit, (row) => [row.id]);
    },
  }),

  writeRoute(contract.requestPublish, {
    policy: automationPolicy.write,
    prepare: ({ trx, principal, params, body, version }) =>
      prepareRequest(trx, principal.tenantId, { id: params.id, expectedVersion: version, ...body }),
    handle: async ({ trx, context, params, body, version, prepared }) => {
      const input = { id: params.id, expectedVersion: version, ...body };
      return one(trx, await requestPublish(trx, context, input, prepared()));
    },
  }),

  writeRoute(contract.approvePublish, {
    policy: automationPolicy.publish,
    lock: 'exclusive',
    prepare: ({ trx, principal, params }) => prepareApproval(trx, principal.tenantId, params.id),
    handle: async ({ trx, context, params, prepared }) => {
      await approveRequest(trx, context, params.id, prepared());
      return one(trx, params.id);
    },
  }),

  writeRoute(contract.refusePublish, {
    policy: automationPolicy.publish,
    handle: async ({ trx, context, params, body }) => {
      await refuseRequest(trx, context, { id: params.id, reason: body.reason });
      return one(trx, params.id);
    },
  }),

  writeRoute(contract.withdrawPublish, {
    policy: automationPolicy.write,
    handle: async ({ trx, context, params }) => {
      await withdrawRequest(trx, context, params.id);
      return one(trx, params.id);
    },
  }),

  readRoute(contract.getPublishPolicy, {
    policy: automationPolicy.read,
    handle: ({ trx, principal }) => readPublishPolicy(trx, principal.tenantId),
  }),

  writeRoute(contract.changePublishPolicy, {
    policy: automationPolicy.setPolicy,
    handle: ({ trx, context, body, version }) => changePublishPolicy(trx, context, { ...body, expectedVersion: version }),
    current: ({ trx, principal }) => readPublishPolicy(trx, principal.tenantId),
  }),
];

async function one(trx: TenantTrx, id: string): Promise<contract.PublishRequest> {
  const [row] = await listPublishRequests(trx, { id, limit: 1 });
  if (row === undefined) throw new UserError('not_found', 'There is no such request.');
  return present(row);
}

function present(row: PublishRequestView): contract.PublishRequest {
  return {
    id: row.id,
    automation: row.automation,
    status: row.status,
    stale: row.status === 'open' && draftHash(row.draft) !== draftHash(row.definition),
    note: row.note,
    definition: row.definition as unknown as JsonObject, // a definition is JSON
    runs: row.choices.map((choice) => ({ ...choice })),
    canary: row.canary,
    impact: row.result,
    requestedBy: row.requestedBy,
    requestedAt: row.createdAt.toISOString(),
    decidedBy: row.decidedBy,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    reason: row.reason,
    publishedVersion: row.publishedNumber,
  };
}
