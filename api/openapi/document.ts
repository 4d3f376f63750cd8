import { z } from 'zod';
import { problemDocument } from '../contracts/lib/common.ts';
import type { Route } from '../lib/route.ts';

type JsonSchema = Record<string, unknown>;

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: JsonSchema;
  paths: Record<string, Record<string, JsonSchema>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: JsonSchema };
  [key: string]: unknown;
}

/** Generates the OpenAPI 3.1 document from the declarations that also validate the requests. */
export function buildDocument(routes: readonly Route[]): OpenApiDocument {
  const components = new Components();
  const problem = { 'application/problem+json': { schema: components.refer(problemDocument, 'output') } };
  const paths: OpenApiDocument['paths'] = {};
  for (const route of routes) {
    const item = (paths[route.endpoint.path] ??= {});
    item[route.endpoint.method.toLowerCase()] = operation(route, components, problem);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Cadenza', version: '1', description: 'The API of Cadenza. The browser application uses nothing else.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: components.schemas,
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'cadenza_session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(route: Route, components: Components, problem: JsonSchema): JsonSchema {
  const { endpoint } = route;
  const ids = [
    endpoint.method.toLowerCase(),
    ...endpoint.path
      .split('/')
      .slice(2)
      .map((part) => part.replaceAll(/\W/g, '')),
  ];
  return {
    operationId: ids.filter((part) => part !== '').join('_'),
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(route.policy.kind === 'permission' ? { 'x-permission': route.policy.permission } : {}),
    security: route.policy.kind === 'public' ? [] : [{ session: [] }, { bearer: [] }],
    parameters: [...parametersOf(endpoint.params, 'path'), ...parametersOf(endpoint.query, 'query'), ...headersOf(route)],
    ...requestBody(route, components),
    responses: {
      [endpoint.status]: success(route, components),
      default: { description: 'A problem', content: problem },
    },
  };
}

function requestBody({ endpoint }: Route, components: Components): JsonSchema {
  if (endpoint.media.request !== undefined) {
    return { requestBody: { required: true, content: { [endpoint.media.request]: { schema: { type: 'object' } } } } };
  }
  if (endpoint.body === null) return {};
  return { requestBody: { required: true, content: { 'application/json': { schema: components.refer(endpoint.body, 'input') } } } };
}

function success({ endpoint }: Route, components: Components): JsonSchema {
  if (endpoint.status === 204) return { description: 'Done' };
  const media = endpoint.media.response ?? 'application/json';
  const schema = endpoint.media.response === undefined ? components.refer(endpoint.response, 'output') : { type: 'string' };
  return { description: 'Success', content: { [media]: { schema } } };
}

function parametersOf(schema: z.ZodType, where: 'path' | 'query'): JsonSchema[] {
  const json = z.toJSONSchema(schema, options('input'));
  return Object.entries(json.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (json.required ?? []).includes(name),
    schema: property,
  }));
}

function headersOf({ endpoint, kind }: Route): JsonSchema[] {
  const header = (name: string, required: boolean, description: string): JsonSchema => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(endpoint.ifMatch ? [header('If-Match', true, 'ETag of the version that is being changed')] : []),
    ...(endpoint.method === 'POST' && kind === 'write'
      ? [header('Idempotency-Key', false, 'Repeats within 24 hours are answered, not done again')]
      : []),
  ];
}

function options(io: 'input' | 'output'): { io: 'input' | 'output'; unrepresentable: 'any' } {
  return { io, unrepresentable: 'any' };
}

/** Named schemas (`.meta({ id })`) become components; what goes in and what comes out may differ, so both are kept. */
class Components {
  readonly schemas: Record<string, JsonSchema> = {};
  /** What a schema without a name of its own says -> the name it has got. */
  readonly #unnamed = new Map<string, string>();

  refer(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const { $schema: _dialect, $defs, ...root } = this.#withNames(z.toJSONSchema(schema, options(io)));
    const suffix = io === 'input' ? 'Input' : '';
    for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>)) {
      this.schemas[name + suffix] = relink(definition, suffix);
    }
    const name = schema.meta()?.id;
    if (name === undefined) return relink(root, suffix);
    this.schemas[name + suffix] ??= relink(root, suffix);
    return { $ref: `#/components/schemas/${name}${suffix}` };
  }

  /** Recursive schemas without a name are numbered anew in every schema: the same number means something else in the next one. */
  #withNames(schema: JsonSchema): JsonSchema {
    const defs = (schema.$defs ?? {}) as Record<string, JsonSchema>;
    const names = new Map(
      Object.keys(defs)
        .filter((name) => name.startsWith('__schema'))
        .map((name) => [name, this.#nameOf(closure(name, defs))]),
    );
    const text = JSON.stringify(schema).replaceAll(
      /"(#\/\$defs\/)?(__schema\d+)"/g,
      (_whole, path: string | undefined, name: string) => `"${path ?? ''}${names.get(name) ?? name}"`,
    );
    return JSON.parse(text) as JsonSchema;
  }

  #nameOf(content: string): string {
    const name = this.#unnamed.get(content) ?? `Recursive${this.#unnamed.size + 1}`;
    this.#unnamed.set(content, name);
    return name;
  }
}

/** A definition with all it refers to, whatever they are called. */
function closure(name: string, defs: Readonly<Record<string, JsonSchema>>): string {
  const order = [name];
  const parts: string[] = [];
  for (let at = 0; at < order.length; at++) {
    const text = JSON.stringify(defs[order[at] ?? ''] ?? {});
    parts.push(
      text.replaceAll(/"#\/\$defs\/(__schema\d+)"/g, (_whole, other: string) => {
        if (!order.includes(other)) order.push(other);
        return `"#${order.indexOf(other)}"`;
      }),
    );
  }
  return parts.join('\n');
}

function relink(schema: JsonSchema, suffix: string): JsonSchema {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [
        key,
        key === '$ref' && typeof child === 'string' ? child.replace(/^#\/\$defs\/(.+)$/, `#/components/schemas/$1${suffix}`) : walk(child),
      ]),
    );
  };
  return walk(schema) as JsonSchema;
}
