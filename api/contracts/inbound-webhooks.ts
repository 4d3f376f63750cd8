import { z } from 'zod';
import { id, idParams, instant, json, jsonObject, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const headerName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, 'must be the name of a header');

export const inboundAuth = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('path') }),
    z.strictObject({ kind: z.literal('header'), header: headerName }),
    z.strictObject({
      kind: z.literal('hmac'),
      header: headerName,
      algorithm: z.enum(['sha1', 'sha256', 'sha512']),
      encoding: z.enum(['hex', 'base64']),
      prefix: z.string().max(50).default(''),
      timestampHeader: headerName.nullable().default(null),
      toleranceSeconds: z.number().int().min(1).max(86_400).default(300),
    }),
  ])
  .meta({ id: 'InboundWebhookAuth' });

export const inboundMapping = z
  .strictObject({
    target: z.enum(['lead', 'none']),
    fields: z.array(z.strictObject({ path: text(500), field: text(100) })).max(100),
    data: z
      .array(
        z.strictObject({
          path: text(500),
          name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'must be letters, digits and underscores'),
        }),
      )
      .max(100),
  })
  .meta({ id: 'InboundWebhookMapping' });

const settings = {
  name: text(200),
  auth: inboundAuth,
  deliveryIdHeader: headerName.nullable(),
  mapping: inboundMapping,
  keepSamples: z.number().int().min(0).max(200),
  status: z.enum(['active', 'paused']),
};
const secret = z.string().min(8).max(500).optional().meta({ description: 'The secret the sender gave you; left out, one is made.' });

export const inboundWebhook = z
  .object({
    id,
    version: z.number().int(),
    key: z.string(),
    ...settings,
    url: z
      .string()
      .meta({ description: 'Where the other system calls; with the secret behind it where the secret is part of the address.' }),
    lastRequestAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'InboundWebhook' });
export type InboundWebhook = z.infer<typeof inboundWebhook>;

export const inboundWebhookWithSecret = inboundWebhook
  .extend({ secret: z.string().nullable().meta({ description: 'Told once; null when the request is repeated.' }) })
  .meta({ id: 'InboundWebhookWithSecret' });

export const inboundRequest = z
  .object({
    id,
    outcome: z.enum(['accepted', 'refused']),
    code: z.string().nullable(),
    reason: z.string().nullable(),
    problems: z.array(z.object({ pointer: z.string().optional(), detail: z.string(), code: z.string().optional() })),
    deliveryId: z.string().nullable(),
    headers: jsonObject,
    body: z.string().nullable().meta({ description: 'As it came; null when it was redacted or is no longer kept.' }),
    sizeBytes: z.number().int(),
    leadId: id.nullable(),
    replayOf: id.nullable(),
    remoteAddress: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'InboundRequest' });
export type InboundRequest = z.infer<typeof inboundRequest>;

const tag = 'Inbound webhooks';
const requestParams = z.object({ id, requestId: id });

export const listInboundWebhooks = endpoint({
  method: 'GET',
  path: '/v1/inbound-webhooks',
  summary: 'Lists inbound webhooks, the newest first',
  tag,
  query: pageQuery,
  response: pageOf(inboundWebhook),
});
export const getInboundWebhook = endpoint({
  method: 'GET',
  path: '/v1/inbound-webhooks/{id}',
  summary: 'Reads an inbound webhook',
  tag,
  params: idParams,
  response: inboundWebhook,
});
export const createInboundWebhook = endpoint({
  method: 'POST',
  path: '/v1/inbound-webhooks',
  summary: 'Makes an address that another system can call',
  tag,
  body: z.strictObject({
    ...settings,
    deliveryIdHeader: settings.deliveryIdHeader.default(null),
    keepSamples: settings.keepSamples.default(20),
    status: settings.status.default('active'),
    secret,
  }),
  response: inboundWebhookWithSecret,
  status: 201,
});
export const updateInboundWebhook = endpoint({
  method: 'PATCH',
  path: '/v1/inbound-webhooks/{id}',
  summary: 'Changes an inbound webhook',
  tag,
  params: idParams,
  body: z.strictObject(settings).partial(),
  response: inboundWebhook,
  ifMatch: true,
});
export const rotateInboundSecret = endpoint({
  method: 'POST',
  path: '/v1/inbound-webhooks/{id}/rotate-secret',
  summary: 'Gives an inbound webhook another secret; the old one is refused from now on',
  tag,
  params: idParams,
  body: z.strictObject({ secret }),
  response: inboundWebhookWithSecret,
  ifMatch: true,
});
export const archiveInboundWebhook = endpoint({
  method: 'POST',
  path: '/v1/inbound-webhooks/{id}/archive',
  summary: 'Closes the address of an inbound webhook',
  tag,
  params: idParams,
  ifMatch: true,
});
export const listInboundRequests = endpoint({
  method: 'GET',
  path: '/v1/inbound-webhooks/{id}/requests',
  summary: 'Lists what was sent, the newest first',
  tag,
  params: idParams,
  query: pageQuery,
  response: pageOf(inboundRequest),
});
export const tryInboundMapping = endpoint({
  method: 'POST',
  path: '/v1/inbound-mapping-trials',
  summary: 'What a mapping would make of a sample; nothing is changed',
  tag,
  body: z.strictObject({ mapping: inboundMapping, sample: json }),
  response: z.object({
    lead: jsonObject,
    custom: jsonObject,
    data: jsonObject,
    problems: z.array(z.object({ pointer: z.string().optional(), detail: z.string(), code: z.string().optional() })),
  }),
});
const receipt = z.object({ requestId: id, leadId: id.nullable() });
export const testInboundWebhook = endpoint({
  method: 'POST',
  path: '/v1/inbound-webhooks/{id}/test',
  summary: 'Takes a body in as if the sender had sent it: records, event and automations included',
  tag,
  params: idParams,
  body: z.strictObject({ body: json }),
  response: receipt,
});
export const replayInboundRequest = endpoint({
  method: 'POST',
  path: '/v1/inbound-webhooks/{id}/requests/{requestId}/replay',
  summary: 'Takes a recorded request in once more, by the mapping as it is now',
  tag,
  params: requestParams,
  response: receipt,
});
export const redactInboundRequest = endpoint({
  method: 'POST',
  path: '/v1/inbound-webhooks/{id}/requests/{requestId}/redact',
  summary: 'Takes what was sent out of a recorded request',
  tag,
  params: requestParams,
});
