import type { TeamRow } from '../../db/queries/find-teams.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { requireVersion } from '../records/lock-record.ts';
import { nameTaken, peopleOf, readTeam, requireActiveUsers, setMembers } from './team-row.ts';

export interface UpdateTeam {
  readonly id: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly managerUserId?: string | null | undefined;
  readonly memberIds?: readonly string[] | undefined;
}

/** Changes name, manager or members. */
export async function updateTeam(trx: TenantTrx, context: CommandContext, input: UpdateTeam): Promise<TeamRow> {
  const row = await lockTeam(trx, context, input.id, input.expectedVersion);
  // Who was in the team before may stay although deactivated meanwhile; only newcomers must be active.
  const before = new Set([...row.memberIds, row.managerUserId]);
  await requireActiveUsers(
    trx,
    context,
    peopleOf(input).filter((person) => !before.has(person.id)),
  );
  const changes: Record<string, unknown> = {};
  if (input.name !== undefined) changes['name'] = input.name;
  if (input.managerUserId !== undefined) changes['manager_user_id'] = input.managerUserId;
  await write(trx, context, row.id, changes);
  if (input.memberIds !== undefined) await setMembers(trx, context, row.id, input.memberIds);
  const after = await readTeam(trx, row.id);
  context.record({ type: 'team.changed', subject: { type: 'team', id: row.id }, before: facts(row), after: facts(after) });
  return after;
}

/** Takes a team out of use; who was in it stays on record. */
export async function archiveTeam(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<TeamRow> {
  const row = await lockTeam(trx, context, input.id, input.expectedVersion);
  await write(trx, context, row.id, { archived_at: context.now });
  context.record({ type: 'team.changed', subject: { type: 'team', id: row.id }, data: { archived: true } });
  return readTeam(trx, row.id);
}

async function lockTeam(trx: TenantTrx, context: CommandContext, id: string, expectedVersion: number): Promise<TeamRow> {
  await trx.raw('select 1 from teams where tenant_id = ? and id = ? for no key update', [context.tenantId, id]);
  const row = await readTeam(trx, id);
  if (row.archivedAt !== null) throw new UserError('conflict', 'The team is archived.');
  requireVersion(row, expectedVersion, 'team');
  return row;
}

async function write(trx: TenantTrx, context: CommandContext, id: string, changes: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await trx('teams')
      .where({ tenant_id: context.tenantId, id })
      .update({ ...changes, version: trx.raw('version + 1'), updated_at: context.now });
  } catch (error) {
    throw nameTaken(error);
  }
}

function facts(row: TeamRow): Record<string, Json> {
  return { name: row.name, managerUserId: row.managerUserId, memberIds: [...row.memberIds] };
}
