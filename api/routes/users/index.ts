import { tellAccountChange } from '../../../commands/identity/tell-account-change.ts';
import { createUser, type CreatedUser } from '../../../commands/users/create-user.ts';
import { deactivateUser, reactivateUser } from '../../../commands/users/deactivate-user.ts';
import { resetPassword } from '../../../commands/users/reset-password.ts';
import { updateUser } from '../../../commands/users/update-user.ts';
import { readUser } from '../../../commands/users/user-row.ts';
import { listUsers, type UserRow } from '../../../db/queries/find-users.ts';
import * as contract from '../../contracts/users.ts';
import { baseUrlOf } from '../../lib/base-url.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { userPolicy } from '../../policies/identity.ts';

export const userRoutes: readonly Route[] = [
  readRoute(contract.listUsers, {
    policy: userPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listUsers(trx, { ...query, after: idCursor(query.cursor) });
      return page(rows.map(presentUser), query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getUser, {
    policy: userPolicy.read,
    handle: async ({ trx, params }) => presentUser(await readUser(trx, params.id)),
  }),

  writeRoute(contract.createUser, {
    policy: userPolicy.write,
    secrets: ['initialPassword'],
    handle: async ({ trx, context, body }) => presentCreated(await createUser(trx, context, body)),
  }),

  writeRoute(contract.updateUser, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      presentUser(await updateUser(trx, context, { ...body, id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentUser(await readUser(trx, params.id)),
  }),

  writeRoute(contract.deactivateUser, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params, version }) =>
      presentUser(await deactivateUser(trx, context, { id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentUser(await readUser(trx, params.id)),
  }),

  writeRoute(contract.reactivateUser, {
    policy: userPolicy.write,
    handle: async ({ trx, context, params, version }) =>
      presentUser(await reactivateUser(trx, context, { id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentUser(await readUser(trx, params.id)),
  }),

  writeRoute(contract.resetPassword, {
    policy: userPolicy.write,
    secrets: ['initialPassword'],
    handle: async ({ trx, context, params, deps }) => {
      const reset = await resetPassword(trx, context, { id: params.id });
      await tellAccountChange(trx, context, { userId: params.id, change: 'password', baseUrl: baseUrlOf(deps) });
      return presentCreated(reset);
    },
  }),
];

function presentUser(row: UserRow): contract.User {
  return {
    id: row.id,
    version: row.version,
    email: row.email,
    name: row.name,
    status: row.status,
    roles: [...row.roles],
    teams: row.teams.map((team) => ({ ...team })),
    lockedUntil: row.lockedUntil?.toISOString() ?? null,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    deactivatedAt: row.deactivatedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

function presentCreated({ user, initialPassword }: CreatedUser): contract.User & { initialPassword: string | null } {
  return { ...presentUser(user), initialPassword };
}
