import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueBulk } from '../../../activities/bulk/continue-bulk.ts';
import * as bulk from '../../../api/contracts/bulk.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as leads from '../../../api/contracts/leads.ts';
import * as contract from '../../../api/contracts/lists.ts';
import type { Condition, Operator } from '../../../domain/expressions/ast.ts';
import type { Json } from '../../../domain/json.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let rep: Person;
let viewer: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
  viewer = await aPerson(api, acme, 'viewer');
});
afterAll(() => api.stop());

const where = (path: string, operator: Operator, value: Json): Condition => ({
  kind: 'compare',
  left: { kind: 'field', path },
  operator,
  right: { kind: 'literal', value },
});

let made = 0;
async function someLeads(count: number, mark: string, client: ApiClient = acme.admin): Promise<leads.Lead[]> {
  const all: leads.Lead[] = [];
  for (let n = 0; n < count; n += 1) {
    made += 1;
    all.push((await client.ok(leads.createLead, { body: { firstName: mark, lastName: `${made}`, score: n } })).body);
  }
  return all;
}
const leadNow = async (id: string) => (await acme.admin.ok(leads.readLead, { params: { id } })).body;

describe('views of a list', () => {
  it('are kept per person, shared on purpose, and changed by whose they are', async () => {
    const search = { q: 'nova', sort: '-score' };
    const params = { entity: 'lead' as const };
    const { body: mine } = await rep.client.ok(contract.createListView, { params, body: { name: 'Hot', search } });
    const namesFor = async (client: ApiClient) => (await client.ok(contract.readList, { params })).body.views.map((view) => view.name);
    expect(await namesFor(rep.client)).toEqual(['Hot']);
    expect(await namesFor(viewer.client)).toEqual([]);
    const at = { params: { id: mine.id }, headers: { 'if-match': 'W/"1"' } };
    await rep.client.ok(contract.updateListView, { ...at, body: { sharedWith: 'all' } });
    expect(await namesFor(viewer.client)).toEqual(['Hot']);
    expect(await namesFor(other.admin)).toEqual([]);
    await viewer.client.refused(contract.updateListView, 403, { ...at, body: { name: 'x' } });
    await rep.client.refused(contract.updateListView, 412, { ...at, body: { name: 'x' } });
    await other.admin.refused(contract.deleteListView, 404, { params: { id: mine.id } });

    const settings = { columns: ['name', 'score'], density: 'comfortable' as const, defaultViewId: mine.id };
    await viewer.client.ok(contract.writeListSettings, { params, body: settings });
    expect((await viewer.client.ok(contract.readList, { params })).body.settings).toEqual(settings);
    expect((await rep.client.ok(contract.readList, { params })).body.settings).toMatchObject({ columns: null, density: 'dense' });
    await rep.client.ok(contract.deleteListView, { params: { id: mine.id } });
    expect((await viewer.client.ok(contract.readList, { params })).body.settings).toEqual({ ...settings, defaultViewId: null });
  });
});

describe('filters and words', () => {
  it.each([`O'Hara`, `\\'; drop table leads; --`, `back\\slash`, '??', '$1', `E'\\''`, '{"a","b"}', '$$x$$', '‮rtl', '🦊;\n'])(
    'take %j as the text it is',
    async (text) => {
      const { body: lead } = await acme.admin.ok(leads.createLead, { body: { firstName: text, lastName: 'Hostile' } });
      const found = async (condition: Condition) =>
        (await acme.admin.ok(leads.listLeads, { query: { filter: JSON.stringify(condition) } })).body.items.map((one) => one.id);
      const named = lead.firstName ?? '';
      expect(await found(where('lead.firstName', 'is', named))).toEqual([lead.id]);
      expect(await found(where('lead.firstName', 'is_any_of', [named, 'nobody at all']))).toEqual([lead.id]);
      expect(await found(where('lead.firstName', 'contains', `${named}x`))).toEqual([]);
      await acme.admin.ok(leads.listLeads, { query: { q: text } });
      const counted = await acme.admin.ok(contract.countList, {
        params: { entity: 'lead' },
        query: { filter: JSON.stringify(where('lead.firstName', 'is', named)) },
      });
      expect(counted.body.count).toBe(1);
    },
  );

  it('refuse a zero byte with a sentence', async () => {
    const filter = JSON.stringify(where('lead.firstName', 'is', 'a\u0000b'));
    await acme.admin.refused(leads.listLeads, 422, { query: { filter } });
    await acme.admin.refused(leads.listLeads, 422, { query: { q: 'a\u0000b' } });
  });
});

