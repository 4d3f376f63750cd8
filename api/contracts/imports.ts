import { z } from 'zod';
import { dateOrders } from '../../domain/imports/dates.ts';
import { importEntities, matchKeys } from '../../domain/imports/record-targets.ts';
import { fileProblemCodes, rowErrorCodes } from '../../domain/imports/import-problem.ts';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

export const importStatuses = [
  'mapping',
  'validating',
  'validated',
  'applying',
  'paused',
  'completed',
  'failed',
  'cancelled',
  'undoing',
  'undone',
] as const;
export const duplicateChoices = ['skip', 'update', 'update_only'] as const;

const importEntity = z.enum(importEntities);

const notation = {
  dateOrder: z.enum(dateOrders).optional().meta({ description: 'In which order day, month and year stand in this column.' }),
  decimal: z.enum(['.', ',']).optional(),
  unsure: z.boolean().optional().meta({ description: 'The values fit several notations: somebody should look.' }),
};

/** Where the values of one column go. */
export const columnMapping = z
  .discriminatedUnion('to', [
    z.object({ to: z.literal('field'), column: z.number().int().min(0).max(499), field: z.string().min(1).max(120), ...notation }),
    z.object({
      to: z.literal('newField'),
      column: z.number().int().min(0).max(499),
      label: text(60),
      type: z.enum(['text', 'number', 'date', 'boolean', 'url']),
      ...notation,
    }),
    z.object({ to: z.literal('ignore'), column: z.number().int().min(0).max(499) }),
  ])
  .meta({ id: 'ColumnMapping' });

export const rowError = z
  .object({
    code: z.enum(rowErrorCodes),
    message: z.string(),
    column: z.number().int().nullable(),
    heading: z.string().nullable(),
    value: z.string().nullable(),
  })
  .meta({ id: 'ImportRowError' });

export const importColumn = z.object({
  index: z.number().int(),
  heading: z.string(),
  label: z.string(),
  samples: z.array(z.string()).meta({ description: 'The first values that are not empty.' }),
});

export const importTarget = z.object({ field: z.string(), label: z.string(), type: z.string(), multiple: z.boolean() });

export const importCounts = z
  .object({
    rows: z.number().int().meta({ description: 'Rows of the file without heading and empty rows.' }),
    valid: z.number().int(),
    rejected: z.number().int(),
    duplicates: z.number().int().meta({ description: 'Rows whose lead exists already, or stands earlier in the file.' }),
    warnings: z.number().int(),
    imported: z.number().int(),
    updated: z.number().int(),
    undone: z.number().int().meta({ description: 'Changes that were taken back.' }),
    kept: z.number().int().meta({ description: 'Changes that could not be taken back.' }),
  })
  .meta({ id: 'ImportCounts' });

/** An import in full: its file, its mapping, how far it is. */
export const importJob = z
  .object({
    id,
    version: z.number().int(),
    entity: importEntity,
    source: z.string().nullable().meta({ description: 'The product that wrote the file, as its headings tell.' }),
    fileName: z.string(),
    fileSize: z.number().int(),
    status: z.enum(importStatuses),
    columns: z.array(importColumn),
    targets: z.array(importTarget),
    mapping: z.array(columnMapping),
    onDuplicate: z.enum(duplicateChoices),
    matchBy: z.enum(matchKeys).nullable().meta({ description: 'By what existing records are known; null takes the usual.' }),
    matchKeys: z.array(z.enum(matchKeys)),
    createMissing: z.boolean().meta({ description: 'Companies that rows name and nobody knows are made.' }),
    counts: importCounts,
    processedRows: z.number().int().meta({ description: 'How far validation or import has come.' }),
    problem: z
      .object({
        code: z.enum([...fileProblemCodes, 'interrupted']),
        message: z.string(),
        row: z.number().int().nullable(),
        column: z.number().int().nullable(),
      })
      .nullable(),
    importedBefore: z
      .object({ id, at: instant })
      .nullable()
      .meta({ description: 'The same file was imported before; its rows will be duplicates.' }),
    createdBy: z.object({ id, name: z.string() }).nullable(),
    createdAt: instant,
    finishedAt: instant.nullable(),
    undoneAt: instant.nullable(),
  })
  .meta({ id: 'Import' });
