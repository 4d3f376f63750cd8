import type { Doors } from '../../db/doors.ts';
import { countRecords, type ListQuery, listRecords } from '../../db/queries/lists/list-records.ts';
import { cellOf, type Cell, type ExportedRecord } from '../../domain/exports/cells.ts';
import { csvLine, csvStart } from '../../domain/exports/csv.ts';
import { type ExportField, exportFields } from '../../domain/exports/export-columns.ts';
import { maxSheetRows, sheetRow, sheetStart } from '../../domain/exports/sheet.ts';
import type { TenantId } from '../../domain/ids.ts';
import { selectionQuery } from '../lists/selection.ts';
import type { RecordSelection } from '../lists/selection.ts';
import { loadCatalogue } from '../templates/check-content.ts';
import type { ExportRow } from './export-job.ts';
import { namesOfPage, noNames } from './names-of-page.ts';

/** Records read at once. */
const pageRows = 500;

export interface Piece {
  /** Where the next piece goes on; null when this was the last one. */
  after: string | null;
  /** Records so far, those of earlier pieces included. */
  done: number;
}

/** There will be no file, however often it is tried. */
export class NotExportable extends Error {
  override readonly name = 'NotExportable';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What a piece is read through. */
export interface Reader {
  readonly job: ExportRow;
  readonly fields: readonly ExportField[];
  readonly query: Omit<ListQuery, 'limit' | 'cursor'>;
}

/** Resolves what the job's columns and conditions mean at this moment. */
export async function openReader(db: Doors, tenantId: TenantId, job: ExportRow): Promise<Reader> {
  const known = exportFields(await db.readTenant(tenantId, (trx) => loadCatalogue(trx, tenantId)), job.entity);
  const fields = job.columns.map(({ field: key }): ExportField => {
    const field = known.find((one) => one.key === key);
    if (field === undefined) throw new NotExportable('field_removed', `The field "${key}" was removed while the file was being made.`);
    return field;
  });
  const query = await selectionQuery(db, tenantId, job.entity, matching(job.entity, job.selection, job.timeZone));
  return { job, fields, query: { ...query, sort: job.sort } };
}

function matching(entity: string, selection: RecordSelection, timeZone: string): Extract<RecordSelection, { kind: 'matching' }> {
  if (selection.kind === 'matching') return selection;
  const left = { kind: 'field', path: `${entity}.id` } as const;
  return {
    kind: 'matching',
    timeZone,
    filter: { kind: 'compare', left, operator: 'is_any_of', right: { kind: 'literal', value: selection.ids } },
  };
}

/** How many records there will be. */
export function countSelected(db: Doors, tenantId: TenantId, { job, query }: Reader): Promise<number> {
  return countRecords(db, tenantId, job.entity, query, job.ownersSeen, maxSheetRows + 1);
}

/**
 * The text of the next piece of a file, page by page: headings first, then records in the order of the list, each page read in
 * the rights of whoever asked. Ends when there are no more records, when `enough` says so, or where a sheet ends.
 *
 * @throws NotExportable `too_many_records` when a workbook cannot hold the records
 */
export async function* readPiece(
  db: Doors,
  tenantId: TenantId,
  reader: Reader,
  piece: Piece,
  enough: (records: number) => boolean,
): AsyncGenerator<string> {
  const { job, query } = reader;
  if (job.done === 0) yield headingsOf(job);
  const lasting = noNames();
  for (;;) {
    const page = await listRecords(
      db,
      tenantId,
      job.entity,
      { ...query, limit: pageRows, ...(piece.after === null ? {} : { cursor: piece.after }) },
      job.ownersSeen,
    );
    // Every field of the catalogue is read by its name; the models say the same with types that differ by kind.
    const records = page.items as unknown as readonly ExportedRecord[];
    const names = await db.readTenantAs(tenantId, job.ownersSeen, (trx) => namesOfPage(trx, reader.fields, records, lasting));
    const cells = records.map((record) => reader.fields.map((field) => cellOf(field, record, names)));
    yield linesOf(job, cells, piece.done);
    piece.done += records.length;
    piece.after = page.next;
    if (page.next === null || enough(piece.done - job.done)) return;
  }
}

function headingsOf(job: ExportRow): string {
  const headings = job.columns.map((column) => column.heading);
  if (job.format === 'xlsx') return sheetStart(headings);
  return (
    csvStart +
    csvLine(
      headings.map((text) => ({ kind: 'text', text })),
      job.timeZone,
    )
  );
}

function linesOf(job: ExportRow, rows: readonly (readonly Cell[])[], before: number): string {
  if (job.format === 'csv') return rows.map((cells) => csvLine(cells, job.timeZone)).join('');
  if (before + rows.length > maxSheetRows) {
    throw new NotExportable('too_many_records', `A workbook holds ${maxSheetRows} records. Choose fewer, or take CSV.`);
  }
  return rows.map((cells, index) => sheetRow(before + index + 2, cells, job.timeZone)).join('');
}
