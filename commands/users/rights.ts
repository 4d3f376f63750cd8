import { UserError } from '../../domain/errors/errors.ts';
import { mayGrant, type Visibility, visibilities } from '../../domain/permissions/permissions.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

export interface RoleRef {
  readonly id: string;
  readonly code: string;
  readonly permissions: readonly string[];
  readonly visibility: Visibility;
}

const roleColumns = `r.id, r.code, r.visibility, array(select permission_code from role_permissions p where p.tenant_id = r.tenant_id and p.role_id = r.id) as permissions`;

/** The roles with these codes, in any order; unknown codes are refused with a pointer to each. */
export async function rolesByCode(trx: TenantTrx, context: CommandContext, codes: readonly string[]): Promise<readonly RoleRef[]> {
  const result: { rows: RoleRef[] } = await trx.raw(`select ${roleColumns} from roles r where r.tenant_id = ? and r.code = any(?)`, [
    context.tenantId,
    [...codes],
  ]);
  const known = new Set(result.rows.map((role) => role.code));
  const problems = codes.flatMap((code, index) =>
    known.has(code) ? [] : [{ pointer: `/roles/${index}`, code: 'unknown_role', detail: `There is no role "${code}".` }],
  );
  if (problems.length > 0) throw new UserError('validation_failed', 'A role does not exist.', problems);
  return result.rows;
}

/** What a user may do at this moment, over all their roles. */
export async function permissionsOf(trx: TenantTrx, context: CommandContext, userId: string): Promise<ReadonlySet<string>> {
  const result: { rows: { code: string }[] } = await trx.raw(
    `select distinct p.permission_code as code from user_roles ur join role_permissions p on p.tenant_id = ur.tenant_id and p.role_id = ur.role_id
     where ur.tenant_id = ? and ur.user_id = ?`,
    [context.tenantId, userId],
  );
  return new Set(result.rows.map((row) => row.code));
}

async function permissionsOfActor(trx: TenantTrx, context: CommandContext): Promise<ReadonlySet<string> | null> {
  // Set-up and maintenance act for nobody and may give what they need.
  return context.actor.kind === 'user' ? permissionsOf(trx, context, context.actor.userId) : null;
}

/** Nobody gives rights they do not have, neither to others nor to themselves. */
export async function requireMayGrant(trx: TenantTrx, context: CommandContext, roles: readonly RoleRef[]): Promise<void> {
  const own = await permissionsOfActor(trx, context);
  const beyond = own === null ? [] : roles.filter((role) => !mayGrant(own, role.permissions));
  if (beyond.length > 0) {
    throw new UserError('forbidden', `You cannot give a role that may do more than you: ${beyond.map((role) => role.code).join(', ')}.`);
  }
  for (const role of roles) await requireSees(trx, context, role.visibility);
}

/** Nobody lets others see more records than they see themselves. */
export async function requireSees(trx: TenantTrx, context: CommandContext, visibility: Visibility): Promise<void> {
  if (context.actor.kind !== 'user' || visibility === 'own') return;
  const { rows }: { rows: { visibility: Visibility }[] } = await trx.raw(
    `select distinct r.visibility from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
     where ur.tenant_id = ? and ur.user_id = ?`,
    [context.tenantId, context.actor.userId],
  );
  const widest = Math.max(-1, ...rows.map((row) => visibilities.indexOf(row.visibility)));
  if (widest >= visibilities.indexOf(visibility)) return;
  throw new UserError('forbidden', 'You cannot let others see more records than you see yourself.');
}

/** Nobody changes, locks out or impersonates somebody who may do more than they. */
export async function requireMayManage(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  const own = await permissionsOfActor(trx, context);
  if (own === null || mayGrant(own, [...(await permissionsOf(trx, context, userId))])) return;
  throw new UserError('forbidden', 'You cannot change somebody who may do more than you.');
}

/**
 * After a change of roles or status: somebody must still be able to manage users. The tenant's row was locked before, so
 * two admins cannot take each other's rights away at the same moment.
 */
export async function requireAdminLeft(trx: TenantTrx, context: CommandContext): Promise<void> {
  const result: { rows: { left: boolean }[] } = await trx.raw(
    `select exists (select 1 from users u join user_roles ur on ur.tenant_id = u.tenant_id and ur.user_id = u.id
       join role_permissions p on p.tenant_id = ur.tenant_id and p.role_id = ur.role_id
       where u.tenant_id = ? and u.status = 'active' and p.permission_code = 'users.write') as left`,
    [context.tenantId],
  );
  if (result.rows[0]?.left !== true) {
    throw new UserError('conflict', 'This is the last admin. Give somebody else the role first.', [
      { code: 'last_admin', detail: 'Nobody could manage users any more.' },
    ]);
  }
}

/** Lines up everybody who changes who may manage users. */
export async function lockUserAdministration(trx: TenantTrx, context: CommandContext): Promise<void> {
  await trx.raw('select 1 from tenants where id = ? for no key update', [context.tenantId]);
}
