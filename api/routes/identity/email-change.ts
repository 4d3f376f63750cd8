import { askForEmail, confirmEmail, undoEmail } from '../../../commands/identity/change-email.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/email-change.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { everybody, signedIn } from '../../policies/policy.ts';

export const emailChangeRoutes: readonly Route[] = [
  // A code that is sent and a wrong one that counts are committed; what they are answered is thrown after.
  plainRoute(contract.askForEmail, {
    policy: signedIn,
    limit: 'sign_in',
    handle: async ({ deps, principal, body }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, userId, sessionId } = principal;
      const input = { ...body, userId, sessionId, baseUrl: baseUrlOf(deps) };
      const frame = { tenantId, actor: { kind: 'user', userId } } as const;
      const problem = await runCommand(deps.db, frame, (trx, context) => askForEmail(trx, context, input));
      if (problem !== null) throw problem;
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