describe('segments', () => {
  it('are counted, asked for in filters, nested, and not deleted while something uses them', async () => {
    await someLeads(4, 'Segmented');
    const named = where('lead.firstName', 'is', 'Segmented');
    const bodyOf = (name: string, condition: Condition) => ({ body: { entity: 'lead' as const, name, condition } });
    const make = async (name: string, condition: Condition) => (await acme.admin.ok(contract.createSegment, bodyOf(name, condition))).body;
    const first = await make('Named', named);
    const inner: Condition = { kind: 'all', of: [{ kind: 'segment', segment: first.id }, where('lead.score', 'greater_than', 1)] };
    const second = await make('Named and scored', inner);
    const filter = JSON.stringify({ kind: 'segment', segment: second.id });
    expect((await acme.admin.ok(leads.listLeads, { query: { filter } })).body.items).toHaveLength(2);
    expect((await acme.admin.ok(contract.countList, { params: { entity: 'lead' }, query: { filter } })).body).toEqual({
      count: 2,
      atLeast: false,
    });
    await other.admin.refused(leads.listLeads, 422, { query: { filter } });

    const uses = await acme.admin.ok(contract.readSegmentUses, { params: { id: first.id } });
    expect(uses.body.items).toEqual([{ kind: 'segment', id: second.id, name: 'Named and scored' }]);
    const refused = await acme.admin.refused(contract.deleteSegment, 409, { params: { id: first.id } });
    expect(refused).toMatchObject({ status: 409, body: { usedBy: [{ id: second.id }] } });
    const at = { params: { id: first.id }, headers: { 'if-match': 'W/"1"' } };
    const circle = await acme.admin.refused(contract.updateSegment, 422, {
      ...at,
      body: { condition: { kind: 'segment', segment: second.id } },
    });
    expect(circle).toMatchObject({ status: 422, body: { errors: [{ code: 'segment_cycle' }] } });
    await acme.admin.refused(contract.createSegment, 409, bodyOf('named', named));
    expect(await acme.admin.refused(contract.createSegment, 422, bodyOf('Wrong', where('lead.nothing', 'is', 1)))).toMatchObject({
      body: { errors: [{ pointer: '/condition/left/path' }] },
    });
    await viewer.client.refused(contract.createSegment, 403, { body: { entity: 'lead', name: 'No', condition: named } });
    await acme.admin.ok(contract.deleteSegment, { params: { id: second.id } });
    await acme.admin.ok(contract.deleteSegment, { params: { id: first.id } });
  });
});

async function worked(job: bulk.BulkChange, workspace: Workspace = acme, incarnation = 1): Promise<bulk.BulkChange> {
  const input = { tenantId: workspace.tenantId, bulkId: job.id, incarnation };
  await continueBulk({ db: api.db }, input, Date.now() + 60_000);
  return (await workspace.admin.ok(bulk.readBulkChange, { params: { id: job.id } })).body;
}

