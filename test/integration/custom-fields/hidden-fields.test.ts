import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as fields from '../../../api/contracts/custom-fields.ts';
import { createExport } from '../../../api/contracts/exports.ts';
import * as leads from '../../../api/contracts/leads.ts';
import { createSegment } from '../../../api/contracts/lists.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import { readLeadScore } from '../../../api/contracts/scoring.ts';
import { createUser } from '../../../api/contracts/users.ts';
import type { Route } from '../../../api/lib/route.ts';
import { routes } from '../../../api/routes/index.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { seededRoles } from '../../../domain/permissions/permissions.ts';
import { customFieldEntities } from '../../../domain/records/custom-field-rules.ts';
import type { World } from '../../factories/index.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { rows } from '../rules/world.ts';
import { intake, type Made, records, rules, secret, word } from './hidden-world.ts';

// A field that is hidden from a role holds a word that stands nowhere else. Somebody with every right but this sight asks every route that
// reads, for everything there is: the word never comes. Generated from the routes: a new one is asked as well.

let api: TestApi;
let acme: Workspace;
let blind: ApiClient;
let behind: pg.Client;
let world: World;
let made: Made;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  world = { db: api.db, tenantId: asTenantId(acme.tenantId), adminUserId: acme.userId } as World;
  behind = new pg.Client({ connectionString: api.database.superuserUrl });
  await behind.connect();
  const { body: role } = await acme.admin.ok(createRole, {
    body: { name: 'Blind', visibility: 'all', permissions: [...seededRoles.admin.permissions] },
  });
  await acme.admin.ok(createUser, { body: { email: 'blind@acme.test', name: 'Blind', roles: [role.code], password } });
  for (const entity of customFieldEntities)
    await acme.admin.ok(fields.createCustomField, {
      body: { entity, type: 'text', label: 'Secret', viewableBy: [], defaultValue: 'none' },
    });
  await acme.admin.ok(fields.createCustomField, { body: { entity: 'lead', type: 'text', label: 'Open' } });
  made = await records(api, acme);
  await rules(world, acme);
  await intake(api, world, acme);
  blind = await api.client().signIn('blind@acme.test', password);
}, 120_000);
afterAll(async () => {
  await behind.end();
  await api.stop();
});

/** Everything of the workspace that has an id. */
async function idsOf(table: string): Promise<readonly string[]> {
  const { rows: known } = await behind.query<{ found: string | null }>('select to_regclass($1) as found', [table]);
  if ((known[0]?.found ?? null) === null) return [];
  const { rows: found } = await behind.query<{ id: string }>(`select id::text as id from ${table} where tenant_id = $1 limit 12`, [
    acme.tenantId,
  ]);
  return found.map((row) => row.id);
}

const tables: Readonly<Record<string, string>> = {
  duplicates: 'duplicate_pairs',
  operations: 'run_operations',
  explain: 'leads',
  calendars: 'business_calendars',
  webhooks: 'webhook_subscriptions',
  deliveries: 'webhook_deliveries',
  requests: 'inbound_requests',
};
const reading = routes.filter(
  (route) => route.endpoint.method === 'GET' && route.policy.kind !== 'public' && route.endpoint.path !== '/v1/live',
);

async function pathsOf(route: Route): Promise<readonly string[]> {
  const { path } = route.endpoint;
  const filled = (text: string) => {
    if (!/\{(entity|type|subject)\}/.test(text)) return [text];
    return customFieldEntities.map((entity) => text.replace(/\{(entity|type|subject)\}/, entity));
  };
  if (path === '/v1/duplicates/{type}/{a}/{b}' || /\{a\}.*\{b\}/.test(path))
    return customFieldEntities.map((type) =>
      path
        .replace('{type}', type)
        .replace('{a}', made[type][0] ?? '')
        .replace('{b}', made[type][1] ?? ''),
    );
  let paths: readonly string[] = [path];
  // What stands before an id says of what it is: `/v1/webhooks/{id}/deliveries/{deliveryId}`.
  for (const [, before = '', name = ''] of path.matchAll(/([a-z-]+)\/\{((?!entity\b|type\b|subject\b)\w+)\}/g)) {
    const ids = await idsOf(tables[before] ?? before.replaceAll('-', '_'));
    paths = paths.flatMap((one) => ids.map((id) => one.replace(`{${name}}`, id)));
  }
  return paths.flatMap(filled);
}

