import { createHmac } from 'node:crypto';
import * as client from 'openid-client';
import { UserError } from '../../../domain/errors/errors.ts';
import { callOut } from '../../http-calls/call-out.ts';
import { addressProblem } from './rules.ts';

/** What is needed to speak to an identity provider. */
export interface Provider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
}

export interface ProviderCalls {
  /** For tests and for instances inside a closed network: also addresses that are not public, and without encryption. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
}

const mostBytes = 1_000_000;

/** The provider could not be asked, or not understood. */
class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** Every call to a provider goes through the guard against private addresses; none follows a redirect. */
function guardedFetch({ allowPrivate, timeoutMs }: ProviderCalls): client.CustomFetch {
  return async (url, options) => {
    const body = options.body === undefined || options.body === null ? null : String(options.body);
    const wanted = { method: options.method, url, headers: options.headers, body };
    const said = await callOut(wanted, { timeoutMs, mostBytes, tooLong: 'fail', allowPrivate });
    if (said.kind !== 'answered') throw new NoAnswer(said.error);
    const headers = new Headers();
    for (const [name, value] of Object.entries(said.headers)) if (value !== undefined) headers.set(name, String(value));
    const empty = said.status === 204 || said.status === 304 || said.body.length === 0;
    return new Response(empty ? null : new Uint8Array(said.body), { status: said.status, headers });
  };
}

/** Reads what the provider says of itself. Its issuer must be the one that was typed, letter by letter. */
export async function discover(provider: Provider, calls: ProviderCalls): Promise<client.Configuration> {
  const issuer = new URL(provider.issuer);
  const insecure = calls.allowPrivate && issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  const options = { [client.customFetch]: guardedFetch(calls), timeout: calls.timeoutMs / 1_000, execute: insecure };
  const found = await client.discovery(issuer, provider.clientId, undefined, client.None(), options);
  const server = found.serverMetadata();
  const config = new client.Configuration(server, provider.clientId, undefined, authentication(provider, server));
  config[client.customFetch] = guardedFetch(calls);
  config.timeout = calls.timeoutMs / 1_000;
  if (insecure.length > 0) client.allowInsecureRequests(config);
  // The signature of the ID token is checked too, not only the connection it came by.
  client.enableNonRepudiationChecks(config);
  return config;
}

function authentication({ clientSecret }: Provider, server: client.ServerMetadata): client.ClientAuth {
  if (clientSecret === null) return client.None();
  // What OpenID Connect says a provider takes that does not say what it takes.
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? client.ClientSecretBasic(clientSecret) : client.ClientSecretPost(clientSecret);
}

/** State, nonce and verifier of one sign-in. They are made of a secret that only the browser holds, so nothing of them is stored. */
export function flowValues(secret: string): { readonly state: string; readonly nonce: string; readonly verifier: string } {
  const made = (name: string): string => createHmac('sha256', secret).update(name).digest('base64url');
  return { state: made('state'), nonce: made('nonce'), verifier: made('verifier') };
}

export async function authorizationUrl(
  config: client.Configuration,
  input: { readonly secret: string; readonly redirectUri: string; readonly email: string | null },
): Promise<string> {
  const { state, nonce, verifier } = flowValues(input.secret);
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: input.redirectUri,
    scope: 'openid email profile',
    response_type: 'code',
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...(input.email === null ? {} : { login_hint: input.email }),
  });
  return url.href;
}

/** Whom the provider vouches for. */
export interface Vouched {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  /** The provider says that the address was proven. Left out by it: no. */
  readonly emailVerified: boolean;
  readonly name: string | null;
  /** The provider says that more than one factor was asked for. */
  readonly multiFactor: boolean;
}

/** Exchanges what the provider sent the browser back with: code, state, nonce, verifier, audience, issuer and signature must all fit. */
export async function vouchedBy(
  config: client.Configuration,
  input: { readonly secret: string; readonly redirectUri: string; readonly query: string },
): Promise<Vouched> {
  const { state, nonce, verifier } = flowValues(input.secret);
  const tokens = await client.authorizationCodeGrant(config, new URL(`${input.redirectUri}?${input.query}`), {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw new NoAnswer('The provider gave no ID token.');
  const asked: Readonly<Record<string, unknown>> =
    claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
      ? { ...(await client.fetchUserInfo(config, tokens.access_token, claims.sub)) }
      : {};
  const said = (name: string): unknown => claims[name] ?? asked[name];
  const email = said('email');
  const name = said('name');
  const factors = claims['amr'];
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof email === 'string' && email.length <= 254 ? email.trim().toLowerCase() : null,
    emailVerified: said('email_verified') === true,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null,
    multiFactor: Array.isArray(factors) && factors.includes('mfa'),
  };
}

/** What went wrong at the provider, in a sentence for whoever wants to sign in. */
export function providerProblem(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const [inner, outer] = [rootOf(error), error];
  if (inner instanceof NoAnswer) return new UserError('AUTH_SSO_UNAVAILABLE', `The identity provider cannot be reached: ${inner.message}`);
  if (outer instanceof client.AuthorizationResponseError) {
    const said =
      outer.error === 'access_denied' ? 'The identity provider did not let you in.' : 'The identity provider refused the sign-in.';
    return new UserError('AUTH_SSO_REFUSED', said, [], { reason: outer.error.slice(0, 100) });
  }
  if (!(outer instanceof Error)) throw outer;
  return new UserError('AUTH_SSO_FAILED', 'What the identity provider answered does not fit this sign-in. Begin again.', [], {
    reason: reasonOf(outer),
  });
}

function rootOf(error: unknown): unknown {
  let at = error;
  for (let depth = 0; depth < 5 && at instanceof Error && at.cause !== undefined && !(at instanceof NoAnswer); depth++) at = at.cause;
  return at;
}

/** A code of the library, never a value out of an answer. */
function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code.slice(0, 100) : error.name;
}

/** Asks a provider what it says of itself, for whoever is about to trust it. */
export async function checkProvider(
  issuer: string,
  calls: ProviderCalls,
): Promise<{ readonly ok: boolean; readonly problem: string | null; readonly authorizationEndpoint: string | null }> {
  const [wrong] = addressProblem(issuer, calls.allowPrivate);
  if (wrong !== undefined) return { ok: false, problem: wrong.detail, authorizationEndpoint: null };
  try {
    const config = await discover({ issuer, clientId: 'check', clientSecret: null }, calls);
    const endpoint = config.serverMetadata().authorization_endpoint ?? null;
    const problem = endpoint === null ? 'It does not say where people sign in.' : null;
    return { ok: endpoint !== null, problem, authorizationEndpoint: endpoint };
  } catch (error) {
    const problem = providerProblem(error);
    const sentence =
      problem.code === 'AUTH_SSO_FAILED' ? 'It does not answer as an identity provider with this issuer does.' : problem.message;
    return { ok: false, problem: sentence, authorizationEndpoint: null };
  }
}
