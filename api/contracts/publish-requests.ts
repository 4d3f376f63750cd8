import { z } from 'zod';
import { automationDefinition, personRef } from './automations.ts';
import { impact, impactChoice } from './impact.ts';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'automations';

export const publishRequest = z
  .object({
    id,
    automation: z.object({ id, name: z.string() }),
    status: z.enum(['open', 'approved', 'refused', 'withdrawn', 'superseded']),
    stale: z.boolean().meta({ description: 'The draft was changed since: it has to be requested anew.' }),
    note: z.string(),
    definition: automationDefinition.meta({ description: 'The draft as it was requested: exactly this is published.' }),
    runs: z.array(impactChoice),
    canary: z.number().int().nullable().meta({ description: 'So many of the next runs would try it first.' }),
    impact: impact.shape.result.meta({ description: 'What it would have meant for runs under way when it was requested.' }),
    requestedBy: personRef,
    requestedAt: instant,
    decidedBy: personRef.nullable(),
    decidedAt: instant.nullable(),
    reason: z.string().nullable(),
    publishedVersion: z.number().int().nullable(),
  })
  .meta({ id: 'PublishRequest' });
export type PublishRequest = z.infer<typeof publishRequest>;

export const listPublishRequests = endpoint({
  method: 'GET',
  path: '/v1/publish-requests',
  summary: 'List requests to publish, newest first',
  tag,
  query: pageQuery.extend({ status: z.enum(['open', 'decided']).optional(), automationId: id.optional() }),
  response: pageOf(publishRequest),
});

export const requestPublish = endpoint({
  method: 'POST',
  path: '/v1/automations/{id}/publish-requests',
  summary: 'Ask another person to publish the draft as it is now; an open request is replaced',
  tag,
  params: idParams,
  body: z
    .strictObject({
      note: z.string().trim().max(2_000).default(''),
      runs: z.array(impactChoice).max(500).default([]),
      canary: z.number().int().min(1).max(10_000).nullable().default(null),
    })
    .default({ note: '', runs: [], canary: null }),
  response: publishRequest,
  ifMatch: true,
  status: 201,
});

export const approvePublish = endpoint({
  method: 'POST',
  path: '/v1/publish-requests/{id}/approve',
  summary: 'Publish exactly what was requested, with its plan for runs under way',
  tag,
  params: idParams,
  response: publishRequest,
});

export const refusePublish = endpoint({
  method: 'POST',
  path: '/v1/publish-requests/{id}/refuse',
  summary: 'Refuse to publish it, with the reason',
  tag,
  params: idParams,
  body: z.strictObject({ reason: text(2_000) }),
  response: publishRequest,
});

export const withdrawPublish = endpoint({
  method: 'POST',
  path: '/v1/publish-requests/{id}/withdraw',
  summary: 'Take back one’s own request',
  tag,
  params: idParams,
  response: publishRequest,
});

export const publishPolicy = z
  .object({
    id,
    version: z.number().int(),
    needsApproval: z.boolean().meta({ description: 'Publishing an automation needs another person with the right to publish.' }),
  })
  .meta({ id: 'PublishPolicy' });
export type PublishPolicy = z.infer<typeof publishPolicy>;

export const getPublishPolicy = endpoint({
  method: 'GET',
  path: '/v1/publish-policy',
  summary: 'Read whether publishing needs a second person',
  tag,
  response: publishPolicy,
});

export const changePublishPolicy = endpoint({
  method: 'PATCH',
  path: '/v1/publish-policy',
  summary: 'Want a second person for publishing, or no longer',
  tag,
  body: z.strictObject({ needsApproval: z.boolean() }),
  response: publishPolicy,
  ifMatch: true,
});
