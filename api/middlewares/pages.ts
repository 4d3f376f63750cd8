import { extname, resolve } from 'node:path';
import { send } from '@koa/send';
import type { Middleware } from 'koa';

const immutable = 31_536_000_000;

/**
 * Serves the built browser application. Files under /assets carry a hash in their names and may be kept for ever;
 * every other address that looks like a page gets index.html, because the browser's router knows it.
 */
export function browserApplication(folder: string): Middleware {
  const root = resolve(folder);
  return async (ctx, next) => {
    if ((ctx.method !== 'GET' && ctx.method !== 'HEAD') || /^\/(v1|docs|healthz|readyz)(\/|$)/.test(ctx.path)) return next();
    const isFile = extname(ctx.path) !== '';
    const hashed = ctx.path.startsWith('/assets/');
    try {
      if (hashed) await send(ctx, ctx.path, { root, maxage: immutable, immutable: true });
      else await send(ctx, isFile ? ctx.path : 'index.html', { root, maxage: 0 });
    } catch (error) {
      if (!isMissing(error)) throw error;
      ctx.status = 404;
    }
  };
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' && error.status < 500;
}
