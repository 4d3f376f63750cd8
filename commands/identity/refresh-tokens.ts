import type { TenantId } from '../../domain/ids.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { runCommand } from '../lib/run-command.ts';
import { rowOf } from '../records/sql.ts';
import { type ClientTokens, nextTokens } from './client-tokens.ts';
import type { Database } from './links.ts';
import type { Caller, SessionRules } from './open-session.ts';
import { revokeSessions } from './revoke-sessions.ts';
import { hashToken } from './session-tokens.ts';

export type RefreshRules = Pick<SessionRules, 'accessTokenMinutes' | 'refreshTokenDays'> & { readonly graceSeconds: number };

export interface Refreshed extends ClientTokens {
  readonly tenantId: TenantId;
  readonly userId: string;
}

const reusedReason = 'refresh token reused';
type Verdict = { readonly kind: 'next'; readonly tokens: ClientTokens } | { readonly kind: 'ended' | 'reused' };

/**
 * Gives an API client its next pair of tokens. A refresh token that was exchanged before, beyond the moment of grace, is in two hands:
 * the whole session ends, whichever of them came.
 */
export async function refreshTokens(
  db: Database,
  input: { readonly refreshToken: string; readonly caller: Caller },
  rules: RefreshRules,
): Promise<Refreshed> {
  const found = await db.lookup.sessionByRefreshTokenHash(hashToken(input.refreshToken));
  if (found === null) throw ended();
  const { tenantId, sessionId, userId } = found;
  const verdict = await runCommand(
    db,
    { tenantId, actor: { kind: 'user', userId } },
    (trx, context) => exchange(trx, context, { ...input, sessionId, userId, rules }),
    // Repeated, it is answered with the same pair.
    { repeatable: true },
  );
  if (verdict.kind === 'next') return { ...verdict.tokens, tenantId, userId };
  throw verdict.kind === 'reused' ? reused() : ended();
}

async function exchange(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly refreshToken: string;
    readonly caller: Caller;
    readonly sessionId: string;
    readonly userId: string;
    readonly rules: RefreshRules;
  },
): Promise<Verdict> {
  const { sessionId, userId } = input;
  const session = await rowOf<{ readonly live: boolean; readonly revokedReason: string | null }>(
    trx,
    `select s.revoked_reason, s.revoked_at is null and s.expires_at > now() and u.status = 'active' and t.status = 'active' as live
     from sessions s join users u on u.tenant_id = s.tenant_id and u.id = s.user_id join tenants t on t.id = s.tenant_id
     where s.tenant_id = ? and s.id = ? for no key update of s`,
    [context.tenantId, sessionId],
  );
  if (session?.live !== true) return { kind: session?.revokedReason === reusedReason ? 'reused' : 'ended' };
  const tokens = await nextTokens(trx, context, input);
  if (tokens !== null) return { kind: 'next', tokens };
  await revokeSessions(trx, context, { userId, sessionId, reason: reusedReason });
  await writeAudit(trx, context, {
    action: 'user.token_reused',
    // Whoever it was has not proven to be the user.
    actor: { kind: 'system', name: 'sign-in' },
    recordType: 'user',
    recordId: userId,
    after: { sessionId },
    ...input.caller,
  });
  return { kind: 'reused' };
}

/** Ends the session of a refresh token, also one that was exchanged already: whoever has it wants it to be over. */
export async function revokeByRefreshToken(db: Database, input: { readonly refreshToken: string; readonly caller: Caller }): Promise<void> {
  const found = await db.lookup.sessionByRefreshTokenHash(hashToken(input.refreshToken));
  if (found === null) return;
  const { tenantId, sessionId, userId } = found;
  await runCommand(db, { tenantId, actor: { kind: 'user', userId } }, async (trx, context) => {
    const count = await revokeSessions(trx, context, { userId, sessionId, reason: 'signed out' });
    if (count === 0) return;
    await writeAudit(trx, context, { action: 'user.signed_out', recordType: 'user', recordId: userId, ...input.caller });
  });
}

function ended(): UserError {
  return new UserError('unauthenticated', 'The refresh token is unknown or has expired, or its session has ended. Sign in again.');
}

function reused(): UserError {
  return new UserError(
    'AUTH_TOKEN_REUSED',
    'This refresh token was exchanged before. Somebody else may have it, so the session has ended. Sign in again.',
  );
}
