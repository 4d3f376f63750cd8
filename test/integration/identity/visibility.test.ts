import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Route } from '../../../api/lib/route.ts';
import { routes } from '../../../api/routes/index.ts';
import { logActivity } from '../../../api/contracts/activities.ts';
import { createCompany } from '../../../api/contracts/companies.ts';
import { createContact } from '../../../api/contracts/contacts.ts';
import { createDeal } from '../../../api/contracts/deals.ts';
import { assignLead, createLead, readLead } from '../../../api/contracts/leads.ts';
import { createNote } from '../../../api/contracts/notes.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import { createTask } from '../../../api/contracts/tasks.ts';
import { createTeam } from '../../../api/contracts/teams.ts';
import { createUser } from '../../../api/contracts/users.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { searchEverything } from '../../../db/queries/search.ts';
import { asTenantId } from '../../../domain/ids.ts';
import { seededRoles, type Visibility, visibilities } from '../../../domain/permissions/permissions.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

/** Somebody with every right of a manager and of assigning, and a sight of their own. */
interface Viewer {
  readonly client: ApiClient;
  readonly id: string;
}

const kinds = ['leads', 'contacts', 'companies', 'deals', 'tasks', 'activities'] as const;
type Kind = (typeof kinds)[number];
type Records = Readonly<Record<Kind, string>> & { readonly note: string };

let api: TestApi;
let acme: Workspace;
const viewers = new Map<Visibility, Viewer>();
let colleague: Viewer;
let stranger: Viewer;
const owned = new Map<string, Records>();

async function person(name: string, role: string): Promise<Viewer> {
  const email = `${name}-${newId().slice(-6)}@example.test`;
  const { body } = await acme.admin.ok(createUser, { body: { email, name, roles: [role], password } });
  return { client: await api.client().signIn(email, password), id: body.id };
}

/** One record of each kind, found by the word `word`. */
async function recordsOf(owner: string | null, word: string): Promise<Records> {
  const by = acme.admin;
  const lead = (await by.ok(createLead, { body: { firstName: word, email: `${word}@leads.test`, ownerUserId: owner } })).body.id;
  const contact = (await by.ok(createContact, { body: { firstName: word, ownerUserId: owner } })).body.id;
  const company = (await by.ok(createCompany, { body: { name: word, ownerUserId: owner } })).body.id;
  const deal = (await by.ok(createDeal, { body: { name: word, ownerUserId: owner } })).body.id;
  const records = [{ type: 'deal' as const, id: deal }];
  const task = (await by.ok(createTask, { body: { title: word, ownerUserId: owner, records } })).body.id;
  const logged = await by.ok(logActivity, { body: { type: 'note', title: word, records } });
  const note = (await by.ok(createNote, { body: { body: word, record: { type: 'contact', id: contact } } })).body.id;
  return { leads: lead, contacts: contact, companies: company, deals: deal, tasks: task, activities: logged.body.activity.id, note };
}

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  for (const visibility of visibilities) {
    const { body } = await acme.admin.ok(createRole, {
      body: { name: `Sees ${visibility}`, visibility, permissions: [...seededRoles.manager.permissions] },
    });
    viewers.set(visibility, await person(visibility, body.code));
  }
  colleague = await person('colleague', 'rep');
  stranger = await person('stranger', 'rep');
  await acme.admin.ok(createTeam, { body: { name: 'North', memberIds: [...viewers.values()].map((one) => one.id).concat(colleague.id) } });
  await acme.admin.ok(createTeam, { body: { name: 'South', memberIds: [stranger.id] } });
  for (const [visibility, viewer] of viewers) owned.set(visibility, await recordsOf(viewer.id, `mine${visibility}`));
  owned.set('colleague', await recordsOf(colleague.id, 'colleague'));
  owned.set('stranger', await recordsOf(stranger.id, 'stranger'));
  owned.set('nobody', await recordsOf(null, 'nobody'));
});
afterAll(() => api.stop());

const viewer = (visibility: Visibility): Viewer => required(viewers.get(visibility));
const records = (of: string): Records => required(owned.get(of));
function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('it was made before');
  return value;
}

/** Whose records each sight shows; tasks and activities nobody owns are in none of the worlds of others. */
const inSight: Readonly<Record<Visibility, readonly string[]>> = {
  own: ['mineown', 'nobody'],
  team: ['mineown', 'mineteam', 'mineall', 'colleague', 'nobody'],
  all: ['mineown', 'mineteam', 'mineall', 'colleague', 'stranger', 'nobody'],
};
const keyOf = (word: string): string => word.replace(/^mine/, '');

async function listed(client: ApiClient, kind: Kind, query: string): Promise<string[]> {
  const response = await client.raw('GET', `/v1/${kind}?limit=200${query}`);
  const text = await response.text();
  expect(response.status, text).toBe(200);
  return (JSON.parse(text) as { items: { id: string }[] }).items.map((item) => item.id);
}

