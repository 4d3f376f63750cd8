import { z } from 'zod';
import { id, idParams, instant, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const settings = { name: text(100), description: z.string().trim().max(1_000).nullable() };

export const exclusivityGroup = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    description: z.string().nullable(),
    members: z.number().int().meta({ description: 'Automations that are in it, or will be once their draft is published.' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'ExclusivityGroup' });
export type ExclusivityGroup = z.infer<typeof exclusivityGroup>;

export const exclusivityMember = z
  .object({
    id,
    name: z.string(),
    subject: z.string(),
    status: z.enum(['draft', 'active', 'paused']),
    live: z.number().int().nullable().meta({ description: 'Its priority now; null while it is not live in the group.' }),
    draft: z.number().int().nullable().meta({ description: 'The priority its draft gives it; null if the draft takes it out.' }),
    records: z.number().int().meta({ description: 'Records it has at this moment.' }),
  })
  .meta({ id: 'ExclusivityMember' });
export type ExclusivityMember = z.infer<typeof exclusivityMember>;

const tag = 'Automations';
const path = '/v1/exclusivity-groups';

export const listExclusivityGroups = endpoint({
  method: 'GET',
  path,
  summary: 'Lists the exclusivity groups: a record is in one automation of a group at a time',
  tag,
  response: z.object({ items: z.array(exclusivityGroup) }),
});
export const getExclusivityGroup = endpoint({
  method: 'GET',
  path: `${path}/{id}`,
  summary: 'Reads an exclusivity group',
  tag,
  params: idParams,
  response: exclusivityGroup,
});
export const listExclusivityMembers = endpoint({
  method: 'GET',
  path: `${path}/{id}/members`,
  summary: 'Automations of an exclusivity group, the one that goes first at the top',
  tag,
  params: idParams,
  response: z.object({ items: z.array(exclusivityMember) }),
});
export const createExclusivityGroup = endpoint({
  method: 'POST',
  path,
  summary: 'Creates an exclusivity group',
  tag,
  body: z.strictObject({ name: settings.name, description: settings.description.default(null) }),
  response: exclusivityGroup,
  status: 201,
});
export const updateExclusivityGroup = endpoint({
  method: 'PATCH',
  path: `${path}/{id}`,
  summary: 'Renames an exclusivity group',
  tag,
  params: idParams,
  body: z.strictObject(settings).partial(),
  response: exclusivityGroup,
  ifMatch: true,
});
export const deleteExclusivityGroup = endpoint({
  method: 'POST',
  path: `${path}/{id}/remove`,
  summary: 'Deletes an exclusivity group; one that live automations are in only with `used`',
  tag,
  params: idParams,
  body: z.strictObject({ used: z.boolean().default(false) }),
  ifMatch: true,
});
