import { findTeam, type TeamRow } from '../../db/queries/find-teams.ts';
import { isUniqueViolation } from '../../db/postgres-errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

export async function readTeam(trx: TenantTrx, id: string): Promise<TeamRow> {
  const row = await findTeam(trx, id);
  if (row === null) throw new UserError('not_found', 'There is no such team.');
  return row;
}

/** Refuses people who are not active users of the tenant; `pointers` name where each id stood. */
export async function requireActiveUsers(
  trx: TenantTrx,
  context: CommandContext,
  people: readonly { readonly id: string; readonly pointer: string }[],
): Promise<void> {
  if (people.length === 0) return;
  const result: { rows: { id: string }[] } = await trx.raw(
    `select id from users where tenant_id = ? and status = 'active' and id = any(?::uuid[]) order by id for key share`,
    [context.tenantId, people.map((person) => person.id)],
  );
  const known = new Set(result.rows.map((row) => row.id));
  const problems = people
    .filter((person) => !known.has(person.id))
    .map(({ pointer }) => ({ pointer, code: 'unknown_user', detail: 'There is no such active user.' }));
  if (problems.length > 0) throw new UserError('validation_failed', 'Somebody is not an active user.', problems);
}

/** Writes the members of a team anew. */
export async function setMembers(trx: TenantTrx, context: CommandContext, teamId: string, memberIds: readonly string[]): Promise<void> {
  await trx('team_members').where({ tenant_id: context.tenantId, team_id: teamId }).delete();
  const rows = [...new Set(memberIds)].map((userId) => ({ tenant_id: context.tenantId, team_id: teamId, user_id: userId }));
  if (rows.length > 0) await trx('team_members').insert(rows);
}

/** Says in words that a team's name is taken. */
export function nameTaken(error: unknown): unknown {
  if (!isUniqueViolation(error, 'teams_name')) return error;
  const detail = 'There is a team with this name already.';
  return new UserError('conflict', detail, [{ pointer: '/name', code: 'taken', detail }]);
}

/** Everybody an input names, with where. */
export function peopleOf(input: {
  readonly managerUserId?: string | null | undefined;
  readonly memberIds?: readonly string[] | undefined;
}): {
  id: string;
  pointer: string;
}[] {
  const manager = typeof input.managerUserId === 'string' ? [{ id: input.managerUserId, pointer: '/managerUserId' }] : [];
  return [...manager, ...(input.memberIds ?? []).map((id, index) => ({ id, pointer: `/memberIds/${index}` }))];
}
