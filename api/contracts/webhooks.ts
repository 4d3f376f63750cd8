import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { eventTypes } from '../../domain/events.ts';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const settings = {
  name: text(200),
  url: z.string().trim().min(1).max(2_000),
  eventTypes: z
    .array(z.enum([...eventTypes, '*']))
    .min(1)
    .max(eventTypes.length + 1)
    .meta({ description: '`*` is every event.' }),
  filter: condition.nullable().meta({ description: 'What the event must say, over `event.*`.' }),
};

export const webhookSubscription = z
  .object({
    id,
    version: z.number().int(),
    ...settings,
    status: z.enum(['active', 'disabled']),
    disabledReason: z.string().nullable(),
    previousSecretUntil: instant.nullable().meta({ description: 'Until then the secret before signs as well.' }),
    failingSince: instant.nullable(),
    pending: z.number().int(),
    failed: z.number().int(),
    lastDeliveredAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'WebhookSubscription' });
export type WebhookSubscription = z.infer<typeof webhookSubscription>;

export const webhookSubscriptionWithSecret = webhookSubscription
  .extend({ secret: z.string().nullable().meta({ description: 'Told once; null when the request is repeated.' }) })
  .meta({ id: 'WebhookSubscriptionWithSecret' });

export const webhookDelivery = z
  .object({
    id,
    eventId: z.string(),
    eventType: z.string(),
    status: z.enum(['pending', 'delivered', 'failed']),
    attempts: z.number().int(),
    nextAttemptAt: instant.nullable(),
    lastStatus: z.number().int().nullable(),
    lastError: z.string().nullable(),
    deliveredAt: instant.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'WebhookDelivery' });
export type WebhookDelivery = z.infer<typeof webhookDelivery>;

export const webhookAttempt = z
  .object({
    id,
    number: z.number().int(),
    status: z.number().int().nullable(),
    error: z.string().nullable(),
    durationMs: z.number().int(),
    requestBody: z.string().nullable(),
    responseExcerpt: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'WebhookAttempt' });
export type WebhookAttempt = z.infer<typeof webhookAttempt>;

const tag = 'Webhooks';
const path = '/v1/webhooks';

export const listWebhooks = endpoint({
  method: 'GET',
  path,
  summary: 'Lists webhook subscriptions, the newest first',
  tag,
  query: pageQuery,
  response: pageOf(webhookSubscription),
});
export const getWebhook = endpoint({
  method: 'GET',
  path: `${path}/{id}`,
  summary: 'Reads a webhook subscription',
  tag,
  params: idParams,
  response: webhookSubscription,
});
export const createWebhook = endpoint({
  method: 'POST',
  path,
  summary: 'Subscribes an address to events, by Standard Webhooks; the order of deliveries is not promised',
  tag,
  body: z.strictObject({ ...settings, filter: settings.filter.default(null) }),
  response: webhookSubscriptionWithSecret,
  status: 201,
});
export const updateWebhook = endpoint({
  method: 'PATCH',
  path: `${path}/{id}`,
  summary: 'Changes a webhook subscription, or switches it on or off',
  tag,
  params: idParams,
  body: z.strictObject({ ...settings, status: z.enum(['active', 'disabled']) }).partial(),
  response: webhookSubscription,
  ifMatch: true,
});
export const rotateWebhookSecret = endpoint({
  method: 'POST',
  path: `${path}/{id}/rotate-secret`,
  summary: 'Another secret; the one before signs as well for a day',
  tag,
  params: idParams,
  response: webhookSubscriptionWithSecret,
  ifMatch: true,
});
export const archiveWebhook = endpoint({
  method: 'POST',
  path: `${path}/{id}/archive`,
  summary: 'Ends a webhook subscription',
  tag,
  params: idParams,
  ifMatch: true,
});
export const listWebhookDeliveries = endpoint({
  method: 'GET',
  path: `${path}/{id}/deliveries`,
  summary: 'Lists deliveries, the newest first',
  tag,
  params: idParams,
  query: pageQuery.extend({ status: z.enum(['pending', 'delivered', 'failed']).optional() }),
  response: pageOf(webhookDelivery),
});
const deliveryParams = z.object({ id, deliveryId: id });
export const listWebhookAttempts = endpoint({
  method: 'GET',
  path: `${path}/{id}/deliveries/{deliveryId}/attempts`,
  summary: 'Lists the attempts of a delivery with request and answer',
  tag,
  params: deliveryParams,
  response: z.object({ items: z.array(webhookAttempt) }),
});
export const redeliverWebhook = endpoint({
  method: 'POST',
  path: `${path}/{id}/deliveries/{deliveryId}/redeliver`,
  summary: 'Delivers once more, under the same webhook-id',
  tag,
  params: deliveryParams,
  response: z.object({ count: z.number().int() }),
});
export const redeliverFailedWebhooks = endpoint({
  method: 'POST',
  path: `${path}/{id}/redeliver-failed`,
  summary: 'Delivers everything once more that has failed since an instant',
  tag,
  params: idParams,
  body: z.strictObject({ since: instant }),
  response: z.object({ count: z.number().int() }),
});
