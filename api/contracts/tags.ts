import { z } from 'zod';
import { id, idParams, instant, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { tagRef } from './records.ts';

export const tag = z
  .object({ id, name: z.string(), color: z.string().nullable(), version: z.number().int(), createdAt: instant, updatedAt: instant })
  .meta({ id: 'Tag' });
export type Tag = z.infer<typeof tag>;

const color = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i)
  .nullable()
  .optional();

export const listTags = endpoint({
  method: 'GET',
  path: '/v1/tags',
  summary: 'List tags by name',
  tag: 'Tags',
  query: pageQuery.extend({ q: z.string().trim().max(200).optional() }),
  response: pageOf(tag),
});
export const createTag = endpoint({
  method: 'POST',
  path: '/v1/tags',
  summary: 'Create a tag',
  tag: 'Tags',
  body: z.strictObject({ name: z.string().max(60_000), color }),
  response: tag,
  status: 201,
});
export const readTag = endpoint({
  method: 'GET',
  path: '/v1/tags/{id}',
  summary: 'Read a tag',
  tag: 'Tags',
  params: idParams,
  response: tag,
});
export const updateTag = endpoint({
  method: 'PATCH',
  path: '/v1/tags/{id}',
  summary: 'Rename or colour a tag',
  tag: 'Tags',
  params: idParams,
  body: z.strictObject({ name: z.string().max(60_000).optional(), color }),
  response: tag,
  ifMatch: true,
});
export const removeTag = endpoint({
  method: 'DELETE',
  path: '/v1/tags/{id}',
  summary: 'Remove a tag from everything and for ever',
  tag: 'Tags',
  params: idParams,
});

/** By id or by name; an unknown name makes the tag. */
const tagChoice = z.strictObject({ tagId: id.optional(), name: z.string().max(60_000).optional() });
const recordTags = z.object({ tags: z.array(tagRef) });

function tagRecord(path: string, apiTag: string) {
  return endpoint({
    method: 'POST',
    path: `/v1/${path}/{id}/tags`,
    summary: 'Tag the record',
    tag: apiTag,
    params: idParams,
    body: tagChoice,
    response: recordTags,
  });
}
function untagRecord(path: string, apiTag: string) {
  return endpoint({
    method: 'DELETE',
    path: `/v1/${path}/{id}/tags/{tagId}`,
    summary: 'Take a tag off the record',
    tag: apiTag,
    params: z.object({ id, tagId: id }),
    response: recordTags,
  });
}
export const tagLead = tagRecord('leads', 'Leads');
export const untagLead = untagRecord('leads', 'Leads');
export const tagContact = tagRecord('contacts', 'Contacts');
export const untagContact = untagRecord('contacts', 'Contacts');
export const tagCompany = tagRecord('companies', 'Companies');
export const untagCompany = untagRecord('companies', 'Companies');
export const tagDeal = tagRecord('deals', 'Deals');
export const untagDeal = untagRecord('deals', 'Deals');
