import type { UserRow } from '../../db/queries/find-users.ts';
import { fixedRoles } from '../../domain/permissions/permissions.ts';
import { requireNotEmergencyAdmin } from '../identity/single-sign-on/passwords-off.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { giveRoles } from './create-user.ts';
import { lockUserAdministration, requireAdminLeft, requireMayGrant, requireMayManage, rolesByCode } from './rights.ts';
import { lockUser, readUser } from './user-row.ts';
import { writeProfile } from './write-profile.ts';

export interface UpdateUser {
  readonly id: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly roles?: readonly string[] | undefined;
}

/** Changes name and roles. The rights of a role bind from the user's next request on. */
export async function updateUser(trx: TenantTrx, context: CommandContext, input: UpdateUser): Promise<UserRow> {
  await lockUserAdministration(trx, context);
  const row = await lockUser(trx, context, input.id, input.expectedVersion);
  await requireMayManage(trx, context, row.id);
  if (input.roles !== undefined) {
    const roles = await rolesByCode(trx, context, input.roles);
    await requireMayGrant(trx, context, roles);
    if (!roles.some((role) => fixedRoles.some((code) => code === role.code))) await requireNotEmergencyAdmin(trx, context, row.id);
    await giveRoles(trx, context, row.id, roles);
    await requireAdminLeft(trx, context);
    await writeAudit(trx, context, {
      action: 'user.roles_changed',
      recordType: 'user',
      recordId: row.id,
      before: { roles: [...row.roles] },
      after: { roles: [...input.roles] },
    });
  }
  await trx('users')
    .where({ tenant_id: context.tenantId, id: row.id })
    .update({ name: input.name ?? row.name, version: trx.raw('version + 1'), updated_at: context.now });
  if (input.name !== undefined) await writeProfile(trx, { tenantId: context.tenantId, userId: row.id, name: input.name });
  return readUser(trx, row.id);
}
