import type { TeamRow } from '../../db/queries/find-teams.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { nameTaken, peopleOf, readTeam, requireActiveUsers, setMembers } from './team-row.ts';

export interface CreateTeam {
  readonly name: string;
  readonly managerUserId: string | null;
  readonly memberIds: readonly string[];
}

/** Creates a team. Its manager need not be a member. */
export async function createTeam(trx: TenantTrx, context: CommandContext, input: CreateTeam): Promise<TeamRow> {
  await requireActiveUsers(trx, context, peopleOf(input));
  const id = newId();
  try {
    await trx('teams').insert({ tenant_id: context.tenantId, id, name: input.name, manager_user_id: input.managerUserId });
  } catch (error) {
    throw nameTaken(error);
  }
  await setMembers(trx, context, id, input.memberIds);
  const after = { name: input.name, managerUserId: input.managerUserId, memberIds: [...input.memberIds] };
  context.record({ type: 'team.changed', subject: { type: 'team', id }, after });
  return readTeam(trx, id);
}
