import { createApiKey, revokeApiKey } from '../../../commands/api-keys/api-keys.ts';
import { type ApiKeyRow, listApiKeys } from '../../../db/queries/find-access.ts';
import * as contract from '../../contracts/access.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { may, type Principal } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { apiKeyPolicy } from '../../policies/identity.ts';
import { found, instantOrNull } from '../records/found.ts';

/** Whoever manages users sees and ends everybody's keys; everybody else their own. */
const ofWhom = (principal: Principal): string | null => (may(principal, 'users.write') ? null : principal.userId);

export const apiKeyRoutes: readonly Route[] = [
  readRoute(contract.listApiKeys, {
    policy: apiKeyPolicy.write,
    handle: async ({ trx, principal, query }) => {
      const rows = await listApiKeys(trx, { userId: ofWhom(principal), after: idCursor(query.cursor), limit: query.limit });
      return page(rows.map(presentKey), query.limit, (row) => [row.id]);
    },
  }),

  writeRoute(contract.createApiKey, {
    policy: apiKeyPolicy.write,
    secrets: ['key'],
    handle: async ({ trx, context, principal, body }) => {
      const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt);
      const { id, key } = await createApiKey(trx, context, { userId: principal.userId, name: body.name, scopes: body.scopes, expiresAt });
      const [row] = await listApiKeys(trx, { userId: null, id, after: null, limit: 1 });
      return { ...presentKey(found(row ?? null, 'key')), key };
    },
  }),

  writeRoute(contract.revokeApiKey, {
    policy: apiKeyPolicy.write,
    handle: async ({ trx, context, principal, params }) => {
      await revokeApiKey(trx, context, { id: params.id, ofUserId: ofWhom(principal) });
      return undefined;
    },
  }),
];

function presentKey(row: ApiKeyRow): contract.ApiKey {
  return {
    ...row,
    scopes: [...row.scopes],
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: instantOrNull(row.lastUsedAt),
    expiresAt: instantOrNull(row.expiresAt),
    revokedAt: instantOrNull(row.revokedAt),
  };
}
