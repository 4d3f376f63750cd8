import type { Problem } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import type { ImportJobRow } from './import-job.ts';
import type { UnderstoodRow } from './row-reader.ts';

/** What became of a row when it was applied. */
export interface RowResult {
  readonly row: UnderstoodRow;
  readonly status: 'imported' | 'updated' | 'duplicate' | 'rejected';
  readonly recordId: string | null;
  readonly problems: readonly Problem[];
}

export async function noteResults(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  applied: readonly RowResult[],
): Promise<void> {
  const values = applied.map(({ row, status, recordId, problems }) => ({
    row_number: row.number,
    status,
    record_id: recordId,
    // Somebody else took the address since the check, or a rule of the record refuses the row: it must be shown with its cells.
    cells: status === 'imported' || status === 'updated' ? null : row.cells,
    errors:
      status === 'rejected'
        ? problems.map((problem) => ({ ...placeOf(job, problem), code: 'row_refused', message: problem.detail, value: null }))
        : null,
  }));
  await trx.raw(
    `update import_rows set status = done.status, record_id = done.record_id, cells = coalesce(done.cells, import_rows.cells), errors = coalesce(done.errors, import_rows.errors)
     from jsonb_to_recordset(?::jsonb) as done (row_number int, status text, record_id uuid, cells jsonb, errors jsonb)
     where import_rows.tenant_id = ? and import_rows.import_id = ? and import_rows.row_number = done.row_number`,
    [JSON.stringify(values).replaceAll('\\u0000', '\\ufffd'), context.tenantId, job.id],
  );
}

/** The column whose field a rule of the record speaks of. */
function placeOf(job: ImportJobRow, problem: Problem): { readonly column: number | null; readonly heading: string | null } {
  const field = problem.pointer?.replace(/^\//, '').replace('custom/', 'custom.') ?? '';
  const entry = job.mapping.find((one) => one.to === 'field' && one.field === field);
  const heading = job.columns.find((column) => column.index === entry?.column)?.label ?? problem.pointer ?? null;
  return { column: entry === undefined ? null : entry.column + 1, heading };
}

export async function progress(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
  applied: readonly RowResult[],
): Promise<ImportJobRow> {
  const count = (status: RowResult['status']): number => applied.filter((one) => one.status === status).length;
  // With the policy `update` a row counted as duplicate becomes updated; a valid row may have become a duplicate since.
  const duplicates = await rowOf<{ readonly count: number }>(
    trx,
    `select count(*)::int as count from import_rows where tenant_id = ? and import_id = ? and status = 'duplicate'`,
    [context.tenantId, job.id],
  );
  const row = await rowOf<ImportJobRow>(
    trx,
    `update imports set last_row = ?, processed_rows = processed_rows + ?, imported_rows = imported_rows + ?, updated_rows = updated_rows + ?,
       rejected_rows = rejected_rows + ?, duplicate_rows = ?, version = version + 1, updated_at = ?
     where tenant_id = ? and id = ? returning *`,
    [
      rows.at(-1)?.number ?? job.lastRow,
      rows.length,
      count('imported'),
      count('updated'),
      count('rejected'),
      duplicates?.count ?? 0,
      context.now,
      context.tenantId,
      job.id,
    ],
  );
  if (row === null) throw new Error('a locked import vanished');
  return row;
}
