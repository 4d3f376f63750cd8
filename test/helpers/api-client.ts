import { z } from 'zod';
import { problemDocument } from '../../api/contracts/lib/common.ts';
import type { ProblemDocument } from '../../api/contracts/lib/common.ts';
import type { Endpoint } from '../../api/contracts/lib/endpoint.ts';
import { signIn } from '../../api/contracts/identity.ts';
import { buildDocument, type OpenApiDocument } from '../../api/openapi/document.ts';
import { routes } from '../../api/routes/index.ts';

export interface Call {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Version for If-Match. */
  readonly version?: number;
  readonly key?: string;
}

export interface Answered<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

type Schema = z.ZodType;
type AnyEndpoint = Endpoint<Schema, Schema, Schema, Schema>;

/**
 * Speaks to a running API by its contracts. Every answer is checked: status and body against the OpenAPI document that the
 * API serves, refusals against the problem document.
 */
export class ApiClient {
  readonly base: string;
  token: string | null = null;

  constructor(base: string) {
    this.base = base;
  }

  /** Signs in with a bearer token and remembers it. */
  async signIn(email: string, password: string, workspace?: string): Promise<this> {
    const { body } = await this.ok(signIn, {
      body: { email, password, transport: 'token', ...(workspace === undefined ? {} : { workspace }) },
    });
    this.token = body.token;
    return this;
  }

  /** A call that has to succeed. */
  async ok<P extends Schema, Q extends Schema, B extends Schema, R extends Schema>(
    endpoint: Endpoint<P, Q, B, R>,
    call: Call & { readonly body?: z.input<B> } = {},
  ): Promise<Answered<z.output<R>>> {
    const { response, text } = await this.#send(endpoint, call);
    if (response.status !== endpoint.status) {
      throw new Error(`${endpoint.method} ${endpoint.path} answered ${response.status}, not ${endpoint.status}: ${text}`);
    }
    if (endpoint.status === 204) return { status: 204, body: undefined as z.output<R>, headers: response.headers };
    const body: unknown = JSON.parse(text);
    this.#matchesDocument(endpoint, body);
    return { status: response.status, body: endpoint.response.parse(body), headers: response.headers };
  }

  /** A call that has to be refused with a problem document of this status. */
  async refused(endpoint: AnyEndpoint, status: number, call: Call = {}): Promise<Answered<ProblemDocument>> {
    const { response, text } = await this.#send(endpoint, call);
    if (response.status !== status)
      throw new Error(`${endpoint.method} ${endpoint.path} answered ${response.status}, not ${status}: ${text}`);
    return { status, body: problemOf(response, text), headers: response.headers };
  }

  /** Whatever comes. */
  async raw(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.token !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${this.token}`);
    return fetch(this.base + path, { ...init, method, headers });
  }

  async #send(endpoint: AnyEndpoint, call: Call): Promise<{ response: Response; text: string }> {
    const path = endpoint.path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent(call.params?.[name] ?? ''));
    const query = new URLSearchParams(
      Object.entries(call.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    ).toString();
    const headers = new Headers(call.headers);
    if (call.body !== undefined) headers.set('content-type', 'application/json');
    if (call.version !== undefined) headers.set('if-match', `W/"${call.version}"`);
    if (call.key !== undefined) headers.set('idempotency-key', call.key);
    const response = await this.raw(endpoint.method, query === '' ? path : `${path}?${query}`, {
      headers,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    return { response, text: await response.text() };
  }

  #matchesDocument(endpoint: AnyEndpoint, body: unknown): void {
    const schema = responseSchema(endpoint);
    const result = schema.safeParse(body);
    if (!result.success) {
      throw new Error(
        `${endpoint.method} ${endpoint.path} does not answer as the OpenAPI document says:\n${z.prettifyError(result.error)}`,
      );
    }
  }
}

/** Checks that a refusal is a problem document and gives it. */
export function problemOf(response: Response, text: string): ProblemDocument {
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('application/problem+json')) throw new Error(`${response.status} came as ${type}: ${text}`);
  const problem = problemDocument.parse(JSON.parse(text));
  if (problem.status !== response.status) throw new Error(`the problem says ${problem.status}, the answer ${response.status}`);
  if (problem.requestId !== response.headers.get('x-request-id')) throw new Error('the problem does not name its request');
  return problem;
}

const schemas = new Map<string, z.ZodType>();
let document: OpenApiDocument | undefined;

/** The schema of a success as the served document states it, turned back into a validator. */
function responseSchema(endpoint: AnyEndpoint): z.ZodType {
  const name = `${endpoint.method} ${endpoint.path}`;
  const known = schemas.get(name);
  if (known !== undefined) return known;
  document ??= buildDocument(routes);
  const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()] as {
    responses: Record<string, { content?: Record<string, { schema: Record<string, unknown> }> }>;
  };
  const schema = operation.responses[String(endpoint.status)]?.content?.['application/json']?.schema;
  if (schema === undefined) throw new Error(`${name} is not in the OpenAPI document`);
  const local = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'));
  const made = z.fromJSONSchema({ ...(local(schema) as object), $defs: local(document.components.schemas) } as Parameters<
    typeof z.fromJSONSchema
  >[0]);
  schemas.set(name, made);
  return made;
}
