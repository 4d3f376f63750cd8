import { z } from 'zod';
import { flag, id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'teams';

export const team = z
  .object({
    id,
    version: z.number().int(),
    name: z.string(),
    managerUserId: id.nullable(),
    memberIds: z.array(id),
    archivedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Team' });
export type Team = z.infer<typeof team>;

export const listTeams = endpoint({
  method: 'GET',
  path: '/v1/teams',
  summary: 'List teams, newest first',
  tag,
  query: pageQuery.extend({ archived: flag.optional() }),
  response: pageOf(team),
});

export const getTeam = endpoint({ method: 'GET', path: '/v1/teams/{id}', summary: 'Read a team', tag, params: idParams, response: team });

export const createTeam = endpoint({
  method: 'POST',
  path: '/v1/teams',
  summary: 'Create a team',
  tag,
  body: z.strictObject({ name: text(100), managerUserId: id.nullable().default(null), memberIds: z.array(id).max(500).default([]) }),
  response: team,
  status: 201,
});

export const updateTeam = endpoint({
  method: 'PATCH',
  path: '/v1/teams/{id}',
  summary: 'Change name, manager and members of a team',
  tag,
  params: idParams,
  body: z.strictObject({
    name: text(100).optional(),
    managerUserId: id.nullable().optional(),
    memberIds: z.array(id).max(500).optional(),
  }),
  response: team,
  ifMatch: true,
});

export const archiveTeam = endpoint({
  method: 'POST',
  path: '/v1/teams/{id}/archive',
  summary: 'Archive a team',
  tag,
  params: idParams,
  response: team,
  ifMatch: true,
});
