import type { Transaction } from 'objection';

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string | null;
  readonly purpose: 'import' | 'import_errors' | 'attachment' | 'export';
  readonly storageKey: string;
  readonly uploadedByUserId: string | null;
  readonly createdAt: Date;
}

/** A file of the tenant; null when there is none. */
export async function findFile(trx: Transaction, id: string): Promise<StoredFile | null> {
  const { rows }: { rows: StoredFile[] } = await trx.raw(
    `select id, name, content_type as "contentType", size_bytes::float8 as size, sha256, purpose, storage_key as "storageKey",
       uploaded_by_user_id as "uploadedByUserId", created_at as "createdAt"
     from files where tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and id = ? and deleted_at is null`,
    [id],
  );
  return rows[0] ?? null;
}
