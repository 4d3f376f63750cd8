import { z } from 'zod';
import { dealItemKinds, dealItemStatuses, severities } from '../../domain/records/deal-items.ts';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { optionalText, userRef } from './records.ts';

const status = z.enum(dealItemStatuses);

export const dealItem = z
  .object({
    id,
    version: z.number().int(),
    kind: z.enum(dealItemKinds).meta({ description: 'A risk, the scope of pre-sales, a legal or a security matter.' }),
    title: z.string(),
    details: z.string().nullable(),
    status,
    severity: z.enum(severities).nullable(),
    dueOn: z.iso.date().nullable(),
    ownerUserId: id.nullable(),
    owner: userRef.nullable(),
    closedAt: instant.nullable(),
    createdAt: instant,
    updates: z.array(
      z.object({
        id,
        body: z.string().nullable(),
        statusBefore: status.nullable(),
        statusAfter: status.nullable(),
        author: userRef.nullable(),
        createdAt: instant,
      }),
    ),
  })
  .meta({ id: 'DealItem' });
export type DealItem = z.infer<typeof dealItem>;

const writable = {
  details: optionalText,
  status: status.optional(),
  severity: z.enum(severities).nullable().optional(),
  dueOn: z.iso.date().nullable().optional(),
  ownerUserId: id.nullable().optional(),
};

const itemParams = idParams.extend({ itemId: id });

export const listDealItems = endpoint({
  method: 'GET',
  path: '/v1/deals/{id}/items',
  summary: 'What has to be settled for a deal, each with its latest updates',
  tag: 'Deals',
  params: idParams,
  response: z.object({ items: z.array(dealItem) }),
});
export const addDealItem = endpoint({
  method: 'POST',
  path: '/v1/deals/{id}/items',
  summary: 'Note a risk, the scope of pre-sales, a legal or a security matter on a deal',
  tag: 'Deals',
  params: idParams,
  body: z.strictObject({ ...writable, kind: z.enum(dealItemKinds), title: z.string().max(60_000) }).meta({ id: 'AddDealItem' }),
  response: dealItem,
  status: 201,
});
export const updateDealItem = endpoint({
  method: 'PATCH',
  path: '/v1/deals/{id}/items/{itemId}',
  summary: 'Change an item of a deal, or say how it goes',
  tag: 'Deals',
  params: itemParams,
  body: z
    .strictObject({
      ...writable,
      title: z.string().max(60_000).optional(),
      update: z.string().max(60_000).optional().meta({ description: 'What happened, kept with the status before and after.' }),
    })
    .meta({ id: 'UpdateDealItem' }),
  response: dealItem,
  ifMatch: true,
});
export const removeDealItem = endpoint({
  method: 'DELETE',
  path: '/v1/deals/{id}/items/{itemId}',
  summary: 'Take an item off a deal, with its updates',
  tag: 'Deals',
  params: itemParams,
});
