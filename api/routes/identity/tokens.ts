import { refreshTokens, revokeByRefreshToken } from '../../../commands/identity/refresh-tokens.ts';
import * as contract from '../../contracts/identity.ts';
import { callerOf, presentTokens } from '../../lib/answer-session.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { everybody } from '../../policies/policy.ts';

/** What API clients do with their refresh token. The token itself is the proof, so nobody is signed in here. */
export const tokenRoutes: readonly Route[] = [
  plainRoute(contract.refreshToken, {
    policy: everybody,
    handle: async ({ ctx, deps, body }) => {
      const { config } = deps;
      const rules = {
        accessTokenMinutes: config.accessTokenMinutes,
        refreshTokenDays: config.refreshTokenDays,
        graceSeconds: config.refreshGraceSeconds,
      };
      return presentTokens(await refreshTokens(deps.db, { ...body, caller: callerOf(ctx) }, rules));
    },
  }),

  plainRoute(contract.revokeToken, {
    policy: everybody,
    handle: async ({ ctx, deps, body }) => {
      await revokeByRefreshToken(deps.db, { ...body, caller: callerOf(ctx) });
      return undefined;
    },
  }),
];
