import type { Context } from 'koa';
import { finishByCode } from '../../../commands/identity/single-sign-on/second-step.ts';
import { createSsoSignIn, type SsoSignIn } from '../../../commands/identity/single-sign-on/sign-in.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/single-sign-on.ts';
import type { ApiDeps } from '../../deps.ts';
import { answerSession, callerOf, refuseForeignPage, sessionRulesOf } from '../../lib/answer-session.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { everybody } from '../../policies/policy.ts';

export const providerTimeoutMs = 8_000;
const path = '/v1/sso';
const minutes = 10;

/** The page that takes what the provider sends back, and hands it in by a POST: no link does anything by being followed. */
export function redirectUriOf(deps: ApiDeps): string {
  return `${baseUrlOf(deps)}/sso/callback`;
}

const made = new WeakMap<ApiDeps, SsoSignIn>();

/** One per instance of the API, because it remembers what providers say of themselves. */
function ssoOf(deps: ApiDeps): SsoSignIn {
  const known = made.get(deps);
  if (known !== undefined) return known;
  const rules = { ...sessionRulesOf(deps), allowPrivate: deps.config.callsAllowPrivate, timeoutMs: providerTimeoutMs };
  const sso = createSsoSignIn(deps.db, rules);
  made.set(deps, sso);
  return sso;
}

/** Each sign-in under way has a cookie of its own, so that two tabs do not take each other's. */
function cookieOf(state: string): string {
  if (!/^[A-Za-z0-9_-]{16,100}$/.test(state)) throw lost();
  return `cadenza_sso_${state.slice(0, 16)}`;
}

function setFlowCookie(ctx: Context, deps: ApiDeps, state: string, secret: string | null): void {
  ctx.cookies.set(cookieOf(state), secret, {
    httpOnly: true,
    sameSite: 'lax',
    secure: deps.config.cookieSecure,
    path,
    overwrite: true,
    ...(secret === null ? {} : { maxAge: minutes * 60_000 }),
  });
}

function flowSecret(ctx: Context, state: string): string {
  const secret = ctx.cookies.get(cookieOf(state));
  if (secret === undefined) throw lost();
  return secret;
}

function lost(): UserError {
  return new UserError('AUTH_SSO_FAILED', 'This sign-in was used already, has expired, or was begun in another browser. Begin again.');
}

export const ssoSignInRoutes: readonly Route[] = [
  plainRoute(contract.findSso, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => ({ items: [...(await ssoOf(deps).find(body.email))] }),
  }),

  plainRoute(contract.beginSso, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      const begun = await ssoOf(deps).begin({
        workspace: body.workspace,
        email: body.email ?? null,
        next: body.next ?? null,
        redirectUri: redirectUriOf(deps),
      });
      setFlowCookie(ctx, deps, begun.state, begun.secret);
      return { url: begun.url };
    },
  }),

  plainRoute(contract.finishSso, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      const state = new URLSearchParams(body.query).get('state') ?? '';
      const secret = flowSecret(ctx, state);
      const session = await ssoOf(deps).finish({ secret, query: body.query, redirectUri: redirectUriOf(deps), caller: callerOf(ctx) });
      setFlowCookie(ctx, deps, state, null);
      return { ...(await answerSession(ctx, deps, session)), next: session.next };
    },
  }),

  plainRoute(contract.finishSsoByCode, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      const { config } = deps;
      const rules = { ...sessionRulesOf(deps), maxFailures: config.loginMaxFailures, lockoutMinutes: config.loginLockoutMinutes };
      const input = { secret: flowSecret(ctx, body.state), code: body.code, caller: callerOf(ctx) };
      const session = await finishByCode(deps.db, input, rules);
      setFlowCookie(ctx, deps, body.state, null);
      return { ...(await answerSession(ctx, deps, session)), next: session.next };
    },
  }),
];
