import Router from '@koa/router';
import type { Context } from 'koa';
import { touchSession } from '../../commands/identity/touch-session.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { readJson } from '../middlewares/body.ts';
import { createRateLimit, type RateLimit } from '../middlewares/rate-limit.ts';
import { type FoundSession, findSession } from '../middlewares/session.ts';
import { authorise } from '../policies/policy.ts';
import { parseInput } from './input.ts';
import { loadPrincipal } from './load-principal.ts';
import type { Principal } from './principal.ts';
import { parseAddress, respond } from './request-parts.ts';
import type { Route } from './route.ts';
import { runWrite } from './run-write.ts';

/** Puts declared routes on a router. Each request goes: identify, count, authorise, validate, do, present. */
export function mountRoutes(routes: readonly Route[], deps: ApiDeps): Router {
  const router = new Router();
  const rateLimit = createRateLimit(deps.config);
  for (const route of routes) {
    const path = route.endpoint.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.register(path, [route.endpoint.method], (ctx: Context) => serve(ctx, route, deps, rateLimit));
  }
  return router;
}

async function serve(ctx: Context, route: Route, deps: ApiDeps, rateLimit: RateLimit): Promise<void> {
  ctx.set('Cache-Control', 'no-store');
  const session = route.policy.kind === 'public' ? null : await findSession(ctx, deps);
  await rateLimit(ctx, route, session);
  if (route.kind === 'plain') return servePlain(ctx, route, deps, session);
  if (session === null) throw new UserError('unauthenticated', 'Sign in first.');
  if (route.kind === 'read') return serveRead(ctx, route, deps, session);
  await runWrite({ ctx, route, deps, session, body: await readJson(ctx) });
}

type RouteOf<K extends Route['kind']> = Extract<Route, { kind: K }>;

async function servePlain(ctx: Context, route: RouteOf<'plain'>, deps: ApiDeps, session: FoundSession | null): Promise<void> {
  const principal = session === null ? null : await deps.db.readTenant(session.tenantId, (trx) => loadPrincipal(trx, session));
  authorise(route.policy, principal);
  if (session !== null && principal?.stale === true) await noteUse(deps, session);
  const { endpoint } = route;
  const body = endpoint.body === null ? undefined : parseInput(endpoint.body, await readJson(ctx), '');
  const input = { ...parseAddress(ctx, route), body, deps, ctx, principal };
  const result = await route.handle(input);
  if (result !== undefined) respond(ctx, route, deps, result, principal);
  else if (endpoint.status === 204 && ctx.body === undefined) ctx.status = 204;
}

async function serveRead(ctx: Context, route: RouteOf<'read'>, deps: ApiDeps, session: FoundSession): Promise<void> {
  let asker: Principal | null = null;
  const { endpoint } = route;
  // What is asked may be longer than an address: choices to be counted, a selection to be looked at.
  const sent = endpoint.body === null ? undefined : await readJson(ctx);
  const result = await deps.db.readTenant(session.tenantId, async (trx) => {
    const principal = await loadPrincipal(trx, session);
    authorise(route.policy, principal);
    asker = principal;
    const body = endpoint.body === null ? undefined : parseInput(endpoint.body, sent, '');
    return route.handle({ ...parseAddress(ctx, route), body, deps, trx, principal });
  });
  const by = asker as Principal | null; // assigned in the transaction
  if (by?.stale === true) await noteUse(deps, session);
  respond(ctx, route, deps, result, by);
}

/** Reading is use as well; noted once a minute at most, so that reading stays reading. */
async function noteUse(deps: ApiDeps, session: FoundSession): Promise<void> {
  const input = { ...session, idleMinutes: deps.config.sessionIdleMinutes };
  await deps.db.withTenant(session.tenantId, (trx) => touchSession(trx, input));
}
