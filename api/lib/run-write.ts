import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { runOnce } from '../../commands/idempotency/run-once.ts';
import { touchSession } from '../../commands/identity/touch-session.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import type { ApiDeps } from '../deps.ts';
import type { FoundSession } from '../middlewares/session.ts';
import { authorise } from '../policies/policy.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { parseInput } from './input.ts';
import { loadPrincipal } from './load-principal.ts';
import { parseAddress, requestedVersion, respond, shownTo } from './request-parts.ts';
import type { Principal } from './principal.ts';
import type { Done, Route } from './route.ts';

type WriteRoute = Extract<Route, { kind: 'write' }>;

interface Write {
  readonly ctx: Context;
  readonly route: WriteRoute;
  readonly deps: ApiDeps;
  readonly session: FoundSession;
  readonly body: unknown;
}

/** Serves a changing request in one transaction, which is repeated when it only lost a race. */
export async function runWrite(write: Write): Promise<void> {
  const key = idempotencyKey(write.ctx);
  const { ctx, route, deps, session } = write;
  const actor = { kind: 'user', userId: session.userId } as const;
  const prepared = await prepare(write);
  const work = async (trx: TenantTrx, context: RecordingContext): Promise<{ body: unknown; replayed: boolean; principal: Principal }> => {
    const principal = await loadPrincipal(trx, session);
    authorise(route.policy, principal);
    if (principal.stale) await touchSession(trx, { ...session, idleMinutes: deps.config.sessionIdleMinutes });
    if (key === null) return { body: await perform(write, { trx, context, principal, prepared }), replayed: false, principal };
    const once = { userId: principal.userId, key, fingerprint: fingerprintOf(write) };
    let fresh: unknown;
    const kept = await runOnce(trx, context, once, async () => {
      fresh = await perform(write, { trx, context, principal, prepared });
      return { status: route.endpoint.status, headers: {}, body: withoutSecrets(fresh, route.secrets) };
    });
    return { body: kept.replayed ? kept.body : fresh, replayed: kept.replayed, principal };
  };
  const done = await runCommand(deps.db, { tenantId: session.tenantId, actor }, work, { door: route.lock, repeatable: key !== null });
  if (done.replayed) ctx.set('Idempotent-Replayed', 'true');
  if (!done.replayed) follow(write, { deps, tenantId: session.tenantId, actor, result: done.body });
  respond(ctx, route, deps, done.body, done.principal);
}

/** What can be refused or worked out before the locks are taken. A refusal waits: a repeated request is answered as the first time. */
async function prepare(write: Write): Promise<() => unknown> {
  const { ctx, route, deps, session } = write;
  if (route.prepare === null) return () => undefined;
  const look = route.prepare;
  try {
    const value = await deps.db.readTenant(session.tenantId, async (trx) => {
      const principal = await loadPrincipal(trx, session);
      authorise(route.policy, principal);
      const body = route.endpoint.body === null ? undefined : parseInput(route.endpoint.body, write.body, '');
      return look({ ...parseAddress(ctx, route), body, version: requestedVersion(ctx, route), deps, trx, principal });
    });
    return () => value;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return () => {
      throw error;
    };
  }
}

function follow(write: Write, done: Done): void {
  write.route.after?.(done).catch((error: unknown) => {
    write.deps.logger.warn({ err: error, path: write.route.endpoint.path }, 'what follows a change was cut off; the sweep goes on with it');
  });
}

interface Performing {
  readonly trx: TenantTrx;
  readonly context: RecordingContext;
  readonly principal: Principal;
  readonly prepared: () => unknown;
}

async function perform(write: Write, performing: Performing): Promise<unknown> {
  const { ctx, route, deps } = write;
  const address = parseAddress(ctx, route);
  const body = route.endpoint.body === null ? undefined : parseInput(route.endpoint.body, write.body, '');
  const call = { ...address, body, version: requestedVersion(ctx, route), deps, ...performing };
  try {
    return await route.handle(call);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'precondition_failed' || route.current === null) throw error;
    // Whoever lost a race sees what is there now beside what they sent.
    const current = shownTo(performing.principal, route, await route.current(call));
    throw new UserError(error.code, error.message, error.problems, { ...error.extra, current, submitted: body });
  }
}

/** What is kept to be answered again. Answers are JSON by contract; undefined (204) is kept as null. */
function withoutSecrets(answer: unknown, secrets: readonly string[]): Json {
  if (secrets.length === 0 || typeof answer !== 'object' || answer === null) return (answer ?? null) as Json;
  return { ...(answer as JsonObject), ...Object.fromEntries(secrets.map((name) => [name, null])) };
}

function fingerprintOf(write: Write): string {
  const said = JSON.stringify([write.ctx.method, write.ctx.path, write.ctx.querystring, write.body ?? null]);
  return createHash('sha256').update(said).digest('hex');
}
