import type { Context } from 'koa';
import { writeAudit } from '../../../commands/audit/write-audit.ts';
import type { Caller } from '../../../commands/identity/open-session.ts';
import { sendLink } from '../../../commands/identity/links.ts';
import { revokeSessions } from '../../../commands/identity/revoke-sessions.ts';
import { createSignIn } from '../../../commands/identity/sign-in.ts';
import { signUp } from '../../../commands/identity/sign-up.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import * as contract from '../../contracts/identity.ts';
import type { ApiDeps } from '../../deps.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { clearSessionCookie, findSession, setSessionCookie } from '../../middlewares/session.ts';
import { refuseForgedRequest } from '../../middlewares/csrf.ts';
import { everybody } from '../../policies/policy.ts';

type SignInCommand = ReturnType<typeof createSignIn>;
const signIns = new WeakMap<ApiDeps, SignInCommand>();

/** One per instance of the API, because it remembers failures of addresses that have no account. */
function signInOf(deps: ApiDeps): SignInCommand {
  const known = signIns.get(deps);
  if (known !== undefined) return known;
  const { config } = deps;
  const made = createSignIn(deps.db, {
    maxFailures: config.loginMaxFailures,
    lockoutMinutes: config.loginLockoutMinutes,
    idleMinutes: config.sessionIdleMinutes,
    absoluteHours: config.sessionAbsoluteHours,
  });
  signIns.set(deps, made);
  return made;
}

export function callerOf(ctx: Context): Caller {
  return { ip: ctx.ip === '' ? null : ctx.ip, userAgent: ctx.get('User-Agent').slice(0, 500) || null };
}

/** The cookie of a sign-in somebody else made a browser send would sign its user into the wrong account. */
export function refuseForeignPage(ctx: Context, deps: ApiDeps): void {
  refuseForgedRequest(ctx, deps.config.publicUrl);
}

export const signInRoutes: readonly Route[] = [
  plainRoute(contract.signUp, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      const rules = { idleMinutes: deps.config.sessionIdleMinutes, absoluteHours: deps.config.sessionAbsoluteHours };
      const created = await signUp(deps.db, { ...body, caller: callerOf(ctx) }, rules);
      await runCommand(deps.db, { tenantId: created.tenantId, actor: { kind: 'user', userId: created.userId } }, (trx, context) =>
        sendLink(trx, context, { userId: created.userId, purpose: 'verify_email', baseUrl: baseUrlOf(deps) }),
      );
      if (body.transport === 'cookie') setSessionCookie(ctx, deps, created.token);
      return {
        userId: created.userId,
        tenantId: created.tenantId,
        workspace: created.slug,
        token: body.transport === 'token' ? created.token : null,
      };
    },
  }),

  plainRoute(contract.signIn, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      const session = await signInOf(deps)({ ...body, caller: callerOf(ctx) });
      const workspace = await deps.db.readTenant(session.tenantId, async (trx) => {
        const row: { slug: string } | undefined = await trx('tenants').where({ id: session.tenantId }).first('slug');
        return row?.slug ?? '';
      });
      if (body.transport === 'cookie') setSessionCookie(ctx, deps, session.token);
      return {
        userId: session.userId,
        tenantId: session.tenantId,
        workspace,
        token: body.transport === 'token' ? session.token : null,
      };
    },
  }),

  // Open to everybody, so that signing out of a session that has ended already is no error.
  plainRoute(contract.signOut, {
    policy: everybody,
    handle: async ({ ctx, deps }) => {
      const session = await findSession(ctx, deps);
      if (session !== null) {
        const actor = { kind: 'user', userId: session.userId } as const;
        await runCommand(deps.db, { tenantId: session.tenantId, actor }, async (trx, context) => {
          await revokeSessions(trx, context, { userId: session.userId, sessionId: session.sessionId, reason: 'signed out' });
          await writeAudit(trx, context, { action: 'user.signed_out', recordType: 'user', recordId: session.userId, ...callerOf(ctx) });
        });
      }
      clearSessionCookie(ctx);
      return undefined;
    },
  }),
];
