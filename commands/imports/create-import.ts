import { createHash } from 'node:crypto';
import { type ColumnMapping, guessMapping } from '../../domain/imports/mapping.ts';
import { sourceOf } from '../../domain/imports/source.ts';
import { type ImportTarget, normaliseHeading } from '../../domain/imports/targets.ts';
import { type ImportEntity, isWork } from '../../domain/imports/record-targets.ts';
import { readHeadings } from '../../domain/imports/headings.ts';
import type { FileProblem } from '../../domain/imports/import-problem.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireFeature } from '../entitlements/require-feature.ts';
import { newId } from '../lib/new-id.ts';
import { insertInto, rowOf } from '../records/sql.ts';
import { type ImportJobRow, type StoredColumn } from './import-job.ts';
import { importTargets } from './import-targets.ts';
import { customKeyOf } from './row-reader.ts';
import { type CsvRow, UnreadableFile } from './read-csv.ts';
import { readRows } from './read-rows.ts';

/** So many rows speak for the notation of a column: dates and amounts need more than a glance. */
const sampleRows = 5_000;
const firstRows = 25;

/** The first look at a file: its columns with some values. Reads no further than it must. */
export async function lookAtFile(
  bytes: AsyncIterable<Uint8Array>,
): Promise<
  { readonly columns: readonly StoredColumn[]; readonly samples: readonly (readonly string[])[] } | { readonly problem: FileProblem }
> {
  const rows: CsvRow[] = [];
  try {
    for await (const batch of readRows(bytes)) {
      rows.push(...batch);
      if (rows.length > sampleRows) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    // What is wrong far behind the first rows is for the check to say, which reads the file to its end.
    if (rows.length <= firstRows) return { problem: error.problem };
  }
  const [heading, ...data] = rows;
  if (heading === undefined) return { problem: { code: 'file_empty', message: 'The file is empty.', params: {}, row: 1, column: 1 } };
  const read = readHeadings(heading.cells);
  if ('problem' in read) return read;
  if (data.length === 0) {
    const message = 'The file has headings but no rows below them.';
    return { problem: { code: 'headings_only', message, params: {}, row: heading.number + 1, column: 1 } };
  }
  const samples = data.slice(0, sampleRows).map((row) => row.cells);
  const columns = read.columns.map((column) => ({
    ...column,
    samples: samples
      .map((cells) => (cells[column.index] ?? '').trim().slice(0, 120))
      .filter((value) => value !== '')
      .slice(0, 3),
  }));
  return { columns, samples };
}

/** Takes an uploaded file as an import, with the mapping of the last file with these headings or the one that seems right. */
export async function createImport(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly entity?: ImportEntity;
    readonly fileId: string;
    readonly fileName: string;
    readonly columns: readonly StoredColumn[];
    readonly samples: readonly (readonly string[])[];
    readonly userId: string;
  },
): Promise<ImportJobRow> {
  const entity = input.entity ?? 'lead';
  if (entity === 'lead') await requireFeature(trx, context, 'leads.import');
  const targets = await importTargets(trx, context, entity);
  const headingKey = createHash('sha256')
    .update(JSON.stringify(input.columns.map((column) => normaliseHeading(column.heading))))
    .digest('base64url');
  const guess = guessMapping(input.columns, input.samples, targets, !isWork(entity));
  const remembered = await rowOf<Remembered>(
    trx,
    'select mapping, on_duplicate, match_by, create_missing from import_mappings where tenant_id = ? and entity = ? and heading_key = ?',
    [context.tenantId, entity, headingKey],
  );
  const statement = insertInto('imports', {
    tenantId: context.tenantId,
    id: newId(),
    entity,
    fileId: input.fileId,
    fileName: input.fileName,
    columns: JSON.stringify(input.columns),
    mapping: JSON.stringify(remembered === null ? guess : renewed(remembered.mapping, guess, targets)),
    source: sourceOf(input.columns.map((column) => column.heading)),
    headingKey,
    ...(remembered === null
      ? {}
      : { onDuplicate: remembered.onDuplicate, matchBy: remembered.matchBy, createMissing: remembered.createMissing }),
    createdByUserId: input.userId,
  });
  const row = await rowOf<ImportJobRow>(trx, statement.sql, statement.bindings);
  if (row === null) throw new Error('the import was not inserted');
  return row;
}

type Remembered = Pick<ImportJobRow, 'mapping' | 'onDuplicate' | 'matchBy' | 'createMissing'>;

/** Where columns go is remembered; how they write dates and numbers is read off each file anew, and fields that are gone are guessed again. */
function renewed(remembered: readonly ColumnMapping[], guess: readonly ColumnMapping[], targets: readonly ImportTarget[]): ColumnMapping[] {
  return guess.map((fresh) => {
    const known = remembered.find((entry) => entry.column === fresh.column);
    if (known === undefined || (known.to === 'field' && !targets.some((target) => target.field === known.field))) return fresh;
    if (known.to === 'ignore') return known;
    // A field that the import made is there now.
    const field = known.to === 'newField' ? `custom.${customKeyOf(known.label)}` : known.field;
    if (known.to === 'newField' && !targets.some((target) => target.field === field)) return known;
    if (fresh.to === 'field' && fresh.field === field) return fresh;
    const { dateOrder, decimal } = known;
    return {
      column: known.column,
      to: 'field',
      field,
      ...(dateOrder === undefined ? {} : { dateOrder }),
      ...(decimal === undefined ? {} : { decimal }),
    };
  });
}
