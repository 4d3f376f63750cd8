import type { CommandContext, TenantTrx } from '../lib/context.ts';

export interface FileRow {
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

export type CreateFile = Omit<FileRow, 'createdAt' | 'uploadedByUserId'>;

/** Where the bytes of a tenant's file lie in the store. */
export function storageKeyOf(tenantId: string, fileId: string): string {
  return `${tenantId}/${fileId}`;
}

/** Notes a file whose bytes are in the store already. */
export async function createFile(trx: TenantTrx, context: CommandContext, input: CreateFile): Promise<FileRow> {
  const uploadedByUserId = context.actor.kind === 'user' ? context.actor.userId : null;
  await trx('files').insert({
    tenant_id: context.tenantId,
    id: input.id,
    name: input.name,
    content_type: input.contentType,
    size_bytes: input.size,
    sha256: input.sha256,
    purpose: input.purpose,
    storage_key: input.storageKey,
    uploaded_by_user_id: uploadedByUserId,
    created_at: context.now,
  });
  return { ...input, uploadedByUserId, createdAt: context.now };
}
