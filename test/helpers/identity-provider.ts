import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

/** Somebody the provider knows. */
export interface KnownPerson {
  readonly subject: string;
  readonly email?: string;
  readonly emailVerified?: boolean;
  readonly name?: string;
  readonly amr?: readonly string[];
}

export interface ProviderClient {
  readonly id: string;
  readonly secret: string | null;
}

type TokenAnswer = Record<string, unknown>;

/** A real OpenID Connect provider over HTTP that lets `person` in without asking, and whose answers a test can spoil. */
export interface IdentityProvider {
  readonly issuer: string;
  /** Who sits at the browser. */
  person: KnownPerson;
  /** Changes what the token endpoint answers. */
  spoil: ((answer: TokenAnswer) => TokenAnswer) | null;
  /** What the token endpoint answered last. */
  readonly last: () => TokenAnswer;
  readonly stop: () => Promise<void>;
}

export async function startIdentityProvider(redirectUri: string, clients: readonly ProviderClient[]): Promise<IdentityProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on TCP has an address of this kind.
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state: { person: KnownPerson; spoil: IdentityProvider['spoil']; last: TokenAnswer } = {
    person: { subject: 'nobody' },
    spoil: null,
    last: {},
  };
  const provider = createProvider(issuer, redirectUri, clients, () => state.person);
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/interaction/') === true) {
      const { subject, amr } = state.person;
      void provider.interactionFinished(request, response, { login: { accountId: subject, ...(amr === undefined ? {} : { amr }) } });
      return;
    }
    if (request.url === '/token') {
      spoiling(response, (given) => {
        state.last = given;
        return state.spoil?.(given) ?? given;
      });
    }
    void answer(request, response);
  });
  return {
    issuer,
    get person() {
      return state.person;
    },
    set person(person) {
      state.person = person;
    },
    get spoil() {
      return state.spoil;
    },
    set spoil(spoil) {
      state.spoil = spoil;
    },
    last: () => state.last,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createProvider(issuer: string, redirectUri: string, clients: readonly ProviderClient[], person: () => KnownPerson): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider: Provider = new Provider(issuer, {
    clients: clients.map(({ id, secret }) => ({
      client_id: id,
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code'],
      ...(secret === null ? { token_endpoint_auth_method: 'none' } : { client_secret: secret }),
    })),
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['of the test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'], profile: ['name'] },
    interactions: { url: (_ctx: unknown, interaction: { readonly uid: string }) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx: unknown, accountId: string) => ({ accountId, claims: () => claimsOf(person()) }),
    loadExistingGrant: async (ctx: { oidc: { client: { clientId: string }; session: { accountId: string } } }) => {
      const grant = new provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

function claimsOf({ subject, email, emailVerified, name, amr }: KnownPerson): Record<string, unknown> {
  return { sub: subject, email, email_verified: emailVerified, name, amr };
}

/** Holds an answer back until it is whole, and lets it be another. */
function spoiling(response: ServerResponse, change: (answer: TokenAnswer) => TokenAnswer): void {
  const end = response.end.bind(response);
  const changed = (body: unknown): ServerResponse => {
    if (typeof body !== 'string' && !Buffer.isBuffer(body)) return end();
    const text = JSON.stringify(change(JSON.parse(body.toString()) as TokenAnswer));
    response.setHeader('content-length', Buffer.byteLength(text));
    return end(text);
  };
  response.end = changed as ServerResponse['end']; // Koa ends an answer with its whole body, and nothing else does here.
}

/** Goes where a browser would, without asking anybody, and gives the query with which the provider sends it back. */
export async function visit(url: string, redirectUri: string): Promise<string> {
  const jar = new Map<string, string>();
  let at = url;
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null) throw new Error(`the provider answered ${response.status}: ${await response.text()}`);
    at = new URL(next, at).href;
    if (at.startsWith(redirectUri)) return new URL(at).search.slice(1);
  }
  throw new Error('the provider sends around in circles');
}