export type ImportJob = z.infer<typeof importJob>;

export const importRow = z
  .object({
    row: z.number().int(),
    status: z.enum(['valid', 'rejected', 'duplicate', 'imported', 'updated', 'undone']),
    recordId: id.nullable(),
    cells: z.array(z.string()),
    errors: z.array(rowError),
    warnings: z.array(rowError),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.infer<typeof importRow>;

const tag = 'Imports';

export const listImports = endpoint({
  method: 'GET',
  path: '/v1/imports',
  summary: 'List imports, newest first.',
  tag,
  query: pageQuery,
  response: pageOf(importJob),
});

export const createImport = endpoint({
  method: 'POST',
  path: '/v1/imports',
  summary: 'Take an uploaded CSV or XLSX file (of purpose `import`) as an import; a mapping is proposed.',
  tag,
  body: z.object({ fileId: id, entity: importEntity.default('lead') }),
  response: importJob,
  status: 201,
});

export const getImport = endpoint({
  method: 'GET',
  path: '/v1/imports/{id}',
  summary: 'Read an import and its progress.',
  tag,
  params: idParams,
  response: importJob,
});

export const updateImport = endpoint({
  method: 'PATCH',
  path: '/v1/imports/{id}',
  summary: 'Correct the mapping, or say what happens with duplicates.',
  tag,
  params: idParams,
  body: z.object({
    mapping: z.array(columnMapping).max(500).optional(),
    onDuplicate: z.enum(duplicateChoices).optional(),
    matchBy: z.enum(matchKeys).nullable().optional(),
    createMissing: z.boolean().optional(),
  }),
  response: importJob,
  ifMatch: true,
});

export const validateImport = endpoint({
  method: 'POST',
  path: '/v1/imports/{id}/validate',
  summary: 'Check every row against the mapping; nothing is imported yet.',
  tag,
  params: idParams,
  response: importJob,
});

export const applyImport = endpoint({
  method: 'POST',
  path: '/v1/imports/{id}/apply',
  summary: 'Import the valid rows.',
  tag,
  params: idParams,
  response: importJob,
});

export const cancelImport = endpoint({
  method: 'POST',
  path: '/v1/imports/{id}/cancel',
  summary: 'Stop an import; rows that are imported stay.',
  tag,
  params: idParams,
  response: importJob,
});

export const pauseImport = endpoint({
  method: 'POST',
  path: '/v1/imports/{id}/pause',
  summary: 'Let an import stand where it is.',
  tag,
  params: idParams,
  response: importJob,
});

export const resumeImport = endpoint({
  method: 'POST',
  path: '/v1/imports/{id}/resume',
  summary: 'Go on with a paused import.',
  tag,
  params: idParams,
  response: importJob,
});

export const undoImport = endpoint({
  method: 'POST',
  path: '/v1/imports/{id}/undo',
  summary: 'Take an import back: what it made leaves, what it changed goes back where nothing changed since.',
  tag,
  params: idParams,
  response: importJob,
});

export const keptChange = z
  .object({ id, row: z.number().int(), recordType: importEntity, recordId: id, partly: z.boolean(), note: z.string() })
  .meta({ id: 'ImportKeptChange' });
export type KeptChange = z.infer<typeof keptChange>;

export const listKeptChanges = endpoint({
  method: 'GET',
  path: '/v1/imports/{id}/kept',
  summary: 'What could not be taken back, with the reason.',
  tag,
  params: idParams,
  query: pageQuery,
  response: pageOf(keptChange),
});

export const listImportRows = endpoint({
  method: 'GET',
  path: '/v1/imports/{id}/rows',
  summary: 'The first rows as a preview, or the rows that somebody should look at.',
  tag,
  params: idParams,
  query: pageQuery.extend({ show: z.enum(['preview', 'problems']).default('problems') }),
  response: pageOf(importRow),
});

export const getImportErrors = endpoint({
  method: 'GET',
  path: '/v1/imports/{id}/errors.csv',
  summary: 'The rows that were not imported, as a CSV file with the reasons in front.',
  tag,
  params: idParams,
  response: z.string(),
  media: { response: 'text/csv' },
});
