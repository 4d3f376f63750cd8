import { z } from 'zod';
import { condition } from '../../domain/automation/definition/expression-schema.ts';
import { isTimeZone } from '../../domain/calendar/zone.ts';
import { exportFormats, maxExportColumns } from '../../domain/exports/export-columns.ts';
import { listEntities } from '../../domain/records/list-entities.ts';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'Exports';

const column = z.strictObject({ field: z.string().min(1).max(100), heading: text(200).exactOptional() });

const selection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ids'), ids: z.array(id).min(1).max(1_000) }),
  z.strictObject({
    kind: z.literal('matching'),
    filter: condition.exactOptional(),
    q: z.string().trim().max(200).exactOptional(),
    ownerUserId: id.nullable().exactOptional(),
  }),
]);

export const exportJob = z
  .object({
    id,
    entity: z.enum(listEntities),
    name: z.string(),
    format: z.enum(exportFormats),
    columns: z.array(z.object({ field: z.string(), heading: z.string() })),
    status: z.enum(['reading', 'packing', 'completed', 'failed', 'cancelled', 'expired']),
    total: z.number().int().nullable(),
    done: z.number().int(),
    fileName: z.string(),
    fileSize: z.number().nullable(),
    problem: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdBy: z.object({ id, name: z.string() }),
    createdAt: instant,
    finishedAt: instant.nullable(),
    expiresAt: instant.nullable(),
  })
  .meta({ id: 'Export' });
export type ExportJob = z.infer<typeof exportJob>;

export const createExport = endpoint({
  method: 'POST',
  path: '/v1/exports',
  summary: 'Write the records a list shows into a CSV or XLSX file, in the background',
  tag,
  body: z.strictObject({
    entity: z.enum(listEntities),
    format: z.enum(exportFormats),
    /** Becomes the name of the file. */
    name: text(100).exactOptional(),
    /** Left out: all fields there are. */
    columns: z.array(column).min(1).max(maxExportColumns).exactOptional(),
    selection,
    sort: z.string().max(60).default('-createdAt'),
    /** In which dates are written and "today" is meant. */
    timeZone: z.string().max(60).refine(isTimeZone, 'There is no such time zone.').default('UTC'),
  }),
  response: exportJob,
  status: 202,
});

export const listExports = endpoint({
  method: 'GET',
  path: '/v1/exports',
  summary: 'Exports of the caller, the newest first',
  tag,
  query: pageQuery,
  response: pageOf(exportJob),
});

export const readExport = endpoint({
  method: 'GET',
  path: '/v1/exports/{id}',
  summary: 'How far an export is',
  tag,
  params: idParams,
  response: exportJob,
});

export const downloadExport = endpoint({
  method: 'GET',
  path: '/v1/exports/{id}/file',
  summary: 'Download the file; it is there for a day',
  tag,
  params: idParams,
  response: z.undefined(),
  status: 200,
  media: { response: 'application/octet-stream' },
});

export const cancelExport = endpoint({
  method: 'POST',
  path: '/v1/exports/{id}/cancel',
  summary: 'Stop an export',
  tag,
  params: idParams,
  response: exportJob,
});

export const deleteExport = endpoint({
  method: 'DELETE',
  path: '/v1/exports/{id}',
  summary: 'Remove an export and its file',
  tag,
  params: idParams,
});
