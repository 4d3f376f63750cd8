import type { FileProblem } from '../../domain/imports/import-problem.ts';
import { notifyUser } from '../notifications/notify-user.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { rowOf } from '../records/sql.ts';
import type { ImportJobRow } from './import-job.ts';
import { customKeyOf } from './row-reader.ts';

/** Every row is taken: a check waits for its owner's word, an import is complete and says so. */
export async function endPhase(trx: TenantTrx, context: CommandContext, job: ImportJobRow): Promise<ImportJobRow> {
  if (job.status === 'validating') return write(trx, context, job, 'validated', null);
  if (job.status === 'undoing') return write(trx, context, job, 'undone', null);
  const done = await write(trx, context, job, 'completed', null);
  context.record({
    type: 'import.completed',
    subject: { type: 'import', id: job.id },
    data: {
      fileName: job.fileName,
      rows: done.totalRows,
      imported: done.importedRows,
      updated: done.updatedRows,
      rejected: done.rejectedRows,
      duplicates: done.duplicateRows,
    },
  });
  if (job.createdByUserId !== null) {
    await notifyUser(trx, context, { userId: job.createdByUserId, kind: 'import.completed', record: { type: 'import', id: job.id } });
  }
  return done;
}

/** The file as a whole cannot be read, and nothing of it was imported: the check reads it to its end first. */
export function failImport(trx: TenantTrx, context: CommandContext, job: ImportJobRow, problem: FileProblem): Promise<ImportJobRow> {
  return write(trx, context, job, 'failed', problem);
}

/** Makes the custom fields that the mapping asks for; those that exist already are used. */
export async function makeCustomFields(trx: TenantTrx, context: CommandContext, job: ImportJobRow): Promise<void> {
  const fields = job.mapping.flatMap((entry) =>
    entry.to === 'newField' ? [{ id: newId(), key: customKeyOf(entry.label), label: entry.label, type: entry.type }] : [],
  );
  if (fields.length === 0) return;
  await trx.raw(
    `insert into custom_fields (tenant_id, id, entity, key, label, type)
     select ?::uuid, id, ?, key, label, type from jsonb_to_recordset(?::jsonb) as field (id uuid, key text, label text, type text)
     on conflict (tenant_id, entity, key) do update set archived_at = null`,
    [context.tenantId, job.entity, JSON.stringify(fields)],
  );
}

async function write(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  status: ImportJobRow['status'],
  problem: FileProblem | null,
): Promise<ImportJobRow> {
  const ended = status === 'completed' || status === 'failed' ? context.now : status === 'undone' ? job.completedAt : null;
  const row = await rowOf<ImportJobRow>(
    trx,
    `update imports set status = ?, problem = ?, completed_at = ?, undone_at = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ? returning *`,
    [
      status,
      problem === null ? null : JSON.stringify(problem),
      ended,
      status === 'undone' ? context.now : null,
      context.now,
      context.tenantId,
      job.id,
    ],
  );
  if (row === null) throw new Error('a locked import vanished');
  return row;
}
