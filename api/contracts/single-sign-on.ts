import { z } from 'zod';
import { id } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { signedIn } from './identity.ts';

const tag = 'identity';
const issuer = z.string().trim().min(1).max(500);
const clientId = z.string().trim().min(1).max(300);

/** How the people of a workspace sign in through its identity provider (OpenID Connect). */
const singleSignOn = z
  .object({
    id,
    version: z.number().int().meta({ description: '0: nothing was set up yet.' }),
    on: z.boolean(),
    issuer: z.string(),
    clientId: z.string(),
    hasSecret: z.boolean(),
    domains: z.array(z.string()).meta({ description: 'People with addresses at these are led to the provider, linked and made.' }),
    provisioning: z
      .enum(['invited', 'everybody'])
      .meta({ description: 'Whether only people who are invited or here come in, or everybody the provider vouches for.' }),
    defaultRole: z.string().nullable().meta({ description: 'Of people who come for the first time without an invitation.' }),
    secondFactor: z.enum(['ask', 'when_proven', 'trust']).meta({
      description: 'Whether we ask for our own second factor: always; not when the provider says that it did (amr: mfa); never.',
    }),
    passwords: z.boolean().meta({ description: 'Off: only the emergency admin signs in by password.' }),
    emergencyUserId: id.nullable(),
    proven: z.boolean().meta({ description: 'Somebody has signed in with these settings.' }),
    outsiders: z.object({ count: z.number().int(), people: z.array(z.object({ id, name: z.string(), email: z.string() })) }).meta({
      description: 'Active people whom the provider could not let in: their address is at none of the domains. At most 20 by name.',
    }),
    redirectUri: z.string().meta({ description: 'What the provider is told to send people back to.' }),
  })
  .meta({ id: 'SingleSignOn' });
export type SingleSignOn = z.infer<typeof singleSignOn>;

export const getSingleSignOn = endpoint({
  method: 'GET',
  path: '/v1/single-sign-on',
  summary: 'Read how people sign in through an identity provider; never its secret',
  tag,
  response: singleSignOn,
});

export const changeSingleSignOn = endpoint({
  method: 'PATCH',
  path: '/v1/single-sign-on',
  summary: 'Set up or change single sign-on; administrators only',
  tag,
  body: z.strictObject({
    on: z.boolean().optional(),
    issuer: issuer.optional(),
    clientId: clientId.optional(),
    clientSecret: z
      .string()
      .min(1)
      .max(500)
      .nullable()
      .optional()
      .meta({ description: 'Sealed and never told again; null for a public client.' }),
    domains: z.array(z.string().trim().min(1).max(253)).max(50).optional(),
    provisioning: z.enum(['invited', 'everybody']).optional(),
    defaultRole: z.string().max(60).nullable().optional(),
    secondFactor: z.enum(['ask', 'when_proven', 'trust']).optional(),
    passwords: z.boolean().optional(),
    emergencyUserId: id.nullable().optional(),
  }),
  response: singleSignOn,
  ifMatch: true,
});

export const checkIssuer = endpoint({
  method: 'POST',
  path: '/v1/single-sign-on/check',
  summary: 'Ask a provider what it says of itself, before anything depends on it',
  tag,
  body: z.strictObject({ issuer }),
  response: z.object({
    ok: z.boolean(),
    problem: z.string().nullable(),
    authorizationEndpoint: z.string().nullable(),
  }),
});

export const findSso = endpoint({
  method: 'POST',
  path: '/v1/sso/find',
  summary: 'The workspaces that people with such an address sign in to by an identity provider; goes by the domain, whoever has an account',
  tag,
  body: z.strictObject({ email: z.string().trim().min(1).max(254) }),
  response: z.object({ items: z.array(z.object({ workspace: z.string(), name: z.string() })) }),
});

export const beginSso = endpoint({
  method: 'POST',
  path: '/v1/sso/begin',
  summary: 'Begin a sign-in by a workspace\u2019s identity provider: where the browser goes',
  tag,
  body: z.strictObject({
    workspace: z.string().trim().min(1).max(60),
    email: z.string().trim().max(254).optional(),
    next: z.string().max(500).optional().meta({ description: 'Path to go to afterwards.' }),
  }),
  response: z.object({ url: z.string() }),
});

const signedInBySso = signedIn.extend({ next: z.string().nullable() }).meta({ id: 'SignedInBySso' });

export const finishSso = endpoint({
  method: 'POST',
  path: '/v1/sso/finish',
  summary: 'Finish it with what the provider sent the browser back with',
  tag,
  body: z.strictObject({ query: z.string().min(1).max(8_000) }),
  response: signedInBySso,
});

export const finishSsoByCode = endpoint({
  method: 'POST',
  path: '/v1/sso/code',
  summary: 'Finish it with a code of one\u2019s authenticator, after AUTH_2FA_REQUIRED',
  tag,
  body: z.strictObject({ state: z.string().min(1).max(100), code: z.string().trim().min(6).max(20) }),
  response: signedInBySso,
});
