import type { Middleware } from 'koa';
import type { ReadinessProbe } from '../lib/readiness.ts';
import { readiness } from '../lib/readiness.ts';

/** `/healthz`: the process lives. `/readyz`: everything it needs is there; what is not is named (503). */
export function health(probes: readonly ReadinessProbe[]): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return next();
    if (ctx.path === '/healthz') {
      ctx.body = { status: 'ok' };
    } else if (ctx.path === '/readyz') {
      const { ready, missing } = await readiness(probes);
      ctx.status = ready ? 200 : 503;
      ctx.body = { status: ready ? 'ready' : 'not_ready', missing };
    } else {
      return next();
    }
    ctx.set('Cache-Control', 'no-store');
  };
}
