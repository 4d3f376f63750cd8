import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import type { RowError } from '../../domain/imports/import-problem.ts';
import { isWork } from '../../domain/imports/record-targets.ts';
import { foldName } from '../../domain/imports/row-keys.ts';
import { findMatches, findNamed } from './find-matches.ts';
import type { ImportJobRow } from './import-job.ts';
import { relatedRecords } from './related-records.ts';
import type { UnderstoodRow } from './row-reader.ts';

type CheckedStatus = 'valid' | 'rejected' | 'duplicate';

/** So many rows of every import are kept with their cells, to be looked at before it is applied. */
const previewRows = 50;

/**
 * Notes what the rows of one batch will become, and how far the check has come. A duplicate has a key (e-mail, id of the other
 * product, name, domain) of a living record or of an earlier row of the file; without one, the very same values as an earlier row
 * of this or an applied import.
 */
export async function checkRows(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  given: readonly UnderstoodRow[],
): Promise<ImportJobRow> {
  const known = await knownBefore(trx, context, job, given);
  const rows = await withRelations(trx, context, job, given);
  const seen = new Set<string>();
  const kept = rows.map((row, index) => {
    const identities = identitiesOf(row);
    const exists = identities.some((one) => known.records.has(one));
    const duplicate = exists || identities.some((one) => known.rows.has(one) || seen.has(one));
    if (row.errors.length === 0) for (const one of identities) seen.add(one);
    const missing = job.onDuplicate === 'update_only' && !exists && row.errors.length === 0;
    const checked = missing ? { ...row, errors: [recordUnknown] } : row;
    const status: CheckedStatus = checked.errors.length > 0 ? 'rejected' : duplicate ? 'duplicate' : 'valid';
    const shown = status !== 'valid' || row.warnings.length > 0 || job.processedRows + index < previewRows;
    return { row: checked, status, shown };
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

const recordUnknown = {
  code: 'record_unknown',
  message: 'There is no such record to update.',
  column: null,
  heading: null,
  value: null,
} as const;

function identitiesOf(row: UnderstoodRow): readonly string[] {
  return row.keys.length > 0 ? row.keys : [`#${row.fingerprint}`];
}

interface Known {
  /** Keys of records there are. */
  readonly records: ReadonlySet<string>;
  /** Keys and fingerprints of earlier rows. */
  readonly rows: ReadonlySet<string>;
}

async function knownBefore(trx: TenantTrx, context: CommandContext, job: ImportJobRow, rows: readonly UnderstoodRow[]): Promise<Known> {
  const keys = rows.flatMap((row) => row.keys);
  const prints = rows.flatMap((row) => (row.keys.length === 0 ? [row.fingerprint] : []));
  const matches = await findMatches(trx, context, job.entity, job.source, keys);
  const found = await rowsOf<{ readonly identity: string }>(
    trx,
    `select match_key as identity from import_rows where tenant_id = ? and import_id = ? and status <> 'rejected' and match_key = any(?::text[])
     union select '#' || fingerprint from import_rows
       where tenant_id = ? and match_key is null and fingerprint = any(?::text[]) and (status in ('imported', 'updated') or import_id = ? and status <> 'rejected')`,
    [context.tenantId, job.id, keys, context.tenantId, prints, job.id],
  );
  return { records: new Set(matches.keys()), rows: new Set(found.map((one) => one.identity)) };
}

/** Says of companies and contacts that rows name whether they are known; those that are not are left out, or will be made. */
async function withRelations(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<readonly UnderstoodRow[]> {
  if (isWork(job.entity)) return withWorkRelations(trx, context, job, rows);
  if (job.entity !== 'contact' && job.entity !== 'deal') return rows;
  const names = (field: string): string[] =>
    rows.flatMap((row) => (typeof row.values[field] === 'string' ? [String(row.values[field])] : []));
  const companies = await findNamed(trx, context, 'company', job.createMissing ? [] : names('company'));
  const contacts = await findNamed(trx, context, 'contact', names('contact'));
  const warn = (row: UnderstoodRow, field: 'company' | 'contact', known: ReadonlyMap<string, string>): readonly RowError[] => {
    const name = row.values[field];
    if (typeof name !== 'string' || known.has(foldName(name))) return [];
    const column = job.mapping.find((entry) => entry.to === 'field' && entry.field === field)?.column ?? null;
    const heading = job.columns.find((one) => one.index === column)?.label ?? null;
    const message = `There is no ${field} "${name}"; the row is imported without it.`;
    return [{ code: `${field}_unknown`, message, column: column === null ? null : column + 1, heading, value: name.slice(0, 200) }];
  };
  return rows.map((row) => ({
    ...row,
    warnings: [...row.warnings, ...(job.createMissing ? [] : warn(row, 'company', companies)), ...warn(row, 'contact', contacts)],
  }));
}

/** A task may stand alone; a note or an activity that hangs on nothing would be seen by nobody. */
async function withWorkRelations(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<readonly UnderstoodRow[]> {
  const related = await relatedRecords(trx, context, job, rows);
  return rows.map((row) => {
    const missing = related.missing(row);
    if (job.entity === 'task' || related.of(row).length > 0) return { ...row, warnings: [...row.warnings, ...missing] };
    const message = missing[0] === undefined ? 'The row names no record it belongs to.' : 'No record that the row names is known.';
    const first = missing[0] ?? { column: null, heading: null, value: null };
    return { ...row, errors: [...row.errors, { ...first, code: 'related_unknown' as const, message }] };
  });
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
    match_key: row.keys[0] ?? null,
    cells: shown ? row.cells : null,
    errors: row.errors,
    warnings: row.warnings,
  }));
  await trx.raw(
    `insert into import_rows (tenant_id, import_id, row_number, status, email, fingerprint, match_key, cells, errors, warnings)
     select ?::uuid, ?::uuid, row_number, status, email, fingerprint, match_key, cells, errors, warnings
     from jsonb_to_recordset(?::jsonb) as row (row_number int, status text, email text, fingerprint text, match_key text, cells jsonb, errors jsonb, warnings jsonb)`,
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
