import { createHmac } from 'node:crypto';
import { rowOf } from '../records/sql.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import type { SessionRules } from './open-session.ts';
import { hashToken, newSessionToken } from './session-tokens.ts';

/** What an API client holds. Its access token goes with every request; the refresh token gets it the next pair, once. */
export interface ClientTokens {
  readonly accessToken: string;
  readonly accessExpiresAt: Date;
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}

interface Generation {
  readonly number: number;
  readonly usedAt: Date | null;
  readonly successorNonce: string | null;
}

type Lifetimes = Pick<SessionRules, 'accessTokenMinutes' | 'refreshTokenDays'>;

/** The pair a session begins with. */
export function firstTokens(trx: TenantTrx, context: CommandContext, sessionId: string, rules: Lifetimes): Promise<ClientTokens> {
  return writeGeneration(trx, context, { sessionId, number: 1, refreshToken: newSessionToken(), rules });
}

/**
 * Exchanges a refresh token for the next pair, under the session's lock. The next token is made of this one and a number kept beside it:
 * whoever repeats the exchange in time is given the same again, so there is ever one line of tokens and never a second branch that
 * could live on unseen. Null: it was exchanged too long ago, or the next one is in use already, so two hold it and one of them stole it.
 */
export async function nextTokens(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly sessionId: string; readonly refreshToken: string; readonly rules: Lifetimes & { readonly graceSeconds: number } },
): Promise<ClientTokens | null> {
  const { sessionId, refreshToken, rules } = input;
  const row = await rowOf<Generation>(
    trx,
    'select number, used_at, successor_nonce from token_generations where tenant_id = ? and session_id = ? and refresh_hash = ?',
    [context.tenantId, sessionId, hashToken(refreshToken)],
  );
  if (row === null) return null;
  if (row.usedAt !== null) return repeated(trx, context, input, row);
  const nonce = newSessionToken();
  // The clock, not the beginning of the transaction: whoever waits for the lock began before this instant.
  await trx.raw(
    `update token_generations set successor_nonce = case when number = ? then ? end, used_at = case when number = ? then clock_timestamp() else used_at end
     where tenant_id = ? and session_id = ? and number in (?, ?)`,
    [row.number, nonce, row.number, context.tenantId, sessionId, row.number, row.number - 1],
  );
  return writeGeneration(trx, context, { sessionId, number: row.number + 1, refreshToken: successorOf(refreshToken, nonce), rules });
}

async function repeated(
  trx: TenantTrx,
  context: CommandContext,
  {
    sessionId,
    refreshToken,
    rules,
  }: { readonly sessionId: string; readonly refreshToken: string; readonly rules: { readonly graceSeconds: number } },
  row: Generation,
): Promise<ClientTokens | null> {
  const lateness = context.now.getTime() - (row.usedAt?.getTime() ?? 0);
  if (row.successorNonce === null || lateness > rules.graceSeconds * 1_000) return null;
  const next = await rowOf<{ readonly accessExpiresAt: Date; readonly expiresAt: Date }>(
    trx,
    `select access_expires_at, expires_at from token_generations
     where tenant_id = ? and session_id = ? and number = ? and used_at is null`,
    [context.tenantId, sessionId, row.number + 1],
  );
  if (next === null) return null;
  const again = successorOf(refreshToken, row.successorNonce);
  return {
    accessToken: accessTokenOf(again),
    accessExpiresAt: next.accessExpiresAt,
    refreshToken: again,
    refreshExpiresAt: next.expiresAt,
  };
}

async function writeGeneration(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly sessionId: string; readonly number: number; readonly refreshToken: string; readonly rules: Lifetimes },
): Promise<ClientTokens> {
  const { sessionId, number, refreshToken, rules } = input;
  const accessToken = accessTokenOf(refreshToken);
  const accessExpiresAt = new Date(context.now.getTime() + rules.accessTokenMinutes * 60_000);
  const refreshExpiresAt = new Date(context.now.getTime() + rules.refreshTokenDays * 86_400_000);
  await trx('token_generations').insert({
    tenant_id: context.tenantId,
    id: newId(),
    session_id: sessionId,
    number,
    refresh_hash: hashToken(refreshToken),
    access_hash: hashToken(accessToken),
    access_expires_at: accessExpiresAt,
    expires_at: refreshExpiresAt,
    created_at: context.now,
  });
  await trx.raw(
    'update sessions set refresh_token_hash = ?, expires_at = ?, idle_expires_at = ?, last_seen_at = ? where tenant_id = ? and id = ?',
    [hashToken(refreshToken), refreshExpiresAt, refreshExpiresAt, context.now, context.tenantId, sessionId],
  );
  return { accessToken, accessExpiresAt, refreshToken, refreshExpiresAt };
}

function successorOf(refreshToken: string, nonce: string): string {
  return createHmac('sha256', refreshToken).update(`next ${nonce}`).digest('base64url');
}

/** One way only: an access token that got lost tells nothing of its refresh token. */
function accessTokenOf(refreshToken: string): string {
  return createHmac('sha256', refreshToken).update('access').digest('base64url');
}
