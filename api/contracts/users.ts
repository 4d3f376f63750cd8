import { z } from 'zod';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'users';
const roleCodes = z.array(z.string().min(1).max(60)).min(1).max(20);
const password = z.string().min(1).max(200);

export const user = z
  .object({
    id,
    version: z.number().int(),
    email: z.string(),
    name: z.string(),
    status: z.enum(['invited', 'active', 'deactivated']),
    roles: z.array(z.string()),
    teams: z.array(z.object({ id, name: z.string() })),
    lockedUntil: instant.nullable(),
    lastSignInAt: instant.nullable(),
    deactivatedAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof user>;

const withPassword = user
  .extend({
    initialPassword: z
      .string()
      .nullable()
      .meta({ description: 'The generated password; shown once, never again, not even to a repeated request.' }),
  })
  .meta({ id: 'UserWithPassword' });

export const listUsers = endpoint({
  method: 'GET',
  path: '/v1/users',
  summary: 'List users, newest first',
  tag,
  query: pageQuery.extend({
    status: z.enum(['invited', 'active', 'deactivated']).optional(),
    role: z.string().max(60).optional(),
    teamId: id.optional(),
    search: z.string().max(200).optional(),
  }),
  response: pageOf(user),
});

export const getUser = endpoint({ method: 'GET', path: '/v1/users/{id}', summary: 'Read a user', tag, params: idParams, response: user });

export const createUser = endpoint({
  method: 'POST',
  path: '/v1/users',
  summary: 'Create a user with a given or a generated first password',
  tag,
  body: z.strictObject({
    email: z.email().max(254).toLowerCase(),
    name: text(200),
    roles: roleCodes,
    teamIds: z.array(id).max(50).default([]),
    password: password.optional().meta({ description: 'Left out: one is generated and answered once.' }),
  }),
  response: withPassword,
  status: 201,
});

export const updateUser = endpoint({
  method: 'PATCH',
  path: '/v1/users/{id}',
  summary: 'Change name and roles of a user',
  tag,
  params: idParams,
  body: z.strictObject({ name: text(200).optional(), roles: roleCodes.optional() }),
  response: user,
  ifMatch: true,
});

export const deactivateUser = endpoint({
  method: 'POST',
  path: '/v1/users/{id}/deactivate',
  summary: 'Deactivate a user: sessions end, history stays',
  tag,
  params: idParams,
  response: user,
  ifMatch: true,
});

export const reactivateUser = endpoint({
  method: 'POST',
  path: '/v1/users/{id}/reactivate',
  summary: 'Let a deactivated user in again',
  tag,
  params: idParams,
  response: user,
  ifMatch: true,
});

export const resetPassword = endpoint({
  method: 'POST',
  path: '/v1/users/{id}/reset-password',
  summary: 'Give a user a new generated password, lift a lock and end all their sessions',
  tag,
  params: idParams,
  response: withPassword,
});
