import { writeAudit } from '../../../commands/audit/write-audit.ts';
import { changePlan } from '../../../commands/entitlements/change-plan.ts';
import { sendLink } from '../../../commands/identity/links.ts';
import { revokeSessions } from '../../../commands/identity/revoke-sessions.ts';
import { createSignIn } from '../../../commands/identity/sign-in.ts';
import { signUp } from '../../../commands/identity/sign-up.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { defaultPlan } from '../../../domain/entitlements/plans.ts';
import * as contract from '../../contracts/identity.ts';
import type { ApiDeps } from '../../deps.ts';
import { answerSession, callerOf, refuseForeignPage, sessionRulesOf } from '../../lib/answer-session.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { clearSessionCookie, findSession } from '../../middlewares/session.ts';
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
    slowAfter: config.signInSlowAfter,
    ...sessionRulesOf(deps),
  });
  signIns.set(deps, made);
  return made;
}

export const signInRoutes: readonly Route[] = [
  plainRoute(contract.signUp, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      const created = await signUp(deps.db, { ...body, caller: callerOf(ctx) }, sessionRulesOf(deps));
      await runCommand(deps.db, { tenantId: created.tenantId, actor: { kind: 'user', userId: created.userId } }, async (trx, context) => {
        const plan = deps.config.planOfNewWorkspaces;
        if (plan !== defaultPlan) await changePlan(trx, context, { plan });
        await sendLink(trx, context, { userId: created.userId, purpose: 'verify_email', baseUrl: baseUrlOf(deps) });
      });
      return answerSession(ctx, deps, created);
    },
  }),

  plainRoute(contract.signIn, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      return answerSession(ctx, deps, await signInOf(deps)({ ...body, caller: callerOf(ctx) }));
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
