import type { UserRow } from '../../db/queries/find-users.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { generatePassword, hashPassword, refuseWeakPassword } from '../identity/passwords.ts';
import { requireSeat } from '../entitlements/require-seat.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { requireMayGrant, type RoleRef, rolesByCode } from './rights.ts';
import { readUser } from './user-row.ts';
import { writeProfile } from './write-profile.ts';

export interface CreateUser {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly teamIds: readonly string[];
  /** Left out: one is generated. */
  readonly password?: string | undefined;
}

export interface CreatedUser {
  readonly user: UserRow;
  /** Known only now; null when it was given. */
  readonly initialPassword: string | null;
}

/** Creates a user who can sign in at once. Nobody can give roles that may do more than they may themselves. */
export async function createUser(trx: TenantTrx, context: CommandContext, input: CreateUser): Promise<CreatedUser> {
  const roles = await rolesByCode(trx, context, input.roles);
  await requireMayGrant(trx, context, roles);
  await requireSeat(trx, context);
  if (input.password !== undefined) refuseWeakPassword(input.password, input.email);
  const initialPassword = input.password === undefined ? generatePassword() : null;
  const id = newId();
  await insertUser(trx, context, {
    id,
    email: input.email,
    name: input.name,
    hash: await hashPassword(input.password ?? initialPassword ?? ''),
  });
  await writeProfile(trx, { tenantId: context.tenantId, userId: id, name: input.name });
  await giveRoles(trx, context, id, roles);
  await joinTeams(trx, context, id, input.teamIds);
  context.record({
    type: 'user.created',
    subject: { type: 'user', id },
    after: { name: input.name, roles: roles.map((role) => role.code) },
  });
  await writeAudit(trx, context, {
    action: 'user.created',
    recordType: 'user',
    recordId: id,
    after: { name: input.name, roles: [...input.roles] },
  });
  return { user: await readUser(trx, id), initialPassword };
}

async function insertUser(
  trx: TenantTrx,
  context: CommandContext,
  user: { readonly id: string; readonly email: string; readonly name: string; readonly hash: string },
): Promise<void> {
  try {
    await trx('users').insert({
      tenant_id: context.tenantId,
      id: user.id,
      email: user.email.toLowerCase(),
      name: user.name,
      password_hash: user.hash,
      password_changed_at: context.now,
    });
  } catch (error) {
    if (!isUniqueViolation(error, 'users_tenant_id_email_key')) throw error;
    const detail = 'There is a user with this e-mail address already.';
    throw new UserError('conflict', detail, [{ pointer: '/email', code: 'taken', detail }]);
  }
}

/** Writes the roles of a user anew. */
export async function giveRoles(trx: TenantTrx, context: CommandContext, userId: string, roles: readonly RoleRef[]): Promise<void> {
  await trx('user_roles').where({ tenant_id: context.tenantId, user_id: userId }).delete();
  await trx('user_roles').insert(roles.map((role) => ({ tenant_id: context.tenantId, user_id: userId, role_id: role.id })));
}

/** Makes a user a member of teams; unknown ones are refused with a pointer to each. */
export async function joinTeams(trx: TenantTrx, context: CommandContext, userId: string, teamIds: readonly string[]): Promise<void> {
  if (teamIds.length === 0) return;
  const result: { rows: { id: string }[] } = await trx.raw(
    'select id from teams where tenant_id = ? and id = any(?::uuid[]) and archived_at is null',
    [context.tenantId, [...teamIds]],
  );
  const known = new Set(result.rows.map((row) => row.id));
  const problems = teamIds.flatMap((id, index) =>
    known.has(id) ? [] : [{ pointer: `/teamIds/${index}`, code: 'unknown_team', detail: 'There is no such team.' }],
  );
  if (problems.length > 0) throw new UserError('validation_failed', 'A team does not exist.', problems);
  await trx('team_members').insert([...known].map((teamId) => ({ tenant_id: context.tenantId, team_id: teamId, user_id: userId })));
}