describe('a bulk change', () => {
  it('is tried out by the real rules without changing anything, then done, then taken back where nobody interfered', async () => {
    const [one, two, three] = await someLeads(3, 'Bulky');
    const body = {
      entity: 'lead' as const,
      selection: { kind: 'matching' as const, filter: where('lead.firstName', 'is', 'Bulky') },
      action: { kind: 'update' as const, patch: { city: 'Dubai', jobTitle: 'CEO' } },
      dryRun: true,
    };
    const before = await leadNow(one?.id ?? '');
    const { body: job } = await acme.admin.ok(bulk.createBulkChange, { body });
    expect(await worked(job)).toMatchObject({ status: 'previewed', total: 3, changed: 3, refused: 0 });
    expect(await leadNow(one?.id ?? '')).toEqual(before);

    await acme.admin.ok(bulk.applyBulkChange, { params: { id: job.id } });
    expect(await worked(job, acme, 2)).toMatchObject({ status: 'completed', changed: 3 });
    expect(await leadNow(two?.id ?? '')).toMatchObject({ city: 'Dubai', jobTitle: 'CEO' });

    const changed = await leadNow(three?.id ?? '');
    const headers = { 'if-match': `W/"${changed.version}"` };
    await acme.admin.ok(leads.updateLead, { params: { id: changed.id }, body: { city: 'Oman' }, headers });
    await acme.admin.ok(bulk.undoBulkChange, { params: { id: job.id } });
    expect(await worked(job, acme, 3)).toMatchObject({ status: 'undone', undone: 2 });
    expect(await leadNow(one?.id ?? '')).toMatchObject({ city: null, jobTitle: null });
    expect(await leadNow(changed.id)).toMatchObject({ city: 'Oman' });
    const { body: items } = await acme.admin.ok(bulk.listBulkItems, { params: { id: job.id } });
    expect(items.items.map((item) => item.undo).sort((a, b) => String(a).localeCompare(String(b)))).toEqual([
      'changed_since',
      'undone',
      'undone',
    ]);
  });

  it('says for each record why it was refused, and harms no other', async () => {
    const [one, two] = await someLeads(2, 'Refused');
    const selection = { kind: 'ids' as const, ids: [one?.id ?? '', two?.id ?? ''] };
    const { body: job } = await acme.admin.ok(bulk.createBulkChange, {
      body: { entity: 'lead', selection, action: { kind: 'update', patch: { email: 'both@same.test' } } },
    });
    expect(await worked(job)).toMatchObject({ status: 'completed', changed: 1, refused: 1 });
    const { body } = await acme.admin.ok(bulk.listBulkItems, { params: { id: job.id }, query: { outcome: 'refused' } });
    expect(body.items).toMatchObject([{ code: 'duplicate_email', reason: expect.stringContaining('e-mail') }]);
  });

  it('tags, assigns and archives, and brings all of it back', async () => {
    const company = (await acme.admin.ok(companies.createCompany, { body: { name: 'Bulk Company' } })).body;
    const selection = { kind: 'ids' as const, ids: [company.id] };
    const done = async (action: object) => {
      const { body } = await acme.admin.ok(bulk.createBulkChange, { body: { entity: 'company', selection, action: action as never } });
      return worked(body);
    };
    const undone = async (job: bulk.BulkChange) => {
      await acme.admin.ok(bulk.undoBulkChange, { params: { id: job.id } });
      return worked(job, acme, 2);
    };
    const now = () => acme.admin.ok(companies.readCompany, { params: { id: company.id } }).then((answer) => answer.body);
    const tagging = await done({ kind: 'add_tag', tag: 'Bulk' });
    const giving = await done({ kind: 'assign', ownerUserId: rep.id });
    expect(await now()).toMatchObject({ tags: [{ name: 'Bulk' }], ownerUserId: rep.id });
    expect(await done({ kind: 'add_tag', tag: 'bulk' })).toMatchObject({ changed: 0, unchanged: 1 });
    const archiving = await done({ kind: 'archive' });
    expect(archiving).toMatchObject({ changed: 1 });
    expect((await acme.admin.ok(companies.readCompany, { params: { id: company.id } })).body).toMatchObject({
      archivedAt: expect.any(String),
    });
    expect(await undone(archiving)).toMatchObject({ undone: 1 });
    expect(await undone(tagging)).toMatchObject({ undone: 1 });
    // The company was archived and brought back since: somebody looks before the owner is taken away.
    expect(await undone(giving)).toMatchObject({ undone: 0 });
    expect(await now()).toMatchObject({ tags: [], archivedAt: null });
  });

  it('stops when cancelled, goes on after a stop of its worker, and is nobody else’s affair', async () => {
    const [one] = await someLeads(1, 'Stopped');
    const selection = { kind: 'ids' as const, ids: [one?.id ?? ''] };
    const body = { entity: 'lead' as const, selection, action: { kind: 'add_tag' as const, tag: 'Later' } };
    const { body: job } = await acme.admin.ok(bulk.createBulkChange, { body });
    await rep.client.refused(bulk.readBulkChange, 404, { params: { id: job.id } });
    await other.admin.refused(bulk.cancelBulkChange, 404, { params: { id: job.id } });
    await acme.admin.ok(bulk.cancelBulkChange, { params: { id: job.id } });
    expect(await worked(job)).toMatchObject({ status: 'cancelled', changed: 0 });
    await viewer.client.refused(bulk.createBulkChange, 403, { body });
    const give = { ...body, action: { kind: 'assign' as const, ownerUserId: viewer.id } };
    await rep.client.refused(bulk.createBulkChange, 403, { body: give });
  });
});
