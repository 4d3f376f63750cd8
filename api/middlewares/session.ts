import type { Context } from 'koa';
import { apiKeyPrefix } from '../../commands/api-keys/api-keys.ts';
import { hashToken } from '../../commands/identity/session-tokens.ts';
import type { SessionFound } from '../../db/lookup.ts';
import type { ApiDeps } from '../deps.ts';
import type { Principal } from '../lib/principal.ts';
import { refuseForgedRequest } from './csrf.ts';

export const sessionCookie = 'cadenza_session';
const tokenPattern = /^[A-Za-z0-9_-]{32,128}$/;

export interface FoundSession extends SessionFound {
  readonly via: Principal['via'];
}

/** Finds the live session of a request in the database: by bearer token, else by cookie. Null: not signed in. */
export async function findSession(ctx: Context, deps: ApiDeps): Promise<FoundSession | null> {
  const bearer = /^Bearer +(\S+)$/i.exec(ctx.get('Authorization'))?.[1];
  if (bearer !== undefined) return lookUp(deps, bearer, bearer.startsWith(apiKeyPrefix) ? 'api_key' : 'bearer');
  const cookie = ctx.cookies.get(sessionCookie);
  if (cookie === undefined) return null;
  const found = await lookUp(deps, cookie, 'cookie');
  if (found !== null) refuseForgedRequest(ctx, deps.config.publicUrl);
  return found;
}

async function lookUp(deps: ApiDeps, token: string, via: Principal['via']): Promise<FoundSession | null> {
  if (!tokenPattern.test(token)) return null;
  const { lookup } = deps.db;
  const found = await (via === 'api_key' ? lookup.apiKeyByTokenHash : lookup.sessionByTokenHash)(hashToken(token));
  return found === null ? null : { ...found, via };
}

/** The cookie outlives nothing: the row in the database decides, the cookie only names it. */
export function setSessionCookie(ctx: Context, deps: ApiDeps, token: string): void {
  ctx.cookies.set(sessionCookie, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: deps.config.cookieSecure,
    path: '/',
    maxAge: deps.config.sessionAbsoluteHours * 3_600_000,
    overwrite: true,
  });
}

export function clearSessionCookie(ctx: Context): void {
  ctx.cookies.set(sessionCookie, null, { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true });
}
