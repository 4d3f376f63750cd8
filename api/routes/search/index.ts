import { searchable, searchEverything } from '../../../db/queries/search.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { readPermission } from '../../../domain/records/list-entities.ts';
import * as contract from '../../contracts/search.ts';
import { may } from '../../lib/principal.ts';
import { plainRoute, type Route } from '../../lib/route.ts';
import { signedIn } from '../../policies/policy.ts';

export const searchRoutes: readonly Route[] = [
  plainRoute(contract.search, {
    policy: signedIn,
    handle: async ({ deps, principal, query }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, ownersSeen } = principal;
      const kinds = searchable.filter((kind) => may(principal, readPermission(kind)));
      return { items: [...(await searchEverything(deps.db, tenantId, ownersSeen, query.q, query.limit, kinds))] };
    },
  }),
];
