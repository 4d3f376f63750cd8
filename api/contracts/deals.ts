import { z } from 'zod';
import { id, idParams, instant, pageOf } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { besideNew, commaList, custom, optionalText, recordLink, recordListQuery, recordMeta, tagRef, userRef } from './records.ts';

export const dealStatus = z.enum(['open', 'won', 'lost', 'abandoned']);

export const deal = z
  .object({
    ...recordMeta,
    name: z.string(),
    pipelineId: id,
    stageId: id,
    stageName: z.string(),
    status: dealStatus,
    locked: z.boolean(),
    amountMinor: z.number().int().meta({ description: 'In the smallest unit of the currency.' }),
    currency: z.string().meta({ description: 'ISO 4217' }),
    probability: z.number().int().nullable(),
    discountPercent: z.number().nullable(),
    flagged: z.boolean().meta({ description: 'Contains a product that somebody has to look at.' }),
    expectedCloseOn: z.iso.date().nullable(),
    contactId: id.nullable(),
    contact: recordLink.nullable(),
    companyId: id.nullable(),
    company: recordLink.nullable(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    lostReason: z.string().nullable(),
    type: z.string().meta({ description: '`new_business`, `expansion`, …' }),
    origin: recordLink.nullable().meta({ description: 'The deal that an expansion comes from.' }),
    pain: z.string().nullable(),
    requirements: z.string().nullable(),
    buyingProcess: z.string().nullable(),
    successCriteria: z.string().nullable(),
    source: z.string().nullable(),
    closedAt: instant.nullable(),
    stageEnteredAt: instant,
    tags: z.array(tagRef),
    custom,
  })
  .meta({ id: 'Deal' });
export type Deal = z.infer<typeof deal>;

const writable = {
  amountMinor: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  expectedCloseOn: z.iso.date().nullable().optional(),
  probability: z.number().int().min(0).max(100).nullable().optional(),
  discountPercent: z.number().min(0).max(100).nullable().optional(),
  flagged: z.boolean().optional(),
  pain: optionalText,
  requirements: optionalText,
  buyingProcess: optionalText,
  successCriteria: optionalText,
  source: optionalText,
  contactId: id.nullable().optional(),
  companyId: id.nullable().optional(),
  ownerUserId: id.nullable().optional(),
  custom: custom.optional(),
};

export const createDealBody = z
  .strictObject({ ...writable, ...besideNew, name: z.string().max(60_000), pipelineId: id.optional(), stageId: id.optional() })
  .meta({ id: 'CreateDeal' });
export const expandDealBody = z
  .strictObject({
    ...writable,
    name: z.string().max(60_000),
    itemId: id.optional().meta({ description: 'The item of kind `expansion` that led to it; it is done with the new deal.' }),
  })
  .meta({ id: 'ExpandDeal' });
export const updateDealBody = z.strictObject({ ...writable, name: z.string().max(60_000).optional() }).meta({ id: 'UpdateDeal' });

export const dealListQuery = recordListQuery.extend({
  status: commaList.optional(),
  pipelineId: id.optional(),
  stageId: id.optional(),
  contactId: id.optional(),
  companyId: id.optional(),
  minAmountMinor: z.coerce.number().int().min(0).optional(),
  maxAmountMinor: z.coerce.number().int().min(0).optional(),
  closesFrom: z.iso.date().optional(),
  closesTo: z.iso.date().optional(),
  sort: z.enum(['-createdAt', 'createdAt', '-updatedAt', '-amountMinor', 'expectedCloseOn', 'name']).default('-createdAt'),
});

export const listDeals = endpoint({
  method: 'GET',
  path: '/v1/deals',
  summary: 'List deals',
  tag: 'Deals',
  query: dealListQuery,
  response: pageOf(deal),
});
export const createDeal = endpoint({
  method: 'POST',
  path: '/v1/deals',
  summary: 'Create a deal; without a stage it enters the first one of the default pipeline',
  tag: 'Deals',
  body: createDealBody,
  response: deal,
  status: 201,
});
export const readDeal = endpoint({
  method: 'GET',
  path: '/v1/deals/{id}',
  summary: 'Read a deal',
  tag: 'Deals',
  params: idParams,
  response: deal,
});
export const updateDeal = endpoint({
  method: 'PATCH',
  path: '/v1/deals/{id}',
  summary: 'Change a deal',
  tag: 'Deals',
  params: idParams,
  body: updateDealBody,
  response: deal,
  ifMatch: true,
});
export const archiveDeal = endpoint({
  method: 'DELETE',
  path: '/v1/deals/{id}',
  summary: 'Archive a deal',
  tag: 'Deals',
  params: idParams,
});
/** What a stage demands, given together with the move: both happen or neither. */
const filling = {
  fields: z
    .strictObject({ ...writable, name: z.string().max(60_000).optional() })
    .optional()
    .meta({ description: 'Fields to fill in before the exit criteria are looked at.' }),
  decisionMakerId: id.optional().meta({ description: 'A contact who is linked with the deal as its decision maker.' }),
  nextStep: z
    .strictObject({ title: z.string().max(300), dueAt: instant })
    .optional()
    .meta({ description: 'The next step, made a task of the deal.' }),
};

export const moveDeal = endpoint({
  method: 'POST',
  path: '/v1/deals/{id}/move',
  summary: 'Move a deal to another stage, if it meets the exit criteria of the stages it passes',
  tag: 'Deals',
  params: idParams,
  body: z.strictObject({
    stageId: id,
    reason: optionalText,
    fromStageId: id.optional().meta({ description: 'Where the caller saw the deal; 409 when somebody else has moved it meanwhile.' }),
    ...filling,
  }),
  response: deal,
});

/** One thing that is missing before a deal may leave a stage. */
export const stageDemand = z
  .object({
    stageId: id,
    stageName: z.string(),
    kind: z.enum(['field', 'next_step', 'condition']),
    fields: z.array(z.string()).meta({ description: 'Fields of the deal that would settle it.' }),
    words: z.string().nullable(),
  })
  .meta({ id: 'StageDemand' });
export type StageDemand = z.infer<typeof stageDemand>;

export const dealGates = endpoint({
  method: 'GET',
  path: '/v1/deals/{id}/gates',
  summary: 'For each stage of the pipeline, what is missing before the deal may enter it',
  tag: 'Deals',
  params: idParams,
  response: z.object({ stages: z.array(z.object({ stageId: id, missing: z.array(stageDemand) })) }),
});

export const restoreDeal = endpoint({
  method: 'POST',
  path: '/v1/deals/{id}/restore',
  summary: 'Bring an archived deal back',
  tag: 'Deals',
  params: idParams,
  response: deal,
});

const watchers = z.object({ watchers: z.array(userRef), watching: z.boolean() });
export const dealWatchers = endpoint({
  method: 'GET',
  path: '/v1/deals/{id}/watchers',
  summary: 'Who is told when the deal changes',
  tag: 'Deals',
  params: idParams,
  response: watchers,
});
export const watchDeal = endpoint({
  method: 'PUT',
  path: '/v1/deals/{id}/watchers/me',
  summary: 'Be told when the deal changes',
  tag: 'Deals',
  params: idParams,
  response: watchers,
});
export const unwatchDeal = endpoint({
  method: 'DELETE',
  path: '/v1/deals/{id}/watchers/me',
  summary: 'Be told no longer',
  tag: 'Deals',
  params: idParams,
  response: watchers,
});
export const expandDeal = endpoint({
  method: 'POST',
  path: '/v1/deals/{id}/expansions',
  summary: 'Open an expansion deal for the same people and companies, linked to the deal it comes from',
  tag: 'Deals',
  params: idParams,
  body: expandDealBody,
  response: deal,
  status: 201,
});
export const closeDeal = endpoint({
  method: 'POST',
  path: '/v1/deals/{id}/close',
  summary: 'Close a deal as won, lost or abandoned, or open it again',
  tag: 'Deals',
  params: idParams,
  body: z.strictObject({ status: dealStatus, reason: optionalText, ...filling }),
  response: deal,
});
