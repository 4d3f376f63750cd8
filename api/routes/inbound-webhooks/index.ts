import {
  archiveInbound,
  createInbound,
  redactRequest,
  rotateInboundSecret,
  updateInbound,
} from '../../../commands/inbound-webhooks/manage-inbound.ts';
import { lockInbound } from '../../../commands/inbound-webhooks/inbound-row.ts';
import { receiveRequest } from '../../../commands/inbound-webhooks/receive-request.ts';
import type { RecordingContext } from '../../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import type { FoundInbound, FoundRequest } from '../../../db/queries/find-inbound-webhooks.ts';
import {
  findInboundRequest,
  findInboundWebhook,
  listInboundRequests,
  listInboundWebhooks,
} from '../../../db/queries/find-inbound-webhooks.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { Json } from '../../../domain/json.ts';
import { applyMapping } from '../../../domain/webhooks/mapping.ts';
import * as contract from '../../contracts/inbound-webhooks.ts';
import type { ApiDeps } from '../../deps.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { webhookPolicy } from '../../policies/intake.ts';
import { found } from '../records/found.ts';

export const inboundWebhookRoutes: readonly Route[] = [
  readRoute(contract.listInboundWebhooks, {
    policy: webhookPolicy.read,
    handle: async ({ trx, query, deps }) => {
      const rows = await listInboundWebhooks(trx, { limit: query.limit, after: idCursor(query.cursor) });
      return page(
        rows.map((row) => present(row, deps)),
        query.limit,
        (row) => [row.id],
      );
    },
  }),
  readRoute(contract.getInboundWebhook, { policy: webhookPolicy.read, handle: ({ trx, params, deps }) => shown(trx, params.id, deps) }),
  writeRoute(contract.createInboundWebhook, {
    policy: webhookPolicy.write,
    secrets: ['secret'],
    handle: async ({ trx, context, body, deps }) => {
      const made = await createInbound(trx, context, body);
      return { ...(await shown(trx, made.id, deps)), secret: made.secret };
    },
  }),
  writeRoute(contract.updateInboundWebhook, {
    policy: webhookPolicy.write,
    handle: async ({ trx, context, params, body, version, deps }) => {
      await updateInbound(trx, context, { ...body, id: params.id, expectedVersion: version });
      return shown(trx, params.id, deps);
    },
    current: ({ trx, params, deps }) => shown(trx, params.id, deps),
  }),
  writeRoute(contract.rotateInboundSecret, {
    policy: webhookPolicy.write,
    secrets: ['secret'],
    handle: async ({ trx, context, params, body, version, deps }) => {
      const secret = await rotateInboundSecret(trx, context, { id: params.id, expectedVersion: version, secret: body.secret });
      return { ...(await shown(trx, params.id, deps)), secret };
    },
    current: async ({ trx, params, deps }) => ({ ...(await shown(trx, params.id, deps)), secret: null }),
  }),
  writeRoute(contract.archiveInboundWebhook, {
    policy: webhookPolicy.write,
    handle: ({ trx, context, params, version }) => archiveInbound(trx, context, { id: params.id, expectedVersion: version }),
  }),
  readRoute(contract.listInboundRequests, {
    policy: webhookPolicy.read,
    handle: async ({ trx, params, query }) => {
      found(await findInboundWebhook(trx, params.id), 'inbound webhook');
      const rows = await listInboundRequests(trx, { webhookId: params.id, limit: query.limit, after: idCursor(query.cursor) });
      return page(rows.map(presentRequest), query.limit, (row) => [row.id]);
    },
  }),
  writeRoute(contract.tryInboundMapping, {
    policy: webhookPolicy.read,
    handle: async ({ body }) => {
      const mapped = applyMapping(body.mapping, body.sample);
      return { lead: mapped.lead, custom: mapped.custom, data: mapped.data, problems: mapped.problems.map((problem) => ({ ...problem })) };
    },
  }),
  writeRoute(contract.testInboundWebhook, {
    policy: webhookPolicy.write,
    handle: ({ trx, context, params, body }) => takeIn(trx, context, params.id, body.body),
  }),
  writeRoute(contract.replayInboundRequest, {
    policy: webhookPolicy.write,
    handle: async ({ trx, context, params }) => {
      const request = found(await findInboundRequest(trx, params.id, params.requestId), 'request');
      if (request.body === null) throw new UserError('conflict', 'What was sent is no longer kept, so it cannot be taken in again.');
      return takeIn(trx, context, params.id, bodyOf(request.body), request.id);
    },
  }),
  writeRoute(contract.redactInboundRequest, {
    policy: webhookPolicy.write,
    handle: async ({ trx, context, params }) => {
      found(await findInboundRequest(trx, params.id, params.requestId), 'request');
      await redactRequest(trx, context, { webhookId: params.id, id: params.requestId });
    },
  }),
];

async function takeIn(
  trx: TenantTrx,
  context: RecordingContext,
  webhookId: string,
  body: Json,
  replayOf?: string,
): Promise<{ requestId: string; leadId: string | null }> {
  const webhook = await lockInbound(trx, context, webhookId);
  const requestId = newId();
  const done = await receiveRequest(trx, context, {
    id: requestId,
    webhook,
    deliveryId: null,
    headers: {},
    raw: JSON.stringify(body),
    remoteAddress: null,
    body,
    ...(replayOf === undefined ? {} : { replayOf }),
  });
  return { requestId, leadId: done.leadId };
}

function bodyOf(text: string): Json {
  try {
    return JSON.parse(text) as Json; // JSON.parse gives JSON
  } catch {
    return Object.fromEntries(new URLSearchParams(text));
  }
}

async function shown(trx: TenantTrx, id: string, deps: ApiDeps): Promise<contract.InboundWebhook> {
  return present(found(await findInboundWebhook(trx, id), 'inbound webhook'), deps);
}

function present(row: FoundInbound, deps: ApiDeps): contract.InboundWebhook {
  return {
    id: row.id,
    version: row.version,
    key: row.key,
    name: row.name,
    auth: row.auth,
    deliveryIdHeader: row.deliveryIdHeader,
    mapping: contract.inboundMapping.parse(row.mapping),
    keepSamples: row.keepSamples,
    status: row.status,
    url: `${deps.config.publicUrl?.replace(/\/+$/, '') ?? ''}/hooks/${row.key}`,
    lastRequestAt: row.lastRequestAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function presentRequest(row: FoundRequest): contract.InboundRequest {
  return {
    id: row.id,
    outcome: row.outcome,
    code: row.code,
    reason: row.reason,
    problems: row.problems.map(({ pointer, detail, code }) => ({
      detail,
      ...(pointer === undefined ? {} : { pointer }),
      ...(code === undefined ? {} : { code }),
    })),
    deliveryId: row.deliveryId,
    headers: row.headers,
    body: row.body,
    sizeBytes: row.sizeBytes,
    leadId: row.recordId,
    replayOf: row.replayOf,
    remoteAddress: row.remoteAddress,
    createdAt: row.createdAt.toISOString(),
  };
}
