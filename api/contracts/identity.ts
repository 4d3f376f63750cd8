import { z } from 'zod';
import { id, idParams, instant, jsonObject, text } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';

const tag = 'identity';
const password = z.string().min(1).max(200);
const email = z.email().max(254).toLowerCase();
const locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/)
  .max(35);
const timezone = z.string().min(1).max(64);

/** Browsers get a cookie; API clients get an access token, sent as `Authorization: Bearer`, and a refresh token for the next ones. */
const transport = z.enum(['cookie', 'token']).default('cookie');

export const tenantSummary = z
  .object({ id, name: z.string(), slug: z.string(), timezone: z.string(), locale: z.string(), currency: z.string() })
  .meta({ id: 'Tenant' });

/** Who is signed in, what they may do and how they like it. */
export const me = z
  .object({
    id,
    version: z.number().int(),
    email: z.string(),
    name: z.string(),
    locale: z.string().nullable(),
    timezone: z.string().nullable(),
    roles: z.array(z.string()),
    permissions: z.array(z.string()),
    teams: z.array(z.object({ id, name: z.string(), manages: z.boolean() })),
    preferences: jsonObject,
    emailVerified: z.boolean(),
    twoFactor: z.boolean().meta({ description: 'Whether signing in asks for a code.' }),
    recoveryCodesLeft: z.number().int(),
    secondFactorDueAt: instant
      .nullable()
      .meta({ description: 'The workspace asks for a second factor, and there is none yet: from then on nothing else is answered.' }),
    mustEnrol: z.boolean().meta({ description: 'That instant has passed.' }),
    tenant: tenantSummary,
    session: z.object({ id, expiresAt: instant, idleExpiresAt: instant }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

export const signedIn = z
  .object({
    userId: id,
    tenantId: id,
    workspace: z.string(),
    token: z.string().nullable().meta({ description: 'The access token. Only for transport "token", as are the next three; shown once.' }),
    expiresAt: instant.nullable().meta({ description: 'Until when the access token is good.' }),
    refreshToken: z.string().nullable().meta({ description: 'Gets the next pair of tokens, once.' }),
    refreshExpiresAt: instant.nullable(),
  })
  .meta({ id: 'SignedIn' });

export const signUp = endpoint({
  method: 'POST',
  path: '/v1/sign-up',
  summary: 'Create a workspace with its first admin, and sign in',
  tag,
  body: z.strictObject({
    workspace: text(200),
    slug: z.string().max(60).optional(),
    timezone: timezone.default('UTC'),
    locale: locale.optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
    name: text(200),
    email,
    password,
    transport,
  }),
  response: signedIn,
  status: 201,
});

export const signIn = endpoint({
  method: 'POST',
  path: '/v1/sign-in',
  summary: 'Sign in with e-mail address and password',
  tag,
  body: z.strictObject({
    email: z.string().trim().min(1).max(254),
    password,
    workspace: z
      .string()
      .trim()
      .toLowerCase()
      .max(60)
      .optional()
      .meta({ description: 'Short name; needed only with accounts in several workspaces.' }),
    code: z
      .string()
      .trim()
      .max(20)
      .optional()
      .meta({ description: 'Of the authenticator, or a recovery code; needed once the answer was AUTH_2FA_REQUIRED.' }),
    transport,
  }),
  response: signedIn,
});

/** What an API client goes on with. */
export const tokenPair = z
  .object({ token: z.string(), expiresAt: instant, refreshToken: z.string(), refreshExpiresAt: instant })
  .meta({ id: 'TokenPair' });

const refreshBody = z.strictObject({ refreshToken: z.string().min(1).max(200) });

export const refreshToken = endpoint({
  method: 'POST',
  path: '/v1/token/refresh',
  summary: 'Exchange a refresh token for the next pair of tokens; a token that comes twice ends the session (AUTH_TOKEN_REUSED)',
  tag,
  body: refreshBody,
  response: tokenPair,
});

export const revokeToken = endpoint({
  method: 'POST',
  path: '/v1/token/revoke',
  summary: 'End the session of a refresh token; says the same when there is none',
  tag,
  body: refreshBody,
});

export const signOut = endpoint({ method: 'POST', path: '/v1/sign-out', summary: 'End this session on the server', tag });

export const getMe = endpoint({ method: 'GET', path: '/v1/me', summary: 'Who is signed in', tag, response: me });

export const updateMe = endpoint({
  method: 'PATCH',
  path: '/v1/me',
  summary: 'Change one\u2019s own name, language, zone and preferences',
  tag,
  body: z.strictObject({
    name: text(200).optional(),
    locale: locale.nullable().optional(),
    timezone: timezone.nullable().optional(),
    preferences: jsonObject
      .optional()
      .meta({ description: 'Merged key by key; null removes a key. Theme, density, columns and the like.' }),
  }),
  response: me,
});

export const changePassword = endpoint({
  method: 'POST',
  path: '/v1/me/password',
  summary: 'Change one\u2019s own password; ends all other sessions',
  tag,
  body: z.strictObject({ current: password, next: password }),
});

export const session = z
  .object({
    id,
    current: z.boolean(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    kind: z.enum(['browser', 'client']).meta({ description: 'Whether a browser holds it by a cookie or an API client by tokens.' }),
    createdAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
  })
  .meta({ id: 'Session' });

export const listMySessions = endpoint({
  method: 'GET',
  path: '/v1/me/sessions',
  summary: 'List one\u2019s own live sessions',
  tag,
  response: z.object({ items: z.array(session) }),
});

export const revokeOtherSessions = endpoint({
  method: 'POST',
  path: '/v1/me/sessions/revoke-others',
  summary: 'End all of one\u2019s own sessions but this one',
  tag,
  response: z.object({ ended: z.number().int() }),
});

export const revokeMySession = endpoint({
  method: 'DELETE',
  path: '/v1/me/sessions/{id}',
  summary: 'End one of one\u2019s own sessions',
  tag,
  params: idParams,
});

const token = z.string().min(1).max(200);

export const forgotPassword = endpoint({
  method: 'POST',
  path: '/v1/forgot-password',
  summary: 'Ask for a link for a new password; answers the same whether or not there is an account',
  tag,
  body: z.strictObject({ email: z.string().trim().min(1).max(254) }),
});

export const resetByLink = endpoint({
  method: 'POST',
  path: '/v1/reset-password',
  summary: 'Choose a new password by link; ends all sessions',
  tag,
  body: z.strictObject({ token, password }),
});

export const verifyEmail = endpoint({
  method: 'POST',
  path: '/v1/verify-email',
  summary: 'Prove an e-mail address by link',
  tag,
  body: z.strictObject({ token }),
});

export const sendVerification = endpoint({
  method: 'POST',
  path: '/v1/me/send-verification',
  summary: 'Send the link that proves one\u2019s e-mail address again',
  tag,
});

export const showInvitation = endpoint({
  method: 'POST',
  path: '/v1/invitations/show',
  summary: 'What an invitation is for; by its link',
  tag,
  body: z.strictObject({ token }),
  response: z.object({ workspace: z.string(), email: z.string(), name: z.string(), expiresAt: instant }),
});

export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/v1/invitations/accept',
  summary: 'Accept an invitation: name, password, and a session',
  tag,
  body: z.strictObject({ token, name: text(200), password, transport }),
  response: signedIn,
});

export const setUpTotp = endpoint({
  method: 'POST',
  path: '/v1/me/totp/setup',
  summary: 'Make a secret for an authenticator; sign-in does not change yet',
  tag,
  body: z.strictObject({ password }),
  response: z.object({ secret: z.string().nullable(), otpauthUrl: z.string().nullable(), qrPngDataUrl: z.string().nullable() }),
});

const codes = z.object({ recoveryCodes: z.array(z.string()).nullable().meta({ description: 'Shown once, never again.' }) });

export const confirmTotp = endpoint({
  method: 'POST',
  path: '/v1/me/totp/confirm',
  summary: 'Switch two-factor authentication on with a first code',
  tag,
  body: z.strictObject({ code: z.string().trim().min(6).max(20) }),
  response: codes,
});

export const disableTotp = endpoint({
  method: 'POST',
  path: '/v1/me/totp/disable',
  summary: 'Switch two-factor authentication off',
  tag,
  body: z.strictObject({ password, code: z.string().trim().min(6).max(20) }),
});

export const renewRecoveryCodes = endpoint({
  method: 'POST',
  path: '/v1/me/recovery-codes',
  summary: 'Get new recovery codes; the old ones stop working',
  tag,
  body: z.strictObject({ password }),
  response: codes,
});
