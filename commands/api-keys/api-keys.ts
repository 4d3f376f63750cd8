import { UserError } from '../../domain/errors/errors.ts';
import { keyScopes } from '../../domain/permissions/permissions.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { hashToken, newSessionToken } from '../identity/session-tokens.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { permissionsOf } from '../users/rights.ts';

/** How a key is told from a session's token; secret scanners know it by it. */
export const apiKeyPrefix = 'cdz_';

export interface CreateApiKey {
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
}

/** Makes a key that acts as its maker within its scopes. The key itself is known only now; its hash is kept. */
export async function createApiKey(
  trx: TenantTrx,
  context: CommandContext,
  input: CreateApiKey,
): Promise<{ readonly id: string; readonly key: string }> {
  const own = await permissionsOf(trx, context, input.userId);
  const problems = input.scopes.flatMap((scope, index) => {
    if (keyScopes.some((code) => code === scope) && own.has(scope)) return [];
    const known = keyScopes.some((code) => code === scope);
    const detail = known ? `You do not have the right "${scope}" yourself.` : `A key cannot have the scope "${scope}".`;
    return [{ pointer: `/scopes/${index}`, code: known ? 'beyond_own_rights' : 'unknown_scope', detail }];
  });
  if (problems.length > 0) throw new UserError('validation_failed', 'The key cannot have these scopes.', problems);
  if (input.expiresAt !== null && input.expiresAt <= context.now) {
    const detail = 'The key would have expired already.';
    throw new UserError('validation_failed', detail, [{ pointer: '/expiresAt', code: 'in_the_past', detail }]);
  }
  const id = newId();
  const key = `${apiKeyPrefix}${newSessionToken()}`;
  await trx('api_keys').insert({
    tenant_id: context.tenantId,
    id,
    user_id: input.userId,
    name: input.name,
    prefix: key.slice(0, apiKeyPrefix.length + 6),
    token_hash: hashToken(key),
    scopes: [...new Set(input.scopes)],
    expires_at: input.expiresAt,
  });
  await writeAudit(trx, context, {
    action: 'api_key.created',
    recordType: 'api_key',
    recordId: id,
    after: { name: input.name, scopes: [...input.scopes] },
  });
  return { id, key };
}

/** Ends a key at once: one's own, or anybody's for those who manage users. */
export async function revokeApiKey(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly ofUserId: string | null },
): Promise<void> {
  const { rows }: { rows: { name: string }[] } = await trx.raw(
    `update api_keys set revoked_at = ?, version = version + 1, updated_at = ?
     where tenant_id = ? and id = ? and revoked_at is null and (?::uuid is null or user_id = ?::uuid) returning name`,
    [context.now, context.now, context.tenantId, input.id, input.ofUserId, input.ofUserId],
  );
  const [row] = rows;
  if (row === undefined) throw new UserError('not_found', 'There is no such key.');
  await writeAudit(trx, context, { action: 'api_key.revoked', recordType: 'api_key', recordId: input.id, before: { name: row.name } });
}
