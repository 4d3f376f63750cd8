import { askForEmail, confirmEmail, undoEmail } from '../../../commands/identity/change-email.ts';
import * as contract from '../../contracts/email-change.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { plainRoute, type Route, writeRoute } from '../../lib/route.ts';
import { everybody, signedIn } from '../../policies/policy.ts';

export const emailChangeRoutes: readonly Route[] = [
  writeRoute(contract.askForEmail, {
    policy: signedIn,
    handle: async ({ trx, context, principal, body, deps }) => {
      const { userId, sessionId } = principal;
      await askForEmail(trx, context, { ...body, userId, sessionId, baseUrl: baseUrlOf(deps) });
      return undefined;
    },
  }),

  plainRoute(contract.confirmEmail, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => {
      await confirmEmail(deps.db, body);
      return undefined;
    },
  }),

  plainRoute(contract.undoEmail, {
    policy: everybody,
    limit: 'sign_in',
    handle: async ({ deps, body }) => {
      await undoEmail(deps.db, { ...body, baseUrl: baseUrlOf(deps) });
      return undefined;
    },
  }),
];