describe.each(visibilities)('a role that sees %s', (visibility) => {
  it.each(kinds)('finds in the list of %s exactly what is in sight, however it asks', async (kind) => {
    const expected = inSight[visibility].map((word) => records(keyOf(word))[kind]).sort();
    const all = [...owned.values()].map((one) => one[kind]);
    const { client } = viewer(visibility);
    const only = (ids: readonly string[]) => ids.filter((id) => all.includes(id)).sort();
    expect(only(await listed(client, kind, ''))).toEqual(expected);
    if (kind === 'activities') return;
    const filter = JSON.stringify({
      kind: 'compare',
      operator: 'less_or_equal',
      left: { kind: 'field', path: `${kind === 'companies' ? 'company' : kind.slice(0, -1)}.createdAt` },
      right: { kind: 'literal', value: '2099-01-01T00:00:00Z' },
    });
    if (kind !== 'tasks') expect(only(await listed(client, kind, `&filter=${encodeURIComponent(filter)}`))).toEqual(expected);
    for (const word of ['stranger', 'colleague', 'mineown']) {
      const found = kind === 'tasks' ? [] : only(await listed(client, kind, `&q=${word}`));
      if (kind !== 'tasks') expect(found).toEqual(inSight[visibility].includes(word) ? [records(keyOf(word))[kind]] : []);
    }
  });

  it('finds by search what is in sight and nothing else', async () => {
    const owners =
      visibility === 'all' ? null : visibility === 'own' ? [viewer('own').id] : [...viewers.values(), colleague].map((one) => one.id);
    for (const word of ['mineown', 'colleague', 'stranger']) {
      const tenantId = asTenantId(acme.tenantId);
      const hits = await api.db.readTenantAs(tenantId, owners, (trx) => searchEverything(trx, tenantId, word, 20));
      expect(hits.map((hit) => hit.type).sort()).toEqual(
        inSight[visibility].includes(word) ? ['company', 'contact', 'deal', 'lead', 'task'] : [],
      );
    }
  });
});

const aboutRecords = routes.filter((route) =>
  /^\/v1\/(leads|contacts|companies|deals|tasks|activities|notes)\/\{/.test(route.endpoint.path),
);

async function ask(client: ApiClient, route: Route, id: string) {
  const { endpoint } = route;
  const path = endpoint.path.replace(/\{\w+\}/, id).replaceAll(/\{\w+\}/g, newId());
  const headers: Record<string, string> = { 'content-type': 'application/json', ...(endpoint.ifMatch ? { 'if-match': 'W/"1"' } : {}) };
  const response = await client.raw(endpoint.method, path, { headers, ...(endpoint.method === 'GET' ? {} : { body: '{}' }) });
  const text = await response.text();
  return { status: response.status, code: text === '' ? '' : String((JSON.parse(text) as { code?: string }).code) };
}

describe('a record out of sight', () => {
  it.each(aboutRecords.map((route) => [`${route.endpoint.method} ${route.endpoint.path}`, route] as const))(
    'is to %s as if it did not exist',
    async (_name, route) => {
      const kind = route.endpoint.path.split('/')[2] ?? '';
      const id = kind === 'notes' ? records('stranger').note : records('stranger')[kind as Kind];
      for (const visibility of ['own', 'team'] as const) {
        const { client } = viewer(visibility);
        const [foreign, nothing] = [await ask(client, route, id), await ask(client, route, newId())];
        expect(foreign).toEqual(nothing);
        expect(foreign.status).toBeGreaterThanOrEqual(400);
        if (route.endpoint.method === 'GET') expect(foreign.status).toBe(404);
      }
    },
  );

  it('is there for a role that sees all, and for nobody in another workspace', async () => {
    const other = await aWorkspace(api);
    for (const kind of kinds) {
      const path = `/v1/${kind}/${records('stranger')[kind]}`;
      expect((await viewer('all').client.raw('GET', path)).status).toBe(200);
      expect((await other.admin.raw('GET', path)).status).toBe(404);
    }
  });

  it('cannot be linked to, and its e-mail address is told to be taken without telling whose', async () => {
    const { client } = viewer('own');
    await client.refused(createTask, 404, { body: { title: 'x', records: [{ type: 'lead', id: records('stranger').leads }] } });
    await client.refused(createNote, 404, { body: { body: 'x', record: { type: 'deal', id: records('stranger').deals } } });
    for (const extra of [{}, { onDuplicate: 'skip' as const }, { onDuplicate: 'update' as const }]) {
      const { body } = await client.refused(createLead, 409, { body: { firstName: 'x', email: 'stranger@leads.test', ...extra } });
      expect(body.errors).toMatchObject([{ code: 'duplicate_email' }]);
      expect(JSON.stringify(body)).not.toContain(records('stranger').leads);
    }
  });

  it('may be what somebody has just given away: they are answered, and then it is gone for them', async () => {
    const { client } = viewer('own');
    const { body: lead } = await client.ok(createLead, { body: { firstName: 'Given', ownerUserId: stranger.id } });
    expect(lead.owner?.id).toBe(stranger.id);
    await client.refused(readLead, 404, { params: { id: lead.id } });
    const { body: mine } = await client.ok(createLead, { body: { firstName: 'Kept', ownerUserId: viewer('own').id } });
    await client.ok(assignLead, { params: { id: mine.id }, body: { ownerUserId: stranger.id } });
    await client.refused(readLead, 404, { params: { id: mine.id } });
    const task = await client.ok(createTask, { body: { title: 'For somebody', ownerUserId: stranger.id } });
    expect(task.body.owner?.id).toBe(stranger.id);
  });
});

describe('a role', () => {
  it('cannot let others see more than its maker sees, nor be given by them', async () => {
    const limited = await acme.admin.ok(createRole, {
      body: { name: 'Limited admin', visibility: 'own', permissions: [...seededRoles.admin.permissions] },
    });
    const { client } = await person('limited', limited.body.code);
    await client.refused(createRole, 403, { body: { name: 'Sees it', visibility: 'all', permissions: [] } });
    const body = { email: 'x@example.test', name: 'X', roles: ['rep'], password };
    await client.refused(createUser, 403, { body });
    await client.ok(createRole, { body: { name: 'As small', visibility: 'own', permissions: ['leads.read'] } });
  });
});
