import { UserError } from '../../domain/errors/errors.ts';
import { createLeads } from '../leads/create-leads.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';
import { addTags } from '../tags/add-tag.ts';
import { findMatches, findNamed } from './find-matches.ts';
import type { ImportJobRow } from './import-job.ts';
import { noteResults, progress, type RowResult } from './note-results.ts';
import type { UnderstoodRow } from './row-reader.ts';
import { keepChanges, track } from './track-changes.ts';
import { isWork } from '../../domain/imports/record-targets.ts';
import { relatedRecords } from './related-records.ts';
import { createFromRow, patchOf, type RowWriter, updateFromRow } from './write-row.ts';
import { createWorkFromRow, lockRelated } from './write-work.ts';

/** A rule of a record refused a row in the middle of a batch: the batch is repeated with a savepoint for each row. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
}

/**
 * Imports one batch: records, their events, what became of each row, what was changed, and how far the import has come commit
 * together. A batch that is repeated after a crash starts where the last commit ended, so nothing is imported twice.
 * @throws {RowRefused} when a row is refused and `careful` is false: the transaction may be broken.
 */
export async function applyRows(
  trx: TenantTrx,
  given: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
  careful: boolean,
): Promise<ImportJobRow> {
  const tracker = track(given);
  const { context } = tracker;
  const wanted = await wantedRows(trx, context, job, rows);
  const taken = rows.filter((row) => wanted.has(row.number));
  const matches = await findMatches(
    trx,
    context,
    job.entity,
    job.source,
    taken.flatMap((row) => row.keys),
  );
  const names = (field: string): string[] =>
    taken.flatMap((row) => (typeof row.values[field] === 'string' ? [String(row.values[field])] : []));
  const named = {
    companies: await findNamed(trx, context, 'company', job.entity === 'contact' || job.entity === 'deal' ? names('company') : []),
    contacts: await findNamed(trx, context, 'contact', job.entity === 'deal' ? names('contact') : []),
  };
  const related = isWork(job.entity) ? await relatedRecords(trx, context, job, taken) : null;
  if (related !== null) await lockRelated(trx, context, related, taken);
  const writer: RowWriter = { trx, context, job, named, related };
  const results = new Map<number, RowResult>();
  // New leads go in together: they are many, and automations wait for them.
  const together = job.entity === 'lead' ? taken.filter((row) => !row.keys.some((key) => matches.has(key))) : [];
  for (const result of await createTogether(writer, together)) {
    results.set(result.row.number, result);
    if (result.recordId !== null) tracker.rowOf.set(result.recordId, result.row.number);
  }
  for (const row of taken) {
    if (results.has(row.number)) continue;
    tracker.at(row.number);
    results.set(row.number, await guarded(trx, careful, row, () => writeOne(writer, row, matches)));
  }
  const applied = taken.flatMap((row) => results.get(row.number) ?? []);
  await tagRecords(writer, applied, tracker.at);
  await keepExternalIds(writer, applied);
  await noteResults(trx, context, job, applied);
  await keepChanges(trx, context, job.id, tracker);
  return progress(trx, context, job, rows, applied);
}

/** Rows that were found valid; with the policy `update` also those whose record exists already. */
async function wantedRows(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  rows: readonly UnderstoodRow[],
): Promise<Set<number>> {
  const statuses = job.onDuplicate === 'skip' ? ['valid'] : ['valid', 'duplicate'];
  const found = await rowsOf<{ readonly rowNumber: number }>(
    trx,
    'select row_number from import_rows where tenant_id = ? and import_id = ? and row_number = any(?::int[]) and status = any(?::text[])',
    [context.tenantId, job.id, rows.map((row) => row.number), statuses],
  );
  return new Set(found.map((row) => row.rowNumber));
}

/** What `createLeads` calls an outcome, as the status of the row. */
const statusOf = { created: 'imported', updated: 'updated', skipped: 'duplicate', duplicate: 'duplicate' } as const;

