import { z } from 'zod';
import { id, idParams, instant, pageOf, pageQuery, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const person = z.object({ id, name: z.string() });

export const invitation = z
  .object({
    id,
    email: z.string(),
    user: person,
    roles: z.array(z.string()),
    invitedBy: person.nullable(),
    createdAt: instant,
    sentAt: instant.meta({ description: 'When the mail was last sent.' }),
    timesSent: z.number().int(),
    expiresAt: instant,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitation>;

export const listInvitations = endpoint({
  method: 'GET',
  path: '/v1/invitations',
  summary: 'List invitations that wait',
  tag: 'users',
  query: pageQuery,
  response: pageOf(invitation),
});

export const invite = endpoint({
  method: 'POST',
  path: '/v1/invitations',
  summary: 'Invite somebody by mail',
  tag: 'users',
  body: z.strictObject({
    email: z.email().max(254).toLowerCase(),
    name: text(200),
    roles: z.array(z.string().min(1).max(60)).min(1).max(20),
    teamIds: z.array(id).max(50).default([]),
  }),
  response: invitation,
  status: 201,
});

export const resendInvitation = endpoint({
  method: 'POST',
  path: '/v1/invitations/{id}/resend',
  summary: 'Send an invitation again with a new link; the old one stops working',
  tag: 'users',
  params: idParams,
  response: invitation,
});

export const revokeInvitation = endpoint({
  method: 'DELETE',
  path: '/v1/invitations/{id}',
  summary: 'Take an invitation back',
  tag: 'users',
  params: idParams,
});

const workCounts = z.object({
  lead: z.number().int(),
  deal: z.number().int(),
  task: z.number().int(),
  contact: z.number().int(),
  company: z.number().int(),
});
export type WorkCounts = z.infer<typeof workCounts>;

export const openWork = endpoint({
  method: 'GET',
  path: '/v1/users/{id}/open-work',
  summary: 'Count what a user would leave behind',
  tag: 'users',
  params: idParams,
  response: workCounts,
});

export const transferWork = endpoint({
  method: 'POST',
  path: '/v1/users/{id}/transfer-work',
  summary: 'Give open work to a person or in turn to a team; moves a part at a time, call again while something remains',
  tag: 'users',
  params: idParams,
  body: z.strictObject({ to: z.union([z.strictObject({ userId: id }), z.strictObject({ teamId: id })]) }),
  response: z.object({ moved: z.number().int(), remaining: workCounts }),
});

export const resetTwoFactor = endpoint({
  method: 'POST',
  path: '/v1/users/{id}/reset-two-factor',
  summary: 'Switch a user\u2019s two-factor authentication off and end their sessions',
  tag: 'users',
  params: idParams,
});

export const apiKey = z
  .object({
    id,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    owner: person,
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    expiresAt: instant.nullable(),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKey>;

export const listApiKeys = endpoint({
  method: 'GET',
  path: '/v1/api-keys',
  summary: 'List API keys: one\u2019s own, or everybody\u2019s for those who manage users',
  tag: 'api keys',
  query: pageQuery,
  response: pageOf(apiKey),
});

export const createApiKey = endpoint({
  method: 'POST',
  path: '/v1/api-keys',
  summary: 'Make an API key; its scopes are permissions that you hold yourself',
  tag: 'api keys',
  body: z.strictObject({
    name: text(100),
    scopes: z.array(z.string().max(60)).min(1).max(200),
    expiresAt: instant.nullable().default(null),
  }),
  response: apiKey.extend({ key: z.string().nullable().meta({ description: 'Shown once, never again.' }) }).meta({ id: 'NewApiKey' }),
  status: 201,
});

export const revokeApiKey = endpoint({
  method: 'DELETE',
  path: '/v1/api-keys/{id}',
  summary: 'End an API key at once',
  tag: 'api keys',
  params: idParams,
});
