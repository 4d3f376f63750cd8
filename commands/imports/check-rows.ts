import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import type { ImportJobRow } from './import-job.ts';
import type { UnderstoodRow } from './row-reader.ts';

type CheckedStatus = 'valid' | 'rejected' | 'duplicate';

/** So many rows of every import are kept with their cells, to be looked at before it is applied. */
const previewRows = 50;

/**
 * Notes what the rows of one batch will become, and how far the check has come. A duplicate has the e-mail of a living lead
 * or of an earlier row of the file; without an e-mail, the very same values as an earlier row of this or an applied import.
 */
export async function checkRows(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<ImportJobRow> {
  const known = await knownBefore(trx, context, job, rows);
  const seen = new Set<string>();
  const kept = rows.map((row, index) => {
    const identity = identityOf(row);
    const duplicate = known.has(identity) || seen.has(identity);
    if (row.errors.length === 0) seen.add(identity);
    const status: CheckedStatus = row.errors.length > 0 ? 'rejected' : duplicate ? 'duplicate' : 'valid';
    const shown = status !== 'valid' || row.warnings.length > 0 || job.processedRows + index < previewRows;
    return { row, status, shown };
  });
  const count = (status: CheckedStatus): number => kept.filter((one) => one.status === status).length;
  await insertRows(trx, context, job, kept);
  return progress(trx, context, job, {
    lastRow: rows.at(-1)?.number ?? job.lastRow,
    rows: rows.length,
    valid: count('valid'),
    rejected: count('rejected'),
    duplicate: count('duplicate'),
    warned: rows.filter((row) => row.warnings.length > 0).length,
  });
}

function identityOf(row: UnderstoodRow): string {
  return row.email ?? `#${row.fingerprint}`;
}

async function knownBefore(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<Set<string>> {
  const emails = rows.flatMap((row) => (row.email === null ? [] : [row.email]));
  const prints = rows.flatMap((row) => (row.email === null ? [row.fingerprint] : []));
  const found = await rowsOf<{ readonly identity: string }>(
    trx,
    `select email as identity from leads where tenant_id = ? and archived_at is null and email = any(?::text[])
     union select email from import_rows where tenant_id = ? and import_id = ? and status <> 'rejected' and email = any(?::text[])
     union select '#' || fingerprint from import_rows
       where tenant_id = ? and email is null and fingerprint = any(?::text[]) and (status in ('imported', 'updated') or import_id = ? and status <> 'rejected')`,
    [context.tenantId, emails, context.tenantId, job.id, emails, context.tenantId, prints, job.id],
  );
  return new Set(found.map((one) => one.identity));
}

async function insertRows(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  kept: readonly { readonly row: UnderstoodRow; readonly status: CheckedStatus; readonly shown: boolean }[],
): Promise<void> {
  const values = kept.map(({ row, status, shown }) => ({
    row_number: row.number,
    status,
    email: row.email,
    fingerprint: row.fingerprint,
    cells: shown ? row.cells : null,
    errors: row.errors,
    warnings: row.warnings,
  }));
  await trx.raw(
    `insert into import_rows (tenant_id, import_id, row_number, status, email, fingerprint, cells, errors, warnings)
     select ?::uuid, ?::uuid, row_number, status, email, fingerprint, cells, errors, warnings
     from jsonb_to_recordset(?::jsonb) as row (row_number int, status text, email text, fingerprint text, cells jsonb, errors jsonb, warnings jsonb)`,
    [context.tenantId, job.id, storable(values)],
  );
}

/** JSONB has no NUL character, and a cell of a hostile file may. */
function storable(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\u0000', '\\ufffd');
}

interface Progress {
  readonly lastRow: number;
  readonly rows: number;
  readonly valid: number;
  readonly rejected: number;
  readonly duplicate: number;
  readonly warned: number;
}

async function progress(trx: TenantTrx, context: CommandContext, job: ImportJobRow, by: Progress): Promise<ImportJobRow> {
  const row = await rowOf<ImportJobRow>(
    trx,
    `update imports set last_row = ?, processed_rows = processed_rows + ?, total_rows = total_rows + ?, valid_rows = valid_rows + ?,
       rejected_rows = rejected_rows + ?, duplicate_rows = duplicate_rows + ?, warning_rows = warning_rows + ?, version = version + 1, updated_at = ?
     where tenant_id = ? and id = ? returning *`,
    [by.lastRow, by.rows, by.rows, by.valid, by.rejected, by.duplicate, by.warned, context.now, context.tenantId, job.id],
  );
  if (row === null) throw new Error('a locked import vanished');
  return row;
}
