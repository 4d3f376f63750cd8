import type { JsonObject } from '../../domain/json.ts';
import type { CreatedLead, CreateLead } from '../leads/create-leads.ts';
import { createLeads } from '../leads/create-leads.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { addTags } from '../tags/add-tag.ts';
import type { ImportJobRow } from './import-job.ts';
import type { UnderstoodRow } from './row-reader.ts';

interface Applied {
  readonly row: UnderstoodRow;
  readonly result: CreatedLead;
}

/**
 * Imports one batch: leads, their events, what became of each row, and how far the import has come commit together. A batch
 * that is repeated after a crash starts where the last commit ended, so nothing is imported twice.
 */
export async function applyRows(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<ImportJobRow> {
  const wanted = await wantedRows(trx, context, job, rows);
  const taken = rows.filter((row) => wanted.has(row.number));
  const results = await createLeads(
    trx,
    context,
    taken.map((row) => leadOf(row, job)),
  );
  const applied = taken.flatMap((row, index): Applied[] => {
    const result = results[index];
    return result === undefined ? [] : [{ row, result }];
  });
  await tagLeads(trx, context, applied);
  await noteResults(trx, context, job, applied);
  return progress(trx, context, job, rows, applied);
}

/** Rows that were found valid; with the policy `update` also those whose lead exists already. */
async function wantedRows(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<Set<number>> {
  const statuses = job.onDuplicate === 'update' ? ['valid', 'duplicate'] : ['valid'];
  const found = await rowsOf<{ readonly rowNumber: number }>(
    trx,
    'select row_number from import_rows where tenant_id = ? and import_id = ? and row_number = any(?::int[]) and status = any(?::text[])',
    [context.tenantId, job.id, rows.map((row) => row.number), statuses],
  );
  return new Set(found.map((row) => row.rowNumber));
}

function leadOf(row: UnderstoodRow, job: ImportJobRow): CreateLead {
  const { owner, tags: _tags, ...fields } = row.values;
  const custom: JsonObject = row.custom;
  return {
    ...fields,
    ...(owner === undefined ? {} : { ownerUserId: owner, routingReason: `Named in the file ${job.fileName}`.slice(0, 200) }),
    ...(Object.keys(custom).length === 0 ? {} : { custom }),
    onDuplicate: job.onDuplicate,
  };
}

async function tagLeads(trx: TenantTrx, context: CommandContext, applied: readonly Applied[]): Promise<void> {
  for (const { row, result } of applied) {
    const tags = row.values['tags'];
    if (!Array.isArray(tags) || tags.length === 0 || (result.outcome !== 'created' && result.outcome !== 'updated')) continue;
    const names = tags.filter((tag): tag is string => typeof tag === 'string');
    await addTags(trx, context, { record: { type: 'lead', id: result.lead.id }, names, held: true });
  }
}

/** What `createLeads` calls an outcome, as the status of the row. */
function statusOf(result: CreatedLead): 'imported' | 'updated' | 'duplicate' | 'rejected' {
  switch (result.outcome) {
    case 'created':
      return 'imported';
    case 'updated':
      return 'updated';
    case 'skipped':
    case 'duplicate':
      return 'duplicate';
    case 'invalid':
      return 'rejected';
  }
}

async function noteResults(trx: TenantTrx, context: CommandContext, job: ImportJobRow, applied: readonly Applied[]): Promise<void> {
  const values = applied.map(({ row, result }) => ({
    row_number: row.number,
    status: statusOf(result),
    record_id: 'lead' in result ? result.lead.id : null,
    // Somebody else took the address since the check, or a rule of the record refuses the row: it must be shown with its cells.
    cells: result.outcome === 'created' || result.outcome === 'updated' ? null : row.cells,
    errors:
      result.outcome === 'invalid'
        ? result.problems.map((problem) => ({
            code: 'row_refused',
            message: problem.detail,
            column: null,
            heading: problem.pointer ?? null,
            value: null,
          }))
        : null,
  }));
  await trx.raw(
    `update import_rows set status = done.status, record_id = done.record_id, cells = coalesce(done.cells, import_rows.cells), errors = coalesce(done.errors, import_rows.errors)
     from jsonb_to_recordset(?::jsonb) as done (row_number int, status text, record_id uuid, cells jsonb, errors jsonb)
     where import_rows.tenant_id = ? and import_rows.import_id = ? and import_rows.row_number = done.row_number`,
    [JSON.stringify(values).replaceAll('\\u0000', '\\ufffd'), context.tenantId, job.id],
  );
}

async function progress(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
  applied: readonly Applied[],
): Promise<ImportJobRow> {
  const count = (status: string): number => applied.filter((one) => statusOf(one.result) === status).length;
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
