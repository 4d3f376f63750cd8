import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';
import type { Logger } from 'pino';

const acceptable = /^[A-Za-z0-9._-]{8,64}$/;

/** Gives every request an id (the caller's, if it is harmless), answers with it and logs one line when the answer is out. */
export function requestId(logger: Logger): Middleware {
  return async (ctx, next) => {
    const given = ctx.get('X-Request-Id');
    const id = acceptable.test(given) ? given : randomUUID();
    ctx.state['requestId'] = id;
    ctx.set('X-Request-Id', id);
    const started = performance.now();
    await next();
    const line = { requestId: id, method: ctx.method, path: ctx.path, status: ctx.status, ms: Math.round(performance.now() - started) };
    logger[ctx.status >= 500 ? 'warn' : 'info'](line, 'request');
  };
}
