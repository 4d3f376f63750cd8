import type { Context } from 'koa';
import type { z } from 'zod';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import type { Actor } from '../../domain/events.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { Endpoint } from '../contracts/lib/endpoint.ts';
import type { ApiDeps } from '../deps.ts';
import type { Policy } from '../policies/policy.ts';
import type { Principal } from './principal.ts';

type Schema = z.ZodType;

/** JSON knows no undefined: what is optional is there with a value, or not there. */
type Given<T> = T extends object ? (T extends readonly unknown[] ? T : { [K in keyof T]: Exclude<T[K], undefined> }) : T;

/** What a handler gives; an endpoint without a body may give nothing. */
type Result<R extends Schema> = undefined extends z.input<R> ? z.input<R> | void : z.input<R>;

/** The checked parts of a request. */
export interface Input<P extends Schema, Q extends Schema, B extends Schema> {
  readonly params: Given<z.output<P>>;
  readonly query: Given<z.output<Q>>;
  readonly body: Given<z.output<B>>;
  readonly deps: ApiDeps;
}

/** A call that reads: `trx` sees only the caller's tenant and can change nothing. */
export interface ReadCall<P extends Schema, Q extends Schema, B extends Schema> extends Input<P, Q, B> {
  readonly trx: TenantTrx;
  readonly principal: Principal;
}

/** A call that changes something: one transaction, committed when `handle` returns, its events with it. */
export interface WriteCall<P extends Schema, Q extends Schema, B extends Schema> extends ReadCall<P, Q, B> {
  readonly context: RecordingContext;
  /** From If-Match; 0 where the endpoint does not ask for it. */
  readonly version: number;
}

/** What can be found out before the writing transaction begins, so that its locks are held for an instant only. */
export interface PrepareCall<P extends Schema, Q extends Schema, B extends Schema> extends ReadCall<P, Q, B> {
  readonly version: number;
}

/** A write that was committed. */
export interface Done {
  readonly deps: ApiDeps;
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly result: unknown;
}

/** A call without a transaction of its own: before sign-in, streams, uploads. */
export interface PlainCall<P extends Schema, Q extends Schema, B extends Schema> extends Input<P, Q, B> {
  readonly ctx: Context;
  readonly principal: Principal | null;
}

interface Common {
  readonly endpoint: Endpoint;
  readonly policy: Policy;
  /** Counted apart and more strictly than other routes. */
  readonly limit: 'standard' | 'sign_in';
}

// The loaded row's type is known only where the route is declared; the registry keeps routes of all kinds side by side.
type Any = Schema;
export type Route =
  | (Common & { readonly kind: 'read'; readonly handle: (call: ReadCall<Any, Any, Any>) => Promise<unknown> })
  | (Common & {
      readonly kind: 'write';
      readonly handle: (call: WriteCall<Any, Any, Any> & { readonly prepared: () => unknown }) => Promise<unknown>;
      readonly current: ((call: WriteCall<Any, Any, Any>) => Promise<unknown>) | null;
      readonly prepare: ((call: PrepareCall<Any, Any, Any>) => Promise<unknown>) | null;
      readonly after: ((done: Done) => Promise<unknown>) | null;
      readonly lock: 'shared' | 'exclusive';
      readonly secrets: readonly string[];
    })
  | (Common & { readonly kind: 'plain'; readonly handle: (call: PlainCall<Any, Any, Any>) => Promise<unknown> });

interface Reads<P extends Schema, Q extends Schema, B extends Schema, R extends Schema> {
  readonly policy: Policy;
  readonly handle: (call: ReadCall<P, Q, B>) => PromiseLike<Result<R>>;
}

interface Writes<P extends Schema, Q extends Schema, B extends Schema, R extends Schema, X> {
  readonly policy: Policy;
  readonly handle: (call: WriteCall<P, Q, B> & { readonly prepared: () => X }) => PromiseLike<Result<R>>;
  /** Reads and computes before the transaction; what it refuses is refused when `handle` asks for `prepared()`. */
  readonly prepare?: (call: PrepareCall<P, Q, B>) => PromiseLike<X>;
  /** What follows the commit in transactions of its own. Nobody waits for it and it may be cut off: a sweep must do the same. */
  readonly after?: (done: Done) => PromiseLike<unknown>;
  /** Reads the thing as it is now, for whoever lost a race; declare it where the endpoint has `ifMatch`. */
  readonly current?: (call: WriteCall<P, Q, B>) => PromiseLike<Result<R>>;
  /** `exclusive` only for the few commands that change what events mean: publish, pause, resume, archive of an automation. */
  readonly lock?: 'shared' | 'exclusive';
  /** Members of the answer that are shown once and not kept with the Idempotency-Key: a repeated request gets null. */
  readonly secrets?: readonly string[];
}

interface Plains<P extends Schema, Q extends Schema, B extends Schema, R extends Schema> {
  readonly policy: Policy;
  readonly limit?: 'standard' | 'sign_in';
  /** Returning undefined means that the handler has answered on `ctx` itself. */
  readonly handle: (call: PlainCall<P, Q, B>) => PromiseLike<Result<R> | undefined>;
}

/** Declares a route that only reads. */
export function readRoute<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
  endpoint: Endpoint<P, Q, B, R>,
  route: Reads<P, Q, B, R>,
): Route {
  return erase({ kind: 'read', endpoint, policy: route.policy, limit: 'standard', handle: route.handle });
}

/** Declares a route that runs commands. On POST it honours `Idempotency-Key`. */
export function writeRoute<P extends Schema, Q extends Schema, B extends Schema, R extends Schema, X = undefined>(
  endpoint: Endpoint<P, Q, B, R>,
  route: Writes<P, Q, B, R, X>,
): Route {
  return erase({
    kind: 'write',
    endpoint,
    policy: route.policy,
    limit: 'standard',
    handle: route.handle,
    current: route.current ?? null,
    prepare: route.prepare ?? null,
    after: route.after ?? null,
    lock: route.lock ?? 'shared',
    secrets: route.secrets ?? [],
  });
}

/** Declares a route that opens its own transactions, if any. */
export function plainRoute<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
  endpoint: Endpoint<P, Q, B, R>,
  route: Plains<P, Q, B, R>,
): Route {
  return erase({ kind: 'plain', endpoint, policy: route.policy, limit: route.limit ?? 'standard', handle: route.handle });
}

/**
 * Forgets the type parameters so that routes fit into one list. Sound, because `mount.ts` parses every part with the
 * schemas of the very endpoint whose types the handler was checked against.
 */
function erase(route: unknown): Route {
  return route as Route;
}
