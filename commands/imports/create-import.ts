import { guessMapping } from '../../domain/imports/mapping.ts';
import { readHeadings } from '../../domain/imports/headings.ts';
import type { FileProblem } from '../../domain/imports/import-problem.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { insertInto, rowOf } from '../records/sql.ts';
import { type ImportJobRow, type StoredColumn } from './import-job.ts';
import { importTargets } from './import-targets.ts';
import { type CsvRow, readCsv, UnreadableFile } from './read-csv.ts';

const sampleRows = 25;

/** The first look at a file: its columns with some values. Reads no further than it must. */
export async function lookAtFile(
  bytes: AsyncIterable<Uint8Array>,
): Promise<
  { readonly columns: readonly StoredColumn[]; readonly samples: readonly (readonly string[])[] } | { readonly problem: FileProblem }
> {
  const rows: CsvRow[] = [];
  try {
    for await (const batch of readCsv(bytes)) {
      rows.push(...batch);
      if (rows.length > sampleRows) break;
    }
  } catch (error) {
    if (error instanceof UnreadableFile) return { problem: error.problem };
    throw error;
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

/** Takes an uploaded file as an import, with the mapping that seems right. */
export async function createImport(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly fileId: string;
    readonly fileName: string;
    readonly columns: readonly StoredColumn[];
    readonly samples: readonly (readonly string[])[];
    readonly userId: string;
  },
): Promise<ImportJobRow> {
  const targets = await importTargets(trx, context);
  const statement = insertInto('imports', {
    tenantId: context.tenantId,
    id: newId(),
    fileId: input.fileId,
    fileName: input.fileName,
    columns: JSON.stringify(input.columns),
    mapping: JSON.stringify(guessMapping(input.columns, input.samples, targets)),
    createdByUserId: input.userId,
  });
  const row = await rowOf<ImportJobRow>(trx, statement.sql, statement.bindings);
  if (row === null) throw new Error('the import was not inserted');
  return row;
}
