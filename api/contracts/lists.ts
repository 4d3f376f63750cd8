import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { listEntities, segmentEntities } from '../../domain/records/list-entities.ts';
import { id, idParams, instant, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'Lists';
const entityParams = z.object({ entity: z.enum(listEntities) });
const columns = z.array(z.string().min(1).max(100)).max(100);

export const listView = z
  .object({
    id,
    version: z.number().int(),
    entity: z.enum(listEntities),
    name: z.string(),
    sharedWith: z.enum(['nobody', 'team', 'all']),
    search: z.record(z.string(), z.string()).meta({ description: "The parts of the list's address: `q`, `filter`, `sort` and so on." }),
    columns: z.array(z.string()).nullable().meta({ description: 'Columns in their order; null for those of the reader.' }),
    owner: z.object({ id, name: z.string() }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'ListView' });
export type ListView = z.infer<typeof listView>;

export const listSettings = z
  .object({ columns: z.array(z.string()).nullable(), density: z.enum(['dense', 'comfortable']), defaultViewId: id.nullable() })
  .meta({ id: 'ListSettings' });
export type ListSettings = z.infer<typeof listSettings>;

export const readList = endpoint({
  method: 'GET',
  path: '/v1/lists/{entity}',
  summary: 'Views of a list that the caller may use, and what they keep of it',
  tag,
  params: entityParams,
  response: z.object({ settings: listSettings, views: z.array(listView) }),
});

export const writeListSettings = endpoint({
  method: 'PUT',
  path: '/v1/lists/{entity}/settings',
  summary: 'Keep columns, density or the view a list opens with',
  tag,
  params: entityParams,
  body: z.strictObject({
    columns: columns.nullable().optional(),
    density: z.enum(['dense', 'comfortable']).optional(),
    defaultViewId: id.nullable().optional(),
  }),
  response: listSettings,
});

const viewFields = {
  name: text(100),
  sharedWith: z.enum(['nobody', 'team', 'all']),
  search: z.record(z.string().max(50), z.string().max(20_000)),
  columns: columns.nullable(),
};

export const createListView = endpoint({
  method: 'POST',
  path: '/v1/lists/{entity}/views',
  summary: 'Save a view of a list',
  tag,
  params: entityParams,
  body: z.strictObject({
    ...viewFields,
    sharedWith: viewFields.sharedWith.default('nobody'),
    columns: viewFields.columns.default(null),
  }),
  response: listView,
  status: 201,
});

export const updateListView = endpoint({
  method: 'PATCH',
  path: '/v1/list-views/{id}',
  summary: 'Change a view of one’s own',
  tag,
  params: idParams,
  body: z.strictObject(viewFields).partial(),
  response: listView,
  ifMatch: true,
});

export const deleteListView = endpoint({
  method: 'DELETE',
  path: '/v1/list-views/{id}',
  summary: 'Delete a view of one’s own',
  tag,
  params: idParams,
});

export const countList = endpoint({
  method: 'GET',
  path: '/v1/lists/{entity}/count',
  summary: 'How many records a filter has, at most 10,000 of them counted',
  tag,
  params: entityParams,
  query: z.object({
    filter: z.string().max(20_000).optional(),
    q: z.string().trim().max(200).optional(),
  }),
  response: z.object({ count: z.number().int(), atLeast: z.boolean().meta({ description: 'There are more than were counted.' }) }),
});

export const segment = z
  .object({
    id,
    version: z.number().int(),
    entity: z.enum(segmentEntities),
    name: z.string(),
    description: z.string().nullable(),
    condition,
    createdByUserId: id.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Segment' });
export type Segment = z.infer<typeof segment>;

export const listSegments = endpoint({
  method: 'GET',
  path: '/v1/segments',
  summary: 'Segments by name',
  tag,
  query: z.object({ entity: z.enum(segmentEntities).optional() }),
  response: z.object({ items: z.array(segment), next: z.null() }),
});

export const readSegment = endpoint({
  method: 'GET',
  path: '/v1/segments/{id}',
  summary: 'Read a segment',
  tag,
  params: idParams,
  response: segment,
});

export const readSegmentUses = endpoint({
  method: 'GET',
  path: '/v1/segments/{id}/uses',
  summary: 'What uses a segment',
  tag,
  params: idParams,
  response: z.object({
    items: z.array(
      z.object({ kind: z.enum(['segment', 'view', 'automation', 'automation_version', 'scoring_rule']), id, name: z.string() }),
    ),
  }),
});

const segmentFields = { name: text(100), description: z.string().trim().max(1_000).nullable(), condition };

export const createSegment = endpoint({
  method: 'POST',
  path: '/v1/segments',
  summary: 'Name a condition as a segment',
  tag,
  body: z.strictObject({ ...segmentFields, entity: z.enum(segmentEntities), description: segmentFields.description.default(null) }),
  response: segment,
  status: 201,
});

export const updateSegment = endpoint({
  method: 'PATCH',
  path: '/v1/segments/{id}',
  summary: 'Change a segment',
  tag,
  params: idParams,
  body: z.strictObject(segmentFields).partial(),
  response: segment,
  ifMatch: true,
});

export const deleteSegment = endpoint({
  method: 'DELETE',
  path: '/v1/segments/{id}',
  summary: 'Delete a segment that nothing uses',
  tag,
  params: idParams,
});