it('no route that reads tells it to somebody it is hidden from', async () => {
  const told: string[] = [];
  const known = new Set<string>();
  let answered = 0;
  for (const route of reading) {
    for (const path of await pathsOf(route)) {
      const full = /\?/.test(path) ? path : `${path}?limit=100`;
      const ask = async (client: ApiClient) => {
        const first = await client.raw('GET', full);
        return first.status === 422 ? client.raw('GET', path) : first;
      };
      const mine = await ask(blind);
      const text = await mine.text();
      if (mine.status < 300) answered += 1;
      if (mine.status >= 500) told.push(`${route.endpoint.path}: ${mine.status}`);
      if (text.includes(word))
        told.push(`${route.endpoint.path}: ${text.slice(Math.max(0, text.indexOf(word) - 120), text.indexOf(word) + 40)}`);
      if ((await (await ask(acme.admin)).text()).includes(word)) known.add(route.endpoint.path);
    }
  }
  expect(told).toEqual([]);
  expect(answered).toBeGreaterThan(80);
  expect([...known].sort()).toMatchInlineSnapshot(`
    [
      "/v1/automations/{id}",
      "/v1/automations/{id}/enrolments",
      "/v1/automations/{id}/versions",
      "/v1/bulk-changes/{id}",
      "/v1/companies",
      "/v1/companies/{id}",
      "/v1/companies/{id}/timeline",
      "/v1/contacts",
      "/v1/contacts/{id}",
      "/v1/contacts/{id}/timeline",
      "/v1/deals",
      "/v1/deals/{id}",
      "/v1/deals/{id}/timeline",
      "/v1/duplicates/compare/{type}/{a}/{b}",
      "/v1/forms/{id}/submissions",
      "/v1/imports",
      "/v1/imports/{id}",
      "/v1/imports/{id}/errors.csv",
      "/v1/imports/{id}/rows",
      "/v1/inbound-webhooks/{id}/requests",
      "/v1/leads",
      "/v1/leads/{id}",
      "/v1/leads/{id}/conversion",
      "/v1/leads/{id}/score",
      "/v1/leads/{id}/timeline",
      "/v1/runs/{id}",
      "/v1/webhooks/{id}/deliveries/{deliveryId}/attempts",
    ]
  `);
}, 300_000);

describe('somebody it is hidden from', () => {
  const asked = (condition: object) => `filter=${encodeURIComponent(JSON.stringify(condition))}`;

  it('cannot filter, count, export or make segments by it', async () => {
    const condition = secret('lead.custom.secret');
    for (const path of [`/v1/leads?${asked(condition)}`, `/v1/lists/lead/count?${asked(condition)}`])
      expect((await blind.raw('GET', path)).status, path).toBe(422);
    const [{ id: segmentId } = { id: '' }] = await rows<{ id: string }>(world, 'select id from segments');
    expect((await blind.raw('GET', `/v1/leads?${asked({ kind: 'segment', segment: segmentId })}`)).status).toBe(422);
    expect((await blind.raw('GET', `/v1/deal-board?${asked(secret('deal.custom.secret'))}`)).status).toBe(422);
    const selection = { kind: 'matching' as const };
    await blind.refused(createExport, 422, {
      body: { entity: 'lead', format: 'csv', columns: [{ field: 'custom.secret' }], selection, timeZone: 'UTC', sort: 'createdAt' },
    });
    await blind.refused(createSegment, 422, { body: { entity: 'lead', name: 'Mine', condition } });
  });

  it('cannot write it, nor find it out by guessing, and what they make has its default', async () => {
    const [id = ''] = made.contact;
    for (const value of [word, 'other', null])
      await blind.refused(contacts.updateContact, 422, { params: { id }, version: 1, body: { custom: { secret: value } } });
    const { body } = await blind.ok(contacts.createContact, { body: { firstName: 'New' } });
    expect(body.custom).toEqual({});
    expect((await acme.admin.ok(contacts.readContact, { params: { id: body.id } })).body.custom).toEqual({ secret: 'none' });
    const { body: later } = await blind.ok(contacts.updateContact, {
      params: { id: body.id },
      version: 1,
      body: { jobTitle: 'Buyer', custom: {} },
    });
    expect(later.custom).toEqual({});
    expect((await acme.admin.ok(contacts.readContact, { params: { id: body.id } })).body.custom).toEqual({ secret: 'none' });
  });

  it('does not find it in a lost race either', async () => {
    const [id = ''] = made.contact;
    const { body } = await blind.refused(contacts.updateContact, 412, { params: { id }, version: 99, body: { jobTitle: 'Buyer' } });
    expect(JSON.stringify(body)).not.toContain(word);
    expect(body).toMatchObject({ current: { firstName: 'Dana' } });
  });

  it('changes leads whose score counts it, by rules that know it', async () => {
    const { body } = await acme.admin.ok(leads.createLead, { body: { firstName: 'Scored', custom: { secret: word } } });
    const { body: after } = await blind.ok(leads.updateLead, { params: { id: body.id }, version: body.version, body: { jobTitle: 'CTO' } });
    expect((await blind.ok(leads.readLead, { params: { id: after.id } })).body.score).toBe(5);
    const { body: score } = await blind.ok(readLeadScore, { params: { id: body.id } });
    expect(JSON.stringify(score)).not.toContain(word);
  });
});
