import { requestReset, resetByLink, sendLink, verifyEmail } from '../../../commands/identity/links.ts';
import { acceptInvitation, showInvitation } from '../../../commands/invitations/invitations.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/identity.ts';
import { answerSession, callerOf, refuseForeignPage, sessionRulesOf } from '../../lib/answer-session.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { plainRoute, type Route, writeRoute } from '../../lib/route.ts';
import { everybody, ownAccount } from '../../policies/policy.ts';

/** What is done by a link from a mail, before anybody is signed in. */
export const linkRoutes: readonly Route[] = [
  plainRoute(contract.forgotPassword, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => {
      // Nobody waits for it: neither the answer nor its time may tell whether there is an account.
      requestReset(deps.db, { email: body.email, baseUrl: baseUrlOf(deps) }).catch((error: unknown) => {
        deps.logger.error({ err: error }, 'a link for a new password could not be sent');
      });
      return undefined;
    },
  }),

  plainRoute(contract.resetByLink, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => {
      await resetByLink(deps.db, { ...body, baseUrl: baseUrlOf(deps) });
      return undefined;
    },
  }),

  plainRoute(contract.verifyEmail, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => {
      await verifyEmail(deps.db, body);
      return undefined;
    },
  }),

  writeRoute(contract.sendVerification, {
    policy: ownAccount,
    handle: async ({ trx, context, principal, deps }) => {
      const sent = await sendLink(trx, context, { userId: principal.userId, purpose: 'verify_email', baseUrl: baseUrlOf(deps) });
      if (!sent)
        throw new UserError('rate_limited', 'Several links were sent lately. Look for the mail, or try later.', [], {
          retryAfterSeconds: 3600,
        });
      return undefined;
    },
  }),

  plainRoute(contract.showInvitation, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => {
      const shown = await showInvitation(deps.db, body.token);
      return { ...shown, expiresAt: shown.expiresAt.toISOString() };
    },
  }),

  plainRoute(contract.acceptInvitation, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ ctx, deps, body }) => {
      refuseForeignPage(ctx, deps);
      return answerSession(ctx, deps, await acceptInvitation(deps.db, { ...body, caller: callerOf(ctx) }, sessionRulesOf(deps)));
    },
  }),
];
