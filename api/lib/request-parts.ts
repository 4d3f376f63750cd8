import type { Context } from 'koa';
import { UserError } from '../../domain/errors/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { withoutHidden } from '../../domain/records/hidden-fields.ts';
import { etagOf, versionFromIfMatch } from './etag.ts';
import { parseQuery } from './input.ts';
import type { Principal } from './principal.ts';
import type { Route } from './route.ts';

/** An id that cannot exist is an address at which there is nothing. */
export function parseAddress(ctx: Context, route: Route): { params: unknown; query: unknown } {
  const params = route.endpoint.params.safeParse(ctx['params']);
  if (!params.success) throw new UserError('not_found', 'There is nothing at this address.');
  return { params: params.data, query: parseQuery(route.endpoint.query, ctx.query) };
}

/** Sends a success: status of the contract, ETag of what has a version, Location of what was created. */
export function respond(ctx: Context, route: Route, deps: ApiDeps, result: unknown, principal: Principal | null): void {
  const { endpoint } = route;
  if (endpoint.status === 204) {
    ctx.status = 204;
    return;
  }
  if (deps.config.checkResponses) endpoint.response.parse(result);
  ctx.status = endpoint.status;
  if (typeof result === 'object' && result !== null) {
    if ('version' in result && typeof result.version === 'number' && 'id' in result) ctx.set('ETag', etagOf(result.version));
    if (endpoint.status === 201 && 'id' in result && !endpoint.path.includes('{'))
      ctx.set('Location', `${endpoint.path}/${String(result.id)}`);
  }
  ctx.type = 'json';
  // Written out once: what asks for the length of an object and what compresses it would each do it again.
  ctx.body = JSON.stringify(principal === null ? result : shownTo(principal, route, result));
}

/** An answer without what is hidden from whoever gets it. */
export function shownTo(principal: Pick<Principal, 'fieldsHidden'>, route: Route, answer: unknown): unknown {
  if (principal.fieldsHidden.size === 0) return answer;
  const about = /^\/v1\/(leads|contacts|companies|deals)(?:\/|$)/.exec(route.endpoint.path)?.[1];
  return withoutHidden(answer, principal.fieldsHidden, about === undefined ? null : entityOfPath[about as keyof typeof entityOfPath]);
}

const entityOfPath = { leads: 'lead', contacts: 'contact', companies: 'company', deals: 'deal' } as const;

export function requestedVersion(ctx: Context, route: Route): number {
  return route.endpoint.ifMatch ? versionFromIfMatch(ctx.get('If-Match')) : 0;
}
