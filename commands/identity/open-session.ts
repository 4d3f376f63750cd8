import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { type ClientTokens, firstTokens } from './client-tokens.ts';
import { hashToken, newSessionToken } from './session-tokens.ts';

/** Where a request comes from, as far as it says. */
export interface Caller {
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export interface SessionRules {
  readonly idleMinutes: number;
  readonly absoluteHours: number;
  readonly accessTokenMinutes: number;
  readonly refreshTokenDays: number;
}

/** How the other side keeps its session: a browser by a cookie, an API client by an access token and a refresh token. */
export type Transport = 'cookie' | 'token';

export interface OpenedSession {
  readonly sessionId: string;
  /** What a browser's cookie holds, known only to the caller from now on; null for an API client. */
  readonly cookie: string | null;
  /** What an API client holds; null for a browser. */
  readonly tokens: ClientTokens | null;
}

export interface OpenSession {
  readonly userId: string;
  readonly caller: Caller;
  readonly rules: SessionRules;
  readonly transport: Transport;
  /** Left out: by a password. */
  readonly by?: { readonly provider: string; readonly secondFactor: boolean };
}

/** Starts a session of a user whose identity was proven. */
export async function openSession(trx: TenantTrx, context: CommandContext, input: OpenSession): Promise<OpenedSession> {
  // A client's session is never found by this one: nobody is told it.
  const secret = newSessionToken();
  const sessionId = newId();
  const { userId, caller, rules, transport, by } = input;
  const minutes = transport === 'cookie' ? rules.absoluteHours * 60 : rules.refreshTokenDays * 24 * 60;
  const idleMinutes = transport === 'cookie' ? rules.idleMinutes : minutes;
  await trx.raw(
    `insert into sessions (tenant_id, id, user_id, kind, token_hash, user_agent, ip, second_factor_by_provider, idle_expires_at, expires_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, now() + least(make_interval(mins => ?), make_interval(mins => ?)), now() + make_interval(mins => ?))`,
    [
      context.tenantId,
      sessionId,
      userId,
      transport === 'cookie' ? 'browser' : 'client',
      hashToken(secret),
      caller.userAgent,
      caller.ip,
      by?.secondFactor ?? false,
      idleMinutes,
      minutes,
      minutes,
    ],
  );
  const tokens = transport === 'token' ? await firstTokens(trx, context, sessionId, rules) : null;
  await trx.raw('update users set last_sign_in_at = ?, failed_sign_ins = 0, locked_until = null where tenant_id = ? and id = ?', [
    context.now,
    context.tenantId,
    userId,
  ]);
  await writeAudit(trx, context, {
    action: 'user.signed_in',
    recordType: 'user',
    recordId: userId,
    ...caller,
    ...(by === undefined ? {} : { after: { by: by.provider } }),
  });
  return { sessionId, cookie: transport === 'cookie' ? secret : null, tokens };
}
