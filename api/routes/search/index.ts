import { searchable, searchEverything } from '../../../db/queries/search.ts';
import { readPermission } from '../../../domain/records/list-entities.ts';
import * as contract from '../../contracts/search.ts';
import { may } from '../../lib/principal.ts';
import { readRoute, type Route } from '../../lib/route.ts';
import { signedIn } from '../../policies/policy.ts';

export const searchRoutes: readonly Route[] = [
  readRoute(contract.search, {
    policy: signedIn,
    handle: async ({ trx, principal, query }) => {
      const kinds = searchable.filter((kind) => may(principal, readPermission(kind)));
      return { items: [...(await searchEverything(trx, principal.tenantId, query.q, query.limit, kinds))] };
    },
  }),
];
