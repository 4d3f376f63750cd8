import {
  archiveSubscription,
  createSubscription,
  redeliver,
  rotateSubscriptionSecret,
  updateSubscription,
} from '../../../commands/webhooks/subscriptions.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { FoundDelivery, FoundSubscription } from '../../../db/queries/find-webhooks.ts';
import { findSubscription, listAttempts, listDeliveries, listSubscriptions } from '../../../db/queries/find-webhooks.ts';
import * as contract from '../../contracts/webhooks.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { webhookPolicy } from '../../policies/intake.ts';
import { found } from '../records/found.ts';

export const webhookRoutes: readonly Route[] = [
  readRoute(contract.listWebhooks, {
    policy: webhookPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listSubscriptions(trx, { limit: query.limit, after: idCursor(query.cursor) });
      return page(rows.map(present), query.limit, (row) => [row.id]);
    },
  }),
  readRoute(contract.getWebhook, { policy: webhookPolicy.read, handle: ({ trx, params }) => shown(trx, params.id) }),
  writeRoute(contract.createWebhook, {
    policy: webhookPolicy.write,
    secrets: ['secret'],
    handle: async ({ trx, context, body }) => {
      const made = await createSubscription(trx, context, body);
      return { ...(await shown(trx, made.id)), secret: made.secret };
    },
  }),
  writeRoute(contract.updateWebhook, {
    policy: webhookPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateSubscription(trx, context, { ...body, id: params.id, expectedVersion: version });
      return shown(trx, params.id);
    },
    current: ({ trx, params }) => shown(trx, params.id),
  }),
  writeRoute(contract.rotateWebhookSecret, {
    policy: webhookPolicy.write,
    secrets: ['secret'],
    handle: async ({ trx, context, params, version }) => {
      const secret = await rotateSubscriptionSecret(trx, context, { id: params.id, expectedVersion: version });
      return { ...(await shown(trx, params.id)), secret };
    },
    current: async ({ trx, params }) => ({ ...(await shown(trx, params.id)), secret: null }),
  }),
  writeRoute(contract.archiveWebhook, {
    policy: webhookPolicy.write,
    handle: ({ trx, context, params, version }) => archiveSubscription(trx, context, { id: params.id, expectedVersion: version }),
  }),
  readRoute(contract.listWebhookDeliveries, {
    policy: webhookPolicy.read,
    handle: async ({ trx, params, query }) => {
      await shown(trx, params.id);
      const rows = await listDeliveries(trx, {
        subscriptionId: params.id,
        status: query.status,
        limit: query.limit,
        after: idCursor(query.cursor),
      });
      return page(rows.map(presentDelivery), query.limit, (row) => [row.id]);
    },
  }),
  readRoute(contract.listWebhookAttempts, {
    policy: webhookPolicy.read,
    handle: async ({ trx, params }) => {
      await shown(trx, params.id);
      const rows = await listAttempts(trx, params.id, params.deliveryId);
      return {
        items: rows.map(({ id, number, status, error, durationMs, requestBody, responseExcerpt, createdAt }) => ({
          id,
          number,
          status,
          error,
          durationMs,
          requestBody,
          responseExcerpt,
          createdAt: createdAt.toISOString(),
        })),
      };
    },
  }),
  writeRoute(contract.redeliverWebhook, {
    policy: webhookPolicy.write,
    handle: async ({ trx, context, params }) => ({
      count: await redeliver(trx, context, { subscriptionId: params.id, deliveryId: params.deliveryId }),
    }),
  }),
  writeRoute(contract.redeliverFailedWebhooks, {
    policy: webhookPolicy.write,
    handle: async ({ trx, context, params, body }) => ({
      count: await redeliver(trx, context, { subscriptionId: params.id, failedSince: body.since }),
    }),
  }),
];

async function shown(trx: TenantTrx, id: string): Promise<contract.WebhookSubscription> {
  return present(found(await findSubscription(trx, id), 'webhook'));
}

function present(row: FoundSubscription): contract.WebhookSubscription {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    url: row.url,
    // Only known types get in; one that was known once stays as it was written.
    eventTypes: row.eventTypes as contract.WebhookSubscription['eventTypes'],
    filter: row.filter,
    status: row.status,
    disabledReason: row.disabledReason,
    previousSecretUntil: row.previousSecretUntil?.toISOString() ?? null,
    failingSince: row.failingSince?.toISOString() ?? null,
    pending: row.pending,
    failed: row.failed,
    lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function presentDelivery(row: FoundDelivery): contract.WebhookDelivery {
  return {
    id: row.id,
    eventId: String(row.eventId),
    eventType: row.eventType,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.status === 'pending' ? row.nextAttemptAt.toISOString() : null,
    lastStatus: row.lastStatus,
    lastError: row.lastError,
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
