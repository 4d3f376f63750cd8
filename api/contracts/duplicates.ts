import { z } from 'zod';
import { id, idParams, instant, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { json, recordLink } from './records.ts';

export const mergeType = z.enum(['lead', 'contact', 'company']);
export type MergeType = z.infer<typeof mergeType>;

const side = recordLink.extend({ detail: z.string().nullable() });

export const duplicatePair = z
  .object({
    id,
    a: side,
    b: side,
    score: z.number().int().meta({ description: '0 to 100; 100: the same e-mail address or domain.' }),
    reasons: z.array(z.enum(['email', 'domain', 'phone', 'name'])),
    status: z.enum(['open', 'dismissed', 'merged']),
    mergedIntoId: id.nullable(),
    createdAt: instant,
    resolvedAt: instant.nullable(),
    mergeable: z.boolean().meta({ description: 'False for a lead and a contact: convert the lead into the contact instead.' }),
  })
  .meta({ id: 'DuplicatePair' });
export type DuplicatePair = z.infer<typeof duplicatePair>;

export const listDuplicates = endpoint({
  method: 'GET',
  path: '/v1/duplicates',
  summary: 'List records that may be one, the likeliest first',
  tag: 'Duplicates',
  query: pageQuery.extend({ type: mergeType.optional(), status: z.enum(['open', 'dismissed', 'merged']).default('open') }),
  response: pageOf(duplicatePair),
});

export const scanDuplicates = endpoint({
  method: 'POST',
  path: '/v1/duplicates/scan',
  summary: 'Look through all records of a kind for duplicates',
  tag: 'Duplicates',
  body: z.strictObject({ type: mergeType }),
  response: z.object({ found: z.number().int().meta({ description: 'Pairs that were not on the list before.' }) }),
});

export const dismissDuplicate = endpoint({
  method: 'POST',
  path: '/v1/duplicates/{id}/dismiss',
  summary: 'Say that two records are two',
  tag: 'Duplicates',
  params: idParams,
});

export const comparison = z
  .object({
    type: mergeType,
    a: side.extend({ version: z.number().int(), createdAt: instant, links: z.record(z.string(), z.number().int()) }),
    b: side.extend({ version: z.number().int(), createdAt: instant, links: z.record(z.string(), z.number().int()) }),
    fields: z.array(
      z.object({
        field: z.string(),
        label: z.string().nullable().meta({ description: 'Of custom fields.' }),
        a: json,
        b: json,
        shownA: z.string().nullable(),
        shownB: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'RecordComparison' });
export type Comparison = z.infer<typeof comparison>;

export const compareRecords = endpoint({
  method: 'GET',
  path: '/v1/duplicates/compare/{type}/{a}/{b}',
  summary: 'Two records side by side',
  tag: 'Duplicates',
  params: z.object({ type: mergeType, a: id, b: id }),
  response: comparison,
});

export const mergeBody = z
  .strictObject({
    type: mergeType,
    winnerId: id,
    loserId: id,
    take: z
      .array(z.string().max(120))
      .max(500)
      .optional()
      .meta({ description: 'Fields taken from the loser, `custom.<key>` for its own; left out: whatever the winner lacks.' }),
    winnerVersion: z.number().int().optional(),
    loserVersion: z.number().int().optional(),
  })
  .meta({ id: 'MergeRecords' });
export type MergeBody = z.infer<typeof mergeBody>;

export const merge = z
  .object({
    id,
    type: mergeType,
    winnerId: id,
    loserId: id,
    fields: z.array(z.string()),
    moved: z.record(z.string(), z.number().int()),
    endedRuns: z.number().int(),
    mergedAt: instant,
    undoneAt: instant.nullable(),
  })
  .meta({ id: 'Merge' });
export type Merge = z.infer<typeof merge>;

export const mergeRecords = endpoint({
  method: 'POST',
  path: '/v1/merges',
  summary: 'Merge two records into one',
  tag: 'Duplicates',
  body: mergeBody,
  response: merge,
  status: 201,
});

export const readMerge = endpoint({
  method: 'GET',
  path: '/v1/merges/{id}',
  summary: 'Read a merge',
  tag: 'Duplicates',
  params: idParams,
  response: merge,
});

export const undoMerge = endpoint({
  method: 'POST',
  path: '/v1/merges/{id}/undo',
  summary: 'Take a merge back',
  tag: 'Duplicates',
  params: idParams,
  response: z.object({
    merge,
    notUndone: z
      .array(z.object({ what: z.enum(['field', 'link', 'run', 'email']), name: z.string(), detail: z.string() }))
      .meta({ description: 'What could not be restored, in words.' }),
  }),
});
