import { z } from 'zod';
import { id } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'roles';

export const role = z
  .object({
    id,
    code: z.string(),
    name: z.string(),
    scope: z.enum(['self', 'team', 'all']),
    seeded: z.boolean(),
    permissions: z.array(z.string()),
    users: z.number().int(),
    grantable: z.boolean().meta({ description: 'Whether you may give this role: it holds no permission that you lack.' }),
  })
  .meta({ id: 'Role' });

export const listRoles = endpoint({
  method: 'GET',
  path: '/v1/roles',
  summary: 'List roles with their permissions',
  tag,
  response: z.object({ items: z.array(role) }),
});

export const listPermissions = endpoint({
  method: 'GET',
  path: '/v1/permissions',
  summary: 'List every permission code',
  tag,
  response: z.object({ items: z.array(z.string()) }),
});
