import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../api/lib/route.ts';
import { routes } from '../../../api/routes/index.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;

beforeAll(async () => {
  // Argon2id on every garbage sign-in would only slow this down: strangers' attempts are refused after the first few.
  api = await startApi({ config: { rateLimitSignInPerMinute: 40 } });
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

const isStream = (route: Route): boolean => route.endpoint.media.response === 'text/event-stream';
const tested = routes.filter((route) => !isStream(route) && route.endpoint.path !== '/v1/sign-out');
const nameOf = (route: Route): string => `${route.endpoint.method} ${route.endpoint.path}`;

/** Names that occur in contracts, so that garbage gets past the first check now and then. */
const keysOf = (route: Route): string[] => {
  const shape: unknown = route.endpoint.body !== null && 'shape' in route.endpoint.body ? route.endpoint.body.shape : {};
  return Object.keys(shape as object);
};

const nasty = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\ud800',
  "' or 1=1 --",
  '{{constructor}}',
  '%00',
  '-1',
  '1e999',
  'NaN',
  '9'.repeat(40),
  'null',
  '../../etc/passwd',
  '2026-02-30T25:00:00Z',
  '\u202e',
  'x'.repeat(5_000),
);
const text = fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 40 }), fc.uuid());
const value: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.double(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, text, { maxKeys: 3 }),
  fc.object({ maxDepth: 3 }),
);
/** Named, so that a failure does not print them. */
const huge: Readonly<Record<string, string>> = {
  'deeply nested': `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  'more than a megabyte': `{"a":"${'b'.repeat(1_100_000)}"}`,
};
const bodyFor = (route: Route): fc.Arbitrary<string> => {
  const keys = keysOf(route);
  const known = keys.length === 0 ? fc.constant({}) : fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: keys.length });
  return fc.oneof(
    known.map((one) => JSON.stringify(one)),
    fc.anything({ maxDepth: 4 }).map((one) => JSON.stringify(one) ?? 'undefined'),
    fc.constantFrom('{', '[]', '"', 'null', '{"__proto__":{"a":1}}', ...Object.keys(huge)),
    fc.string({ unit: 'binary' }),
  );
};
const headerText = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_/."*,;= '.split('')), maxLength: 60 });
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-16',
      'text/plain',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      '',
    ),
    'if-match': fc.oneof(fc.constantFrom('W/"1"', '*', '"1"', 'W/"99999999999"'), headerText),
    'idempotency-key': fc.oneof(fc.uuid(), headerText),
    'x-request-id': headerText,
    'accept-encoding': headerText,
    'last-event-id': headerText,
    'content-encoding': fc.constantFrom('gzip', 'br', 'nonsense'),
  },
  { requiredKeys: ['content-type'] },
);

describe('garbage', () => {
  it.each(tested.map((route) => [nameOf(route), route] as const))('%s never answers 500', async (_name, route) => {
    const query = fc.oneof(
      fc.constant(''),
      fc.dictionary(fc.oneof(fc.constantFrom('limit', 'cursor', 'search', 'sort'), text), text, { maxKeys: 3 }),
    );
    const ids = fc.oneof(fc.constant(newId()), text);
    await fc.assert(
      fc.asyncProperty(bodyFor(route), headers, query, ids, async (body, given, wanted, id) => {
        const path = route.endpoint.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id.replaceAll(/\p{Surrogate}/gu, '') || 'x'));
        const search = typeof wanted === 'string' ? '' : `?${new URLSearchParams(wanted)}`;
        const isGet = route.endpoint.method === 'GET';
        const response = await acme.admin.raw(route.endpoint.method, path + search, {
          headers: given,
          ...(isGet ? {} : { body: huge[body] ?? body }),
        });
        await response.arrayBuffer();
        expect(response.status, `${path}${search} ${JSON.stringify(given)} ${body.slice(0, 200)}`).toBeLessThan(500);
      }),
      { numRuns: 15 },
    );
  });

  it.each([
    ['GET', '/v1/leads/%E0%A4%A'],
    ['GET', '/v1/%'],
    ['GET', '/v1/../../etc/passwd'],
    ['GET', '//v1//me'],
    ['PROPFIND', '/v1/me'],
    ['DELETE', '/v1/templates'],
    ['POST', '/v1/nothing/here'],
    ['GET', '/nothing'],
  ])('%s %s is refused with a problem', async (method, path) => {
    const response = await acme.admin.raw(method, path);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
  });

  it('says which methods an address takes', async () => {
    const response = await acme.admin.raw('DELETE', '/v1/templates');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toContain('POST');
  });
});
