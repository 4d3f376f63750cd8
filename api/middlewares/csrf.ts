import type { Context } from 'koa';
import { UserError } from '../../domain/errors/errors.ts';

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Requests that a browser sends with its cookie must come from our own pages. Browsers say so themselves (Sec-Fetch-Site,
 * or Origin in older ones) and pages cannot forge either. Together with SameSite=Lax this needs no token.
 */
export function refuseForgedRequest(ctx: Context, publicUrl: string | null): void {
  if (harmless.has(ctx.method)) return;
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  const fromOurPage = site === 'same-origin' || site === 'none';
  if (site !== '' && !fromOurPage) throw forged();
  if (origin !== '' && !isOurs(origin, ctx, publicUrl)) throw forged();
}

function isOurs(origin: string, ctx: Context, publicUrl: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  const given = new URL(origin);
  return given.host === ctx.host || (publicUrl !== null && given.origin === new URL(publicUrl).origin);
}

function forged(): UserError {
  return new UserError('forbidden', 'The request does not come from a page of Cadenza.');
}
