import { revokeSessions } from '../../../commands/identity/revoke-sessions.ts';
import { tellAccountChange } from '../../../commands/identity/tell-account-change.ts';
import { removeSecondFactor } from '../../../commands/identity/second-factor.ts';
import { requireMayManage } from '../../../commands/users/rights.ts';
import { transferWork } from '../../../commands/users/transfer-work.ts';
import { lockUser, readUser } from '../../../commands/users/user-row.ts';
import { countOpenWork } from '../../../db/queries/find-access.ts';
import * as contract from '../../contracts/access.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { userPolicy } from '../../policies/identity.ts';

/** Handing over somebody's work, and letting somebody in again who has lost their authenticator. */
export const leavingRoutes: readonly Route[] = [
  readRoute(contract.openWork, {
    policy: userPolicy.write,
    handle: async ({ trx, params }) => {
      const user = await readUser(trx, params.id);
      return countOpenWork(trx, user.id);
    },
  }),

  writeRoute(contract.transferWork, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      const { moved, remaining } = await transferWork(trx, context, { fromUserId: params.id, to: body.to });
      return { moved, remaining: { ...remaining } };
    },
  }),

  writeRoute(contract.resetTwoFactor, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params, deps }) => {
      const user = await lockUser(trx, context, params.id);
      await requireMayManage(trx, context, user.id);
      await removeSecondFactor(trx, context, user.id);
      await tellAccountChange(trx, context, { userId: user.id, change: 'second_factor_off', baseUrl: baseUrlOf(deps) });
      await revokeSessions(trx, context, { userId: user.id, reason: 'two-factor authentication reset' });
      return undefined;
    },
  }),
];
