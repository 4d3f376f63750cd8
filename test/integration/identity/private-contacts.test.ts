import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactTimeline } from '../../../api/contracts/activities.ts';
import { createCompany } from '../../../api/contracts/companies.ts';
import * as contract from '../../../api/contracts/contacts.ts';
import { createDeal } from '../../../api/contracts/deals.ts';
import { listDuplicates } from '../../../api/contracts/duplicates.ts';
import { changePlan, getPlan } from '../../../api/contracts/entitlements.ts';
import { countList } from '../../../api/contracts/lists.ts';
import { createNote } from '../../../api/contracts/notes.ts';
import { routes } from '../../../api/routes/index.ts';
import { searchEverything } from '../../../db/queries/search.ts';
import { listRecords } from '../../../db/queries/lists/list-records.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { aPerson, aWorkspace, type Person, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

// A private contact is its owner's alone: to administrators and to those who see everybody's records it does not exist.

const word = 'Nightjar';
let api: TestApi;
let acme: Workspace;
let owner: Person;
let manager: Person;
let contactId: string;
let companyId: string;
let noteId: string;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  owner = await aPerson(api, acme, 'manager');
  manager = await aPerson(api, acme, 'manager');
  companyId = (await acme.admin.ok(createCompany, { body: { name: 'Kestrel' } })).body.id;
  const body = { firstName: word, email: 'nightjar@private.test', companyId, ownerUserId: owner.id, isPrivate: true };
  contactId = (await owner.client.ok(contract.createContact, { body })).body.id;
  noteId = (await owner.client.ok(createNote, { body: { body: word, record: { type: 'contact', id: contactId } } })).body.id;
  await owner.client.ok(createDeal, { body: { name: 'Renewal', contactId, companyId } });
});
afterAll(() => api.stop());

const idsOf = async (client: ApiClient, query = '') =>
  ((await (await client.raw('GET', `/v1/contacts?limit=100${query}`)).json()) as { items: { id: string }[] }).items.map((item) => item.id);
const others = () => [acme.admin, manager.client];

describe('a private contact', () => {
  it('is in lists, searches, counts and pages of its owner, and of nobody else', async () => {
    const filter = JSON.stringify({
      kind: 'compare',
      operator: 'contains',
      left: { kind: 'field', path: 'contact.firstName' },
      right: { kind: 'literal', value: word },
    });
    for (const query of ['', `&q=${word}`, `&companyId=${companyId}`, `&filter=${encodeURIComponent(filter)}`]) {
      expect(await idsOf(owner.client, query)).toContain(contactId);
      for (const client of others()) expect(await idsOf(client, query)).not.toContain(contactId);
    }
    const count = async (client: ApiClient) =>
      (await client.ok(countList, { params: { entity: 'contact' }, query: { filter } })).body.count;
    expect([await count(owner.client), await count(acme.admin)]).toEqual([1, 0]);
    await owner.client.ok(contract.readContact, { params: { id: contactId } });
    for (const client of others()) {
      await client.refused(contract.readContact, 404, { params: { id: contactId } });
      await client.refused(contract.updateContact, 404, { params: { id: contactId }, version: 1, body: { jobTitle: 'x' } });
      await client.refused(contactTimeline, 404, { params: { id: contactId } });
      expect((await client.raw('GET', `/v1/notes/${noteId}`)).status).toBe(404);
    }
  });

  it('is named by no route that reads, whoever else asks', async () => {
    const told: string[] = [];
    const reading = routes.filter(
      ({ endpoint, policy }) => endpoint.method === 'GET' && policy.kind !== 'public' && endpoint.path !== '/v1/live',
    );
    for (const { endpoint } of reading) {
      const about = endpoint.path.startsWith('/v1/companies') ? companyId : contactId;
      const path = endpoint.path.replace(/\{(entity|type|subject)\}/g, 'contact').replaceAll(/\{\w+\}/g, about);
      for (const client of others()) {
        const text = await (await client.raw('GET', path)).text();
        if (text.includes(word)) told.push(`${path}: ${text.slice(Math.max(0, text.indexOf(word) - 80), text.indexOf(word) + 30)}`);
      }
    }
    expect(told).toEqual([]);
  });

  it('is read by exports, bulk changes and searches with the eyes of whoever asks', async () => {
    const tenantId = asTenantId(acme.tenantId);
    const everybody = [acme.userId, owner.id, manager.id];
    const seen = [owner.id, ...everybody.filter((id) => id !== owner.id)];
    const list = async (owners: readonly string[]) =>
      (await listRecords(api.db, tenantId, 'contact', { limit: 50, sort: '-createdAt', q: word }, owners)).items.map((item) => item.id);
    expect([await list(seen), await list(everybody)]).toEqual([[contactId], []]);
    const found = (owners: readonly string[]) => api.db.readTenantAs(tenantId, owners, (trx) => searchEverything(trx, tenantId, word, 10));
    expect([(await found(seen)).length, (await found(everybody)).length]).toEqual([1, 0]);
  });

  it('keeps its address to itself without being named, and makes no pair that others see', async () => {
    const { body } = await manager.client.refused(contract.createContact, 409, {
      body: { firstName: 'x', email: 'nightjar@private.test' },
    });
    expect(JSON.stringify(body)).not.toContain(contactId);
    await manager.client.ok(contract.createContact, {
      body: { firstName: word.slice(0, 5), email: 'nightjar@private.test', onDuplicate: 'allow' },
    });
    expect(JSON.stringify((await manager.client.ok(listDuplicates)).body)).not.toContain(contactId);
  });
});

describe('making a contact private', () => {
  it('is its owner’s affair, and it goes to nobody else before others see it', async () => {
    const { body: mine } = await owner.client.ok(contract.createContact, { body: { firstName: 'Ann', ownerUserId: owner.id } });
    const at = (version: number, body: object) => ({ params: { id: mine.id }, version, body });
    await manager.client.refused(contract.updateContact, 422, at(1, { isPrivate: true }));
    await acme.admin.refused(contract.createContact, 422, { body: { firstName: 'x', ownerUserId: owner.id, isPrivate: true } });
    await owner.client.ok(contract.updateContact, at(1, { isPrivate: true }));
    await manager.client.refused(contract.readContact, 404, { params: { id: mine.id } });
    const { body } = await owner.client.refused(contract.updateContact, 422, at(2, { ownerUserId: manager.id }));
    expect(body.errors).toMatchObject([{ pointer: '/ownerUserId', code: 'private_contact' }]);
    await owner.client.ok(contract.updateContact, at(2, { isPrivate: false, ownerUserId: manager.id }));
    await manager.client.ok(contract.readContact, { params: { id: mine.id } });
  });

  it('needs a plan with private contacts', async () => {
    const other = await aWorkspace(api);
    const { body: plan } = await other.admin.ok(getPlan);
    const body = { firstName: 'Own', ownerUserId: other.userId, isPrivate: true };
    await other.admin.ok(contract.createContact, { body });
    await other.admin.ok(changePlan, { version: plan.version, body: { code: 'free' } });
    const refused = await other.admin.refused(contract.createContact, 402, { body });
    expect(refused.body).toMatchObject({ code: 'PLAN_REQUIRED', feature: 'contacts.privateRecords' });
  });
});
