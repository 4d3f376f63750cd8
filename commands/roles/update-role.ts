import type { RoleRow } from '../../db/queries/find-users.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { ReportingScope, Visibility } from '../../domain/permissions/permissions.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireAdminLeft, requireSees } from '../users/rights.ts';
import { refuseTakenName } from './create-role.ts';
import { arrangeRoles, lockRole, readRole, requireHolds, requireParent, roleFacts, setPermissions } from './role-row.ts';

export interface UpdateRole {
  readonly id: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly scope?: ReportingScope | undefined;
  readonly visibility?: Visibility | undefined;
  readonly permissions?: readonly string[] | undefined;
}

/** Changes a role. It binds everybody who holds it from their next request on. */
export async function updateRole(trx: TenantTrx, context: CommandContext, input: UpdateRole): Promise<RoleRow> {
  const row = await lockRole(trx, context, input.id, input.expectedVersion);
  await requireMayChange(trx, context, row, input);
  const changes: Record<string, unknown> = {};
  if (input.name !== undefined) changes['name'] = input.name;
  if (input.description !== undefined) changes['description'] = input.description;
  if (input.parentId !== undefined) changes['parent_role_id'] = input.parentId;
  if (input.scope !== undefined) changes['scope'] = input.scope;
  if (input.visibility !== undefined) changes['visibility'] = input.visibility;
  await trx('roles')
    .where({ tenant_id: context.tenantId, id: row.id })
    .update({ ...changes, version: trx.raw('version + 1'), updated_at: context.now });
  if (input.parentId !== undefined) await arrangeRoles(trx, context);
  if (input.permissions !== undefined) {
    await setPermissions(trx, context, row.id, input.permissions);
    await requireAdminLeft(trx, context);
  }
  const after = await readRole(trx, row.id);
  await writeAudit(trx, context, {
    action: 'role.changed',
    recordType: 'role',
    recordId: row.id,
    before: roleFacts(row),
    after: roleFacts(after),
  });
  return after;
}

async function requireMayChange(trx: TenantTrx, context: CommandContext, row: RoleRow, input: UpdateRole): Promise<void> {
  const kept = new Set(input.permissions ?? row.permissions);
  const removed = row.permissions.filter((code) => !kept.has(code));
  const added = [...kept].filter((code) => !row.permissions.includes(code));
  await requireHolds(trx, context, [...added, ...removed]);
  if (input.visibility !== undefined && input.visibility !== row.visibility) await requireSees(trx, context, input.visibility);
  if (input.parentId === row.id) {
    const detail = 'A role cannot stand above itself.';
    throw new UserError('validation_failed', detail, [{ pointer: '/parentId', code: 'cycle', detail }]);
  }
  await requireParent(trx, input.parentId);
  if (input.name !== undefined) await refuseTakenName(trx, context, input.name, row.id);
}

/** Removes a role of the tenant's own that nobody holds and that no invitation promises. Roles below it move up to its parent. */
export async function deleteRole(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<void> {
  const row = await lockRole(trx, context, input.id, input.expectedVersion);
  if (row.seeded)
    throw new UserError('conflict', 'Roles that every workspace has cannot be removed.', [{ code: 'seeded_role', detail: row.code }]);
  await requireHolds(trx, context, row.permissions);
  const { rows }: { rows: { holders: number }[] } = await trx.raw(
    'select count(*)::int as holders from user_roles where tenant_id = ? and role_id = ?',
    [context.tenantId, row.id],
  );
  const holders = rows[0]?.holders ?? 0;
  if (holders > 0) {
    const detail = `${holders} ${holders === 1 ? 'user holds' : 'users hold'} this role. Give them another one first.`;
    throw new UserError('conflict', detail, [{ code: 'role_in_use', detail }], { users: holders });
  }
  await trx('roles').where({ tenant_id: context.tenantId, parent_role_id: row.id }).update({ parent_role_id: row.parentId });
  await trx('roles').where({ tenant_id: context.tenantId, id: row.id }).delete();
  await arrangeRoles(trx, context);
  await writeAudit(trx, context, { action: 'role.deleted', recordType: 'role', recordId: row.id, before: roleFacts(row) });
}
