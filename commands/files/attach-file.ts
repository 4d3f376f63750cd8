import { isUuid } from '../../domain/ids.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notFound } from '../records/lock-record.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { rowOf } from '../records/sql.ts';

/** Hangs an uploaded file on a record: `file.attached`. Again does no harm. */
export async function attachFile(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly fileId: string; readonly record: SubjectRef },
): Promise<void> {
  await lockSubjects(trx, context, [input.record]);
  const file = isUuid(input.fileId)
    ? await rowOf<{ name: string; size: number }>(
        trx,
        `select name, size_bytes::float8 as size from files where tenant_id = ? and id = ? and purpose = 'attachment' and deleted_at is null for update`,
        [context.tenantId, input.fileId],
      )
    : null;
  if (file === null) throw notFound('file');
  const linked = await rowOf<{ fileId: string }>(
    trx,
    `insert into record_files (tenant_id, record_type, record_id, file_id, created_at) values (?, ?, ?, ?, ?) on conflict do nothing returning file_id`,
    [context.tenantId, input.record.type, input.record.id, input.fileId, context.now],
  );
  if (linked === null) return;
  context.record({ type: 'file.attached', subject: input.record, data: { fileId: input.fileId, name: file.name, size: file.size } });
}

/**
 * Takes a file off a record: `file.removed`. A file that hangs nowhere any more is deleted.
 *
 * @returns the key of the bytes that nobody needs any more, or null
 */
export async function removeFile(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly fileId: string; readonly record: SubjectRef },
): Promise<string | null> {
  await lockSubjects(trx, context, [input.record]);
  const removed = await rowOf<{ name: string }>(
    trx,
    `delete from record_files using files f where record_files.tenant_id = ? and record_id = ? and file_id = ?
       and f.tenant_id = record_files.tenant_id and f.id = file_id returning f.name`,
    [context.tenantId, input.record.id, input.fileId],
  );
  if (removed === null) throw notFound('file');
  context.record({ type: 'file.removed', subject: input.record, data: { fileId: input.fileId, name: removed.name } });
  const deleted = await rowOf<{ storageKey: string }>(
    trx,
    `update files set deleted_at = ? where tenant_id = ? and id = ? and deleted_at is null
       and not exists (select from record_files r where r.tenant_id = files.tenant_id and r.file_id = files.id) returning storage_key`,
    [context.now, context.tenantId, input.fileId],
  );
  return deleted?.storageKey ?? null;
}
