import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../api/lib/route.ts';
import { routes } from '../../../api/routes/index.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { type RoleCode, roleCodes, seededRoles } from '../../../domain/permissions/permissions.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { problemOf } from '../../helpers/api-client.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

/** Streams do not end by themselves; what they show is tested with them. */
const isStream = (route: Route): boolean => route.endpoint.media.response === 'text/event-stream';
/** Asked by everybody it would end the very sessions that ask on. */
const endsSession = (route: Route): boolean => route.endpoint.path === '/v1/sign-out';

let api: TestApi;
const people = new Map<RoleCode, ApiClient>();
let stranger: ApiClient;

beforeAll(async () => {
  api = await startApi();
  const acme = await aWorkspace(api);
  const other = await aWorkspace(api);
  stranger = other.admin;
  for (const role of roleCodes) {
    // A super admin can only be made by one, so the admin stands in: both hold every permission.
    people.set(role, role === 'super_admin' ? acme.admin : (await aPerson(api, acme, role)).client);
  }
});
afterAll(() => api.stop());

/** A request that is right in form as far as can be known from outside: ids that nobody has, no body. */
async function ask(client: ApiClient, route: Route): Promise<{ response: Response; text: string }> {
  const { endpoint } = route;
  const path = endpoint.path.replaceAll(/\{\w+\}/g, newId());
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (endpoint.ifMatch) headers['if-match'] = 'W/"1"';
  const response = await client.raw(endpoint.method, path, { headers, ...(endpoint.method === 'GET' ? {} : { body: '{}' }) });
  return { response, text: await response.text() };
}

const nameOf = (route: Route): string => `${route.endpoint.method} ${route.endpoint.path}`;
/** Before sign-in as well, but by a secret link from a mail, or telling nothing. */
const byLink = [
  'POST /v1/forgot-password',
  'POST /v1/reset-password',
  'POST /v1/verify-email',
  'POST /v1/invitations/show',
  'POST /v1/invitations/accept',
  'POST /v1/email-change/confirm',
  'POST /v1/email-change/undo',
  // The refresh token is the proof.
  'POST /v1/token/refresh',
  'POST /v1/token/revoke',
  'POST /v1/sso/find',
  'POST /v1/sso/begin',
  'POST /v1/sso/finish',
  'POST /v1/sso/code',
];
const tested = routes.filter((route) => !isStream(route) && !endsSession(route));

describe('every route', () => {
  it('is declared once', () => {
    const names = routes.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has a policy, and only those before sign-in are open', () => {
    const open = routes.filter((route) => route.policy.kind === 'public').map(nameOf);
    const allowed = ['GET /v1/openapi.json', 'POST /v1/sign-up', 'POST /v1/sign-in', 'POST /v1/sign-out', ...byLink];
    // Forms are filled in by strangers, who prove with the form's key which workspace they mean.
    expect(open.filter((name) => !allowed.includes(name) && !/forms?\//.test(name))).toEqual([]);
    for (const route of routes) expect(route.policy, nameOf(route)).toBeDefined();
  });

  it.each(tested.map((route) => [nameOf(route), route] as const))('%s: nobody, each role, another tenant', async (_name, route) => {
    if (route.policy.kind === 'public') return;
    const nobody = await ask(api.client(), route);
    expect(nobody.response.status, nobody.text).toBe(401);
    problemOf(nobody.response, nobody.text);

    for (const [role, client] of people) {
      const { response, text } = await ask(client, route);
      const { policy } = route;
      const permitted =
        policy.kind === 'signed_in' || (policy.kind === 'permission' && seededRoles[role].permissions.includes(policy.permission));
      if (!permitted) expect(response.status, `${role}: ${text}`).toBe(403);
      else expect(response.status, `${role}: ${text}`).not.toBe(401);
      expect(response.status, `${role}: ${text}`).toBeLessThan(500);
      if (response.status >= 400) problemOf(response, text);
    }

    // Ids that nobody in this tenant has: nothing is found and nothing is told, for whoever may ask at all.
    const foreign = await ask(stranger, route);
    if (route.endpoint.path.includes('{')) expect(foreign.response.status, foreign.text).toBeGreaterThanOrEqual(400);
    expect(foreign.response.status, foreign.text).toBeLessThan(500);
  });
});