async function createTogether(writer: RowWriter, rows: readonly UnderstoodRow[]): Promise<readonly RowResult[]> {
  if (rows.length === 0) return [];
  const { trx, context, job } = writer;
  const onDuplicate = job.onDuplicate === 'skip' ? 'skip' : 'update';
  const results = await createLeads(
    trx,
    context,
    rows.map((row) => ({ ...patchOf(row, job), onDuplicate })),
  );
  return rows.flatMap((row, index): RowResult[] => {
    const result = results[index];
    if (result === undefined) return [];
    if (result.outcome === 'invalid' || result.outcome === 'no_room')
      return [{ row, status: 'rejected', recordId: null, problems: result.problems }];
    return [{ row, status: statusOf[result.outcome], recordId: result.lead.id, problems: [] }];
  });
}

async function writeOne(writer: RowWriter, row: UnderstoodRow, matches: Map<string, string>): Promise<RowResult> {
  const known = row.keys.map((key) => matches.get(key)).find((id) => id !== undefined);
  const { entity } = writer.job;
  if (known !== undefined && (writer.job.onDuplicate === 'skip' || isWork(entity)))
    return { row, status: 'duplicate', recordId: known, problems: [] };
  if (known !== undefined) {
    if (!isWork(entity)) await updateFromRow(writer, entity, row, known);
    return { row, status: 'updated', recordId: known, problems: [] };
  }
  if (writer.job.onDuplicate === 'update_only') {
    return {
      row,
      status: 'rejected',
      recordId: null,
      problems: [{ code: 'record_unknown', detail: 'There is no such record to update.' }],
    };
  }
  const id = await create(writer, row);
  // A later row of the file with one of the keys means this record.
  for (const key of row.keys) matches.set(key, id);
  return { row, status: 'imported', recordId: id, problems: [] };
}

function create(writer: RowWriter, row: UnderstoodRow): Promise<string> {
  const { trx, context, job, related } = writer;
  if (!isWork(job.entity)) return createFromRow(writer, job.entity, row);
  return createWorkFromRow(trx, context, job.entity, row, related?.of(row) ?? []);
}

/** A refused row is noted as such; what it had written before is taken back first. */
async function guarded(trx: TenantTrx, careful: boolean, row: UnderstoodRow, work: () => Promise<RowResult>): Promise<RowResult> {
  if (!careful) {
    return work().catch((error: unknown) => {
      throw error instanceof UserError ? new RowRefused(error.message, { cause: error }) : error;
    });
  }
  await trx.raw('savepoint import_row');
  try {
    const result = await work();
    await trx.raw('release savepoint import_row');
    return result;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await trx.raw('rollback to savepoint import_row');
    await trx.raw('release savepoint import_row');
    return { row, status: 'rejected', recordId: null, problems: error.problems.length > 0 ? error.problems : [{ detail: error.message }] };
  }
}

async function tagRecords(writer: RowWriter, applied: readonly RowResult[], at: (row: number) => void): Promise<void> {
  const { entity } = writer.job;
  if (isWork(entity)) return;
  for (const { row, status, recordId } of applied) {
    const tags = row.values['tags'];
    if (!Array.isArray(tags) || tags.length === 0 || recordId === null || (status !== 'imported' && status !== 'updated')) continue;
    at(row.number);
    const names = tags.filter((tag): tag is string => typeof tag === 'string');
    await addTags(writer.trx, writer.context, { record: { type: entity, id: recordId }, names, held: true });
  }
}

/** Remembers under which id the other product knows a record, so that the next export finds it whatever else has changed. */
async function keepExternalIds({ trx, context, job }: RowWriter, applied: readonly RowResult[]): Promise<void> {
  const given = applied.flatMap(({ row, status, recordId }) =>
    typeof row.values['externalId'] === 'string' && recordId !== null && (status === 'imported' || status === 'updated')
      ? [{ external_id: row.values['externalId'], record_id: recordId }]
      : [],
  );
  if (given.length === 0) return;
  await trx.raw(
    `insert into external_ids (tenant_id, record_type, source, external_id, record_id, created_at)
     select distinct on (external_id) ?::uuid, ?, ?, external_id, record_id, ?::timestamptz from jsonb_to_recordset(?::jsonb) as e (external_id text, record_id uuid)
     on conflict (tenant_id, record_type, source, external_id) do update set record_id = excluded.record_id`,
    [context.tenantId, job.entity, job.source ?? 'file', context.now, JSON.stringify(given)],
  );
}
