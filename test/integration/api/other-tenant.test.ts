import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Route } from '../../../api/lib/route.ts';
import { routes } from '../../../api/routes/index.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { problemOf } from '../../helpers/api-client.ts';
import { aWorkspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { plant } from '../db/plant.ts';

// Every route that names something, asked by the admin of another workspace with the id of something that is really there. Generated from
// the routes: one that names a thing nobody knows the table of fails here.

let api: TestApi;
let behind: pg.Client;
let stranger: ApiClient;
let tenantId: string;

const named = routes.filter((route) => /\{(?!entity|subject|type)\w+\}/.test(route.endpoint.path) && route.policy.kind !== 'public');
const nameOf = (route: Route): string => `${route.endpoint.method} ${route.endpoint.path}`;

/** Where what a path names is kept, when it is not a table of that name. */
const tables: Readonly<Record<string, string>> = {
  duplicates: 'duplicate_pairs',
  operations: 'run_operations',
  explain: 'leads',
  calendars: 'business_calendars',
  me: 'sessions',
  plan: 'entitlement_overrides',
  'record-files': 'files',
  webhooks: 'webhook_subscriptions',
};

/** `/v1/bulk-changes/{id}/items` is about rows of `bulk_changes`. */
function tableOf(route: Route): string {
  const resource = /^\/v1\/(?:me\/(?=absences))?([a-z-]+)/.exec(route.endpoint.path)?.[1] ?? '';
  return tables[resource] ?? resource.replaceAll('-', '_');
}

const examples = new Map<string, string>();

/** A number for all that the workspace has: it changes with any of its rows. */
async function digest(): Promise<string> {
  const { rows } = await behind.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  );
  const parts: string[] = [];
  for (const { name } of rows) {
    const found = await behind.query<{ digest: string }>(
      `select coalesce(md5(string_agg(md5(t::text), '' order by md5(t::text))), '') as digest from ${name} t where tenant_id = $1`,
      [tenantId],
    );
    parts.push(`${name} ${found.rows[0]?.digest ?? ''}`);
  }
  return parts.join('\n');
}

beforeAll(async () => {
  api = await startApi();
  tenantId = (await aWorkspace(api)).tenantId;
  stranger = (await aWorkspace(api)).admin;
  behind = new pg.Client({ connectionString: api.database.superuserUrl });
  await behind.connect();
  await behind.query('set session_replication_role = replica');
  for (const table of new Set(named.map((route) => tableOf(route)))) {
    const one = `select id from ${table} where tenant_id = $1 limit 1`;
    if ((await behind.query(one, [tenantId])).rows.length === 0) await plant(behind, table, tenantId);
    examples.set(table, (await behind.query<{ id: string }>(one, [tenantId])).rows[0]?.id ?? '');
  }
});
afterAll(async () => {
  await behind.end();
  await api.stop();
});

it('nothing of a workspace is given to, or changed by, the admin of another', async () => {
  const before = await digest();
  const answered: string[] = [];
  for (const route of named) {
    const { endpoint } = route;
    const id = examples.get(tableOf(route)) ?? '';
    const headers: Record<string, string> = { 'content-type': 'application/json', ...(endpoint.ifMatch ? { 'if-match': 'W/"1"' } : {}) };
    const path = endpoint.path.replace('{type}', 'lead').replaceAll(/\{\w+\}/g, id);
    const response = await stranger.raw(endpoint.method, path, { headers, ...(endpoint.method === 'GET' ? {} : { body: '{}' }) });
    const text = await response.text();
    const hidden = endpoint.method === 'GET' ? response.status === 404 : response.status >= 400 && response.status < 500;
    if (hidden) problemOf(response, text);
    // A list about something that is not there is empty, and so is an end of what has ended; neither tells anything.
    else if (!/^(|\{"items":\[\](,"next":null)?\})$/.test(text))
      answered.push(`${nameOf(route)}: ${response.status} ${text.slice(0, 200)}`);
  }
  expect(answered).toEqual([]);
  expect(await digest()).toBe(before);
});
