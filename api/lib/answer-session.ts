import type { Context } from 'koa';
import type { z } from 'zod';
import type { ClientTokens } from '../../commands/identity/client-tokens.ts';
import type { Caller, OpenedSession, SessionRules } from '../../commands/identity/open-session.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { signIn, tokenPair } from '../contracts/identity.ts';
import type { ApiDeps } from '../deps.ts';
import { refuseForgedRequest } from '../middlewares/csrf.ts';
import { setSessionCookie } from '../middlewares/session.ts';

export function callerOf(ctx: Context): Caller {
  return { ip: ctx.ip === '' ? null : ctx.ip, userAgent: ctx.get('User-Agent').slice(0, 500) || null };
}

/** The cookie of a sign-in somebody else made a browser send would sign its user into the wrong account. */
export function refuseForeignPage(ctx: Context, deps: ApiDeps): void {
  refuseForgedRequest(ctx, deps.config.publicUrl);
}

export function sessionRulesOf({ config }: ApiDeps): SessionRules {
  return {
    idleMinutes: config.sessionIdleMinutes,
    absoluteHours: config.sessionAbsoluteHours,
    accessTokenMinutes: config.accessTokenMinutes,
    refreshTokenDays: config.refreshTokenDays,
  };
}

export function presentTokens(tokens: ClientTokens): z.input<typeof tokenPair> {
  return {
    token: tokens.accessToken,
    expiresAt: tokens.accessExpiresAt.toISOString(),
    refreshToken: tokens.refreshToken,
    refreshExpiresAt: tokens.refreshExpiresAt.toISOString(),
  };
}

type Opened = OpenedSession & { readonly tenantId: TenantId; readonly userId: string };

/** Answers a sign-in, of whatever kind: the cookie to a browser, the tokens to an API client. */
export async function answerSession(ctx: Context, deps: ApiDeps, session: Opened): Promise<z.input<typeof signIn.response>> {
  const workspace = await deps.db.readTenant(session.tenantId, async (trx) => {
    const row: { slug: string } | undefined = await trx('tenants').where({ id: session.tenantId }).first('slug');
    return row?.slug ?? '';
  });
  if (session.cookie !== null) setSessionCookie(ctx, deps, session.cookie);
  const tokens = session.tokens === null ? noTokens : presentTokens(session.tokens);
  return { userId: session.userId, tenantId: session.tenantId, workspace, ...tokens };
}

const noTokens = { token: null, expiresAt: null, refreshToken: null, refreshExpiresAt: null };
