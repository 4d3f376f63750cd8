import { z } from 'zod';
import { visibilities } from '../../domain/permissions/permissions.ts';
import { id, idParams, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'roles';
const scope = z.enum(['self', 'team', 'all']);
const visibility = z.enum(visibilities).meta({
  description: 'Whose records it shows: one\u2019s own, those of one\u2019s teams, or all. Records without an owner are seen by everybody.',
});

export const role = z
  .object({
    id,
    version: z.number().int(),
    code: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    parentId: id.nullable(),
    depth: z.number().int(),
    scope,
    visibility,
    seeded: z.boolean(),
    fixed: z.boolean().meta({ description: 'Holds every right and cannot be changed.' }),
    permissions: z.array(z.string()),
    users: z.number().int(),
    grantable: z.boolean().meta({ description: 'Whether you may give this role: it holds no permission that you lack.' }),
  })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof role>;

export const listRoles = endpoint({
  method: 'GET',
  path: '/v1/roles',
  summary: 'List roles with their permissions',
  tag,
  response: z.object({ items: z.array(role) }),
});

export const getRole = endpoint({ method: 'GET', path: '/v1/roles/{id}', summary: 'Read a role', tag, params: idParams, response: role });

const permissions = z.array(z.string().max(60)).max(500);

export const createRole = endpoint({
  method: 'POST',
  path: '/v1/roles',
  summary: 'Make a role of the workspace\u2019s own; it can hold nothing that you do not hold',
  tag,
  body: z.strictObject({
    name: text(60),
    description: z.string().trim().max(500).nullable().default(null),
    parentId: id.nullable().default(null),
    scope: scope.default('self'),
    visibility: visibility.default('all'),
    permissions: permissions.default([]),
  }),
  response: role,
  status: 201,
});

export const updateRole = endpoint({
  method: 'PATCH',
  path: '/v1/roles/{id}',
  summary: 'Change name, place, visibility and permissions of a role',
  tag,
  params: idParams,
  body: z.strictObject({
    name: text(60).optional(),
    description: z.string().trim().max(500).nullable().optional(),
    parentId: id.nullable().optional(),
    scope: scope.optional(),
    visibility: visibility.optional(),
    permissions: permissions.optional(),
  }),
  response: role,
  ifMatch: true,
});

export const deleteRole = endpoint({
  method: 'DELETE',
  path: '/v1/roles/{id}',
  summary: 'Remove a role that nobody holds',
  tag,
  params: idParams,
  ifMatch: true,
});

export const listPermissions = endpoint({
  method: 'GET',
  path: '/v1/permissions',
  summary: 'List every permission code',
  tag,
  response: z.object({ items: z.array(z.string()) }),
});
