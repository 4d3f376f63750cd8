import { changeSingleSignOn, findSso, getSingleSignOn } from '../../../../api/contracts/single-sign-on.ts';
import { asTenantId } from '../../../../domain/ids.ts';
import type { Answered } from '../../../helpers/api-client.ts';
import type { TestApi } from '../../../helpers/api.ts';
import type { Workspace } from '../../../helpers/api-people.ts';
import { visit } from '../../../helpers/identity-provider.ts';
import type { z } from 'zod';
import type { Endpoint } from '../../../../api/contracts/lib/endpoint.ts';

export const redirectUri = 'http://localhost/sso/callback';
export const ssoClient = { id: 'cadenza', secret: 'a secret of the test' };

/** Changes single sign-on of a workspace, and switches it on. */
export async function setUp(workspace: Workspace, issuer: string, more: Record<string, unknown>) {
  const { body: now } = await workspace.admin.ok(getSingleSignOn);
  const secret = now.version === 0 ? { clientId: ssoClient.id, clientSecret: ssoClient.secret } : {};
  const body = { on: true, issuer, ...secret, ...more };
  return (await workspace.admin.ok(changeSingleSignOn, { version: now.version, body })).body;
}

/** Gives a person an address, as confirmed (or not) by them. */
export function confirmed(api: TestApi, workspace: Workspace, email: string, userId = workspace.userId, is = true): Promise<unknown> {
  return api.db.withTenant(asTenantId(workspace.tenantId), (trx) => trx('users').where({ id: userId }).update({ email, is_verified: is }));
}

type Schema = z.ZodType;
interface Answer {
  readonly status: number;
  readonly code: string;
  readonly reason: unknown;
}

/** A browser that keeps its cookies, at our side and at the provider's. */
export class Browser {
  readonly #api: TestApi;
  readonly #redirectUri: string;
  readonly #jar = new Map<string, string>();

  constructor(api: TestApi, at: string) {
    this.#api = api;
    this.#redirectUri = at;
  }

  async find(email: string) {
    return (await this.#api.client().ok(findSso, { body: { email } })).body.items;
  }

  /** Where the button leads. */
  async begin(workspace: string, more: Record<string, unknown> = {}): Promise<string> {
    const { response, body } = await this.#post('/v1/sso/begin', { workspace, ...more });
    if (response.status !== 200) throw new Refused(answerOf(response, body));
    return String(body['url']);
  }

  visit(url: string): Promise<string> {
    return visit(url, this.#redirectUri);
  }

  async finish(query: string): Promise<Answer> {
    const { response, body } = await this.#post('/v1/sso/finish', { query });
    return answerOf(response, body);
  }

  async code(query: string, code: string): Promise<Answer> {
    const { response, body } = await this.#post('/v1/sso/code', { state: new URLSearchParams(query).get('state') ?? '', code });
    return answerOf(response, body);
  }

  async signIn(workspace: string): Promise<void> {
    const answer = await this.finish(await this.visit(await this.begin(workspace)));
    if (answer.status !== 200) throw new Error(`signing in was answered ${JSON.stringify(answer)}`);
  }

  /** A sign-in that has to be refused, at whichever step. */
  async refused(workspace: string): Promise<Answer> {
    const answer = await this.begin(workspace)
      .then((url) => this.visit(url))
      .then((query) => this.finish(query))
      .catch((error: unknown) => {
        if (error instanceof Refused) return error.answer;
        throw error;
      });
    if (answer.status === 200) throw new Error('it signed in');
    return answer;
  }

  ok<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
    endpoint: Endpoint<P, Q, B, R>,
    call: { readonly body?: z.input<B> } = {},
  ): Promise<Answered<z.output<R>>> {
    return this.#api.client().ok(endpoint, { ...call, headers: { cookie: this.#cookies() } });
  }

  #cookies(): string {
    return [...this.#jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #post(path: string, sent: unknown): Promise<{ response: Response; body: Record<string, unknown> }> {
    const headers = { 'content-type': 'application/json', cookie: this.#cookies() };
    const response = await this.#api.client().raw('POST', path, { headers, body: JSON.stringify(sent) });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.#jar.delete(name);
      else this.#jar.set(name, value);
    }
    return { response, body: (await response.json()) as Record<string, unknown> };
  }
}

class Refused extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(JSON.stringify(answer));
    this.answer = answer;
  }
}

function answerOf(response: Response, body: Record<string, unknown>): Answer {
  return { status: response.status, code: String(body['code'] ?? ''), reason: body['reason'] };
}
