import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { createFile, storageKeyOf } from '../../../commands/files/create-file.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { runOnce } from '../../../commands/idempotency/run-once.ts';
import { findFile, type StoredFile } from '../../../db/queries/find-file.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/files.ts';
import type { ApiDeps } from '../../deps.ts';
import { idempotencyKey } from '../../lib/idempotency-key.ts';
import type { Principal } from '../../lib/principal.ts';
import { type ReceivedFile, receiveUpload } from '../../lib/receive-upload.ts';
import { plainRoute, readRoute, type Route } from '../../lib/route.ts';
import { filePolicy, mayDownload, mayUpload } from '../../policies/files.ts';
import { requireThat } from '../../policies/policy.ts';

export const fileRoutes: readonly Route[] = [
  plainRoute(contract.uploadFile, {
    policy: filePolicy.write,
    handle: async ({ ctx, deps, principal, query }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      requireThat(mayUpload(principal, query.purpose), 'Your role does not allow uploads for this.');
      const id = newId();
      const key = idempotencyKey(ctx);
      const storageKey = storageKeyOf(principal.tenantId, id);
      const received = await receiveUpload(ctx, deps.files, storageKey, { maxBytes: deps.config.uploadMaxBytes });
      return keep({ ctx, deps, principal, key, file: { ...received, id, storageKey, purpose: query.purpose } });
    },
  }),

  readRoute(contract.getFile, {
    policy: filePolicy.read,
    handle: async ({ trx, principal, params }) => {
      const row = await findFile(trx, params.id);
      if (row === null || !mayDownload(principal, row)) throw noSuchFile();
      return presentFile(row);
    },
  }),

  plainRoute(contract.downloadFile, {
    policy: filePolicy.read,
    handle: async ({ ctx, deps, principal, params }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const row = await deps.db.readTenant(principal.tenantId, (trx) => findFile(trx, params.id));
      if (row === null || !mayDownload(principal, row)) throw noSuchFile();
      // Always a download, never shown: an uploaded page must not run under our origin.
      ctx.attachment(row.name);
      ctx.type = 'application/octet-stream';
      ctx.length = row.size;
      ctx.set('Cache-Control', 'private, no-store');
      ctx.compress = false;
      ctx.body = deps.files.read(row.storageKey);
      return undefined;
    },
  }),
];

interface Kept {
  readonly ctx: Context;
  readonly deps: ApiDeps;
  readonly principal: Principal;
  readonly key: string | null;
  readonly file: ReceivedFile & { readonly id: string; readonly storageKey: string; readonly purpose: 'import' | 'attachment' };
}

/** Notes the file; a repeated request is answered with the first one's file and its bytes are thrown away. */
async function keep({ ctx, deps, principal, key, file }: Kept): Promise<contract.File> {
  const frame = { tenantId: principal.tenantId, actor: { kind: 'user', userId: principal.userId } } as const;
  try {
    const kept = await runCommand(deps.db, frame, async (trx, context) => {
      const work = async (): Promise<contract.File> => presentFile(await createFile(trx, context, file));
      if (key === null) return { body: await work(), replayed: false };
      const fingerprint = createHash('sha256')
        .update(JSON.stringify(['upload', file.name, file.purpose, file.sha256]))
        .digest('hex');
      const once = { userId: principal.userId, key, fingerprint };
      const result = await runOnce(trx, context, once, async () => ({ status: 201, headers: {}, body: { ...(await work()) } }));
      return { body: contract.file.parse(result.body), replayed: result.replayed };
    });
    if (kept.replayed) {
      ctx.set('Idempotent-Replayed', 'true');
      await deps.files.remove(file.storageKey);
    }
    return kept.body;
  } catch (error) {
    // Otherwise it may be noted although we were not told, and then its bytes must be there.
    if (error instanceof UserError) await deps.files.remove(file.storageKey);
    throw error;
  }
}

function presentFile(row: Omit<StoredFile, 'storageKey'>): contract.File {
  return {
    id: row.id,
    name: row.name,
    contentType: row.contentType,
    size: row.size,
    sha256: row.sha256,
    purpose: row.purpose,
    uploadedByUserId: row.uploadedByUserId,
    createdAt: row.createdAt.toISOString(),
  };
}

function noSuchFile(): UserError {
  return new UserError('not_found', 'There is no such file.');
}
