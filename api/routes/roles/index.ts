import { createRole } from '../../../commands/roles/create-role.ts';
import { readRole } from '../../../commands/roles/role-row.ts';
import { deleteRole, updateRole } from '../../../commands/roles/update-role.ts';
import { listRoles as findRoles, type RoleRow } from '../../../db/queries/find-users.ts';
import { fixedRoles, mayGrant, permissionCodes } from '../../../domain/permissions/permissions.ts';
import * as contract from '../../contracts/roles.ts';
import type { Principal } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { rolePolicy } from '../../policies/identity.ts';

export const roleRoutes: readonly Route[] = [
  readRoute(contract.listRoles, {
    policy: rolePolicy.read,
    handle: async ({ trx, principal }) => ({ items: (await findRoles(trx)).map((row) => presentRole(row, principal)) }),
  }),

  readRoute(contract.getRole, {
    policy: rolePolicy.read,
    handle: async ({ trx, principal, params }) => presentRole(await readRole(trx, params.id), principal),
  }),

  writeRoute(contract.createRole, {
    policy: rolePolicy.write,
    handle: async ({ trx, context, principal, body }) => presentRole(await createRole(trx, context, body), principal),
  }),

  writeRoute(contract.updateRole, {
    policy: rolePolicy.write,
    handle: async ({ trx, context, principal, params, body, version }) =>
      presentRole(await updateRole(trx, context, { ...body, id: params.id, expectedVersion: version }), principal),
    current: async ({ trx, principal, params }) => presentRole(await readRole(trx, params.id), principal),
  }),

  writeRoute(contract.deleteRole, {
    policy: rolePolicy.write,
    handle: async ({ trx, context, params, version }) => {
      await deleteRole(trx, context, { id: params.id, expectedVersion: version });
      return undefined;
    },
  }),

  readRoute(contract.listPermissions, {
    policy: rolePolicy.read,
    handle: async () => ({ items: [...permissionCodes] }),
  }),
];

function presentRole(row: RoleRow, principal: Principal): contract.Role {
  return {
    ...row,
    permissions: [...row.permissions],
    fixed: row.seeded && fixedRoles.some((code) => code === row.code),
    grantable: mayGrant(principal.permissions, row.permissions),
  };
}
