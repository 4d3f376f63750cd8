import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { listEntities } from '../../domain/records/list-entities.ts';
import { id, idParams, instant, jsonObject, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'Bulk changes';

const action = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('update'), patch: jsonObject }),
  z.strictObject({ kind: z.literal('assign'), ownerUserId: id.nullable() }),
  z.strictObject({ kind: z.literal('add_tag'), tag: text(100) }),
  z.strictObject({ kind: z.literal('remove_tag'), tag: text(100) }),
  z.strictObject({ kind: z.literal('archive') }),
  z.strictObject({ kind: z.literal('complete') }).meta({ description: 'Tasks only' }),
  z.strictObject({ kind: z.literal('reschedule'), dueAt: instant.nullable() }).meta({ description: 'Tasks only' }),
]);

const selection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), ids: z.array(id).min(1).max(1_000) }),
  z.strictObject({
    kind: z.literal('matching'),
    filter: condition.exactOptional(),
    q: z.string().trim().max(200).exactOptional(),
    ownerUserId: id.nullable().exactOptional(),
    timeZone: z.string().max(60).default('UTC'),
  }),
]);

export const bulkChange = z
  .object({
    id,
    entity: z.enum(listEntities),
    action: jsonObject,
    status: z.enum(['collecting', 'previewing', 'previewed', 'applying', 'completed', 'undoing', 'undone', 'cancelled', 'failed']),
    preview: z.boolean(),
    total: z.number().int(),
    done: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    refused: z.number().int(),
    undone: z.number().int(),
    createdByUserId: id,
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'BulkChange' });
export type BulkChange = z.infer<typeof bulkChange>;

export const createBulkChange = endpoint({
  method: 'POST',
  path: '/v1/bulk-changes',
  summary: 'Change many records in the background; with `dryRun` only find out what would happen',
  tag,
  body: z.strictObject({ entity: z.enum(listEntities), action, selection, dryRun: z.boolean().default(false) }),
  response: bulkChange,
  status: 202,
});

export const readBulkChange = endpoint({
  method: 'GET',
  path: '/v1/bulk-changes/{id}',
  summary: 'How far a bulk change is',
  tag,
  params: idParams,
  response: bulkChange,
});

export const listBulkItems = endpoint({
  method: 'GET',
  path: '/v1/bulk-changes/{id}/items',
  summary: 'What became of each record',
  tag,
  params: idParams,
  query: pageQuery.extend({ outcome: z.enum(['changed', 'unchanged', 'refused']).optional() }),
  response: pageOf(
    z.object({
      recordId: id,
      name: z.string(),
      outcome: z.enum(['changed', 'unchanged', 'refused']).nullable(),
      code: z.string().nullable(),
      reason: z.string().nullable(),
      undo: z.enum(['undone', 'changed_since', 'refused']).nullable(),
    }),
  ),
});

const step = (name: string, summary: string) =>
  endpoint({ method: 'POST', path: `/v1/bulk-changes/{id}/${name}`, summary, tag, params: idParams, response: bulkChange, status: 202 });

export const applyBulkChange = step('apply', 'Do what was tried out');
export const cancelBulkChange = step('cancel', 'Stop a bulk change; what is changed stays changed');
export const undoBulkChange = step('undo', 'Take a bulk change back from records that nobody has changed since');
