import { createTeam } from '../../../commands/teams/create-team.ts';
import { readTeam } from '../../../commands/teams/team-row.ts';
import { archiveTeam, updateTeam } from '../../../commands/teams/update-team.ts';
import { listTeams, type TeamRow } from '../../../db/queries/find-teams.ts';
import * as contract from '../../contracts/teams.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { teamPolicy } from '../../policies/identity.ts';

export const teamRoutes: readonly Route[] = [
  readRoute(contract.listTeams, {
    policy: teamPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listTeams(trx, { ...query, after: idCursor(query.cursor) });
      return page(rows.map(presentTeam), query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getTeam, {
    policy: teamPolicy.read,
    handle: async ({ trx, params }) => presentTeam(await readTeam(trx, params.id)),
  }),

  writeRoute(contract.createTeam, {
    policy: teamPolicy.write,
    handle: async ({ trx, context, body }) => presentTeam(await createTeam(trx, context, body)),
  }),

  writeRoute(contract.updateTeam, {
    policy: teamPolicy.write,
    handle: async ({ trx, context, params, body, version }) =>
      presentTeam(await updateTeam(trx, context, { ...body, id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentTeam(await readTeam(trx, params.id)),
  }),

  writeRoute(contract.archiveTeam, {
    policy: teamPolicy.write,
    handle: async ({ trx, context, params, version }) =>
      presentTeam(await archiveTeam(trx, context, { id: params.id, expectedVersion: version })),
    current: async ({ trx, params }) => presentTeam(await readTeam(trx, params.id)),
  }),
];

function presentTeam(row: TeamRow): contract.Team {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    managerUserId: row.managerUserId,
    memberIds: [...row.memberIds],
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
