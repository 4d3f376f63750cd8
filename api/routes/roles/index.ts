import { listRoles as findRoles } from '../../../db/queries/find-users.ts';
import { mayGrant, permissionCodes } from '../../../domain/permissions/permissions.ts';
import { listPermissions, listRoles } from '../../contracts/roles.ts';
import { readRoute, type Route } from '../../lib/route.ts';
import { rolePolicy } from '../../policies/identity.ts';

export const roleRoutes: readonly Route[] = [
  readRoute(listRoles, {
    policy: rolePolicy.read,
    handle: async ({ trx, principal }) => {
      const rows = await findRoles(trx);
      return {
        items: rows.map((row) => ({
          ...row,
          permissions: [...row.permissions],
          grantable: mayGrant(principal.permissions, row.permissions),
        })),
      };
    },
  }),

  readRoute(listPermissions, {
    policy: rolePolicy.read,
    handle: async () => ({ items: [...permissionCodes] }),
  }),
];
