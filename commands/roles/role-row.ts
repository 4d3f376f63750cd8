import { findRole, type RoleRow } from '../../db/queries/find-users.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Problem } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { fixedRoles, mayGrant, permissionCodes } from '../../domain/permissions/permissions.ts';
import { roleDepths } from '../../domain/permissions/role-hierarchy.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';
import { lockUserAdministration, permissionsOf } from '../users/rights.ts';

const deepest = 20;

export async function readRole(trx: TenantTrx, id: string): Promise<RoleRow> {
  const row = await findRole(trx, id);
  if (row === null) throw new UserError('not_found', 'There is no such role.');
  return row;
}

/** Locks who may do what and reads the role; refuses those that can never be changed. */
export async function lockRole(trx: TenantTrx, context: CommandContext, id: string, expectedVersion?: number): Promise<RoleRow> {
  await lockUserAdministration(trx, context);
  await trx.raw('select 1 from roles where tenant_id = ? and id = ? for update', [context.tenantId, id]);
  const row = await readRole(trx, id);
  if (row.seeded && fixedRoles.some((code) => code === row.code)) {
    throw new UserError('conflict', `The role "${row.name}" holds every right and cannot be changed.`, [
      { code: 'fixed_role', detail: 'Make a role of your own instead.' },
    ]);
  }
  requireVersion(row, expectedVersion, 'role');
  return row;
}

/** Nobody puts a right into a role, or takes one out, that they do not hold themselves. */
export async function requireHolds(trx: TenantTrx, context: CommandContext, wanted: readonly string[]): Promise<void> {
  const problems: Problem[] = wanted.flatMap((code, index) =>
    permissionCodes.some((known) => known === code)
      ? []
      : [{ pointer: `/permissions/${index}`, code: 'unknown_permission', detail: `There is no permission "${code}".` }],
  );
  if (problems.length > 0) throw new UserError('validation_failed', 'A permission does not exist.', problems);
  if (context.actor.kind !== 'user') return;
  const own = await permissionsOf(trx, context, context.actor.userId);
  if (mayGrant(own, wanted)) return;
  const beyond = wanted.filter((code) => !own.has(code));
  throw new UserError('forbidden', `You cannot give rights that you do not have: ${beyond.join(', ')}.`);
}

/** Computes the depth of every role anew after one got another parent. Refuses cycles and ladders without end. */
export async function arrangeRoles(trx: TenantTrx, context: CommandContext): Promise<void> {
  const { rows }: { rows: { id: string; name: string; parentId: string | null; depth: number }[] } = await trx.raw(
    'select id, name, parent_role_id as "parentId", depth from roles where tenant_id = ?',
    [context.tenantId],
  );
  const places = roleDepths(rows);
  if (!places.ok) {
    const names = places.cycle.map((id) => rows.find((row) => row.id === id)?.name ?? id);
    const detail = `The roles would stand above each other in a circle: ${names.join(', ')}.`;
    throw new UserError('validation_failed', detail, [{ pointer: '/parentId', code: 'cycle', detail }]);
  }
  const moved = rows.filter((row) => places.depths.get(row.id) !== row.depth);
  for (const row of moved) {
    const depth = places.depths.get(row.id) ?? 0;
    if (depth > deepest) {
      const detail = `Roles stand at most ${deepest} deep.`;
      throw new UserError('validation_failed', detail, [{ pointer: '/parentId', code: 'too_deep', detail }]);
    }
    await trx('roles').where({ tenant_id: context.tenantId, id: row.id }).update({ depth });
  }
}

export async function requireParent(trx: TenantTrx, parentId: string | null | undefined): Promise<void> {
  if (typeof parentId !== 'string' || (await findRole(trx, parentId)) !== null) return;
  const detail = 'There is no such role to stand above this one.';
  throw new UserError('validation_failed', detail, [{ pointer: '/parentId', code: 'unknown_role', detail }]);
}

/** Writes the rights of a role anew. */
export async function setPermissions(
  trx: TenantTrx,
  context: CommandContext,
  roleId: string,
  permissions: readonly string[],
): Promise<void> {
  await trx('role_permissions').where({ tenant_id: context.tenantId, role_id: roleId }).delete();
  const rows = [...new Set(permissions)].map((code) => ({ tenant_id: context.tenantId, role_id: roleId, permission_code: code }));
  if (rows.length > 0) await trx('role_permissions').insert(rows);
}

/** A role as the audit log keeps it. */
export function roleFacts(row: RoleRow): JsonObject {
  return {
    name: row.name,
    description: row.description,
    parentId: row.parentId,
    scope: row.scope,
    visibility: row.visibility,
    permissions: [...row.permissions],
  };
}
