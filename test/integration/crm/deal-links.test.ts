import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as links from '../../../api/contracts/deal-links.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as duplicates from '../../../api/contracts/duplicates.ts';
import * as erasure from '../../../api/contracts/erasure.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let viewer: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  viewer = await aPerson(api, acme, 'viewer');
});
afterAll(() => api.stop());

const aContact = async (firstName: string, more: object = {}) =>
  (await acme.admin.ok(contacts.createContact, { body: { firstName, ...more } })).body;
const aCompany = async (name: string) => (await acme.admin.ok(companies.createCompany, { body: { name } })).body;
const aDeal = async (more: object = {}) => (await acme.admin.ok(deals.createDeal, { body: { name: 'Cranes', ...more } })).body;
const linksOf = async (id: string) => (await acme.admin.ok(links.readDealLinks, { params: { id } })).body;
const people = async (id: string) => (await linksOf(id)).contacts.map((one) => [one.contact.name, one.role, one.isMain]);
const firms = async (id: string) => (await linksOf(id)).companies.map((one) => [one.company.name, one.role]);
const typesOf = async (endpoint: typeof activities.contactTimeline, id: string) =>
  (await acme.admin.ok(endpoint, { params: { id } })).body.items.map((item) => item.type);

describe('the people of a deal', () => {
  it('are its main contact and whoever is linked, each with what they decide, seen from both sides', async () => {
    const [mia, noor] = [await aContact('Mia'), await aContact('Noor')];
    const deal = await aDeal({ contactId: mia.id });
    expect(await people(deal.id)).toEqual([['Mia', 'other', true]]);
    const params = { id: deal.id, contactId: noor.id };
    await acme.admin.ok(links.linkDealContact, { params, body: { role: 'decision_maker' } });
    await acme.admin.ok(links.linkDealContact, { params, body: { role: 'decision_maker' } });
    expect(await people(deal.id)).toEqual([
      ['Mia', 'other', true],
      ['Noor', 'decision_maker', false],
    ]);
    expect((await acme.admin.ok(links.contactDeals, { params: { id: noor.id } })).body.items).toMatchObject([
      { deal: { id: deal.id, name: 'Cranes' }, role: 'decision_maker', isMain: false },
    ]);
    expect((await typesOf(activities.contactTimeline, noor.id)).filter((type) => type === 'deal.contact_linked')).toHaveLength(1);
    await acme.admin.ok(links.unlinkDealContact, { params });
    await acme.admin.ok(links.unlinkDealContact, { params });
    expect(await people(deal.id)).toEqual([['Mia', 'other', true]]);
    expect((await typesOf(activities.contactTimeline, noor.id)).filter((type) => type === 'deal.contact_unlinked')).toHaveLength(1);
  });

  it('keep who was linked by name when another becomes the main contact, and let go who was only that', async () => {
    const [mia, noor] = [await aContact('Mia'), await aContact('Noor')];
    const deal = await aDeal({ contactId: mia.id });
    const at = async () => (await acme.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.version;
    await acme.admin.ok(deals.updateDeal, { params: { id: deal.id }, version: await at(), body: { contactId: noor.id } });
    expect(await people(deal.id)).toEqual([['Noor', 'other', true]]);
    await acme.admin.ok(links.linkDealContact, { params: { id: deal.id, contactId: noor.id }, body: { role: 'influencer' } });
    await acme.admin.ok(deals.updateDeal, { params: { id: deal.id }, version: await at(), body: { contactId: mia.id } });
    expect(await people(deal.id)).toEqual([
      ['Mia', 'other', true],
      ['Noor', 'influencer', false],
    ]);
    await acme.admin.ok(links.unlinkDealContact, { params: { id: deal.id, contactId: mia.id } });
    expect((await acme.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.contactId).toBeNull();
  });

  it('stand in conditions: deals with a decision maker, contacts with a deal they only influence', async () => {
    const olga = await aContact('Olga');
    const deal = await aDeal({ name: 'Bridge' });
    await acme.admin.ok(links.linkDealContact, { params: { id: deal.id, contactId: olga.id }, body: { role: 'decision_maker' } });
    const where = {
      kind: 'compare',
      left: { kind: 'field', path: 'contact.firstName' },
      operator: 'is',
      right: { kind: 'literal', value: 'Olga' },
    };
    const filter = JSON.stringify({ kind: 'related', list: 'deal.decisionMakers', where });
    expect((await acme.admin.ok(deals.listDeals, { query: { filter } })).body.items.map((one) => one.name)).toEqual(['Bridge']);
    const none = JSON.stringify({ kind: 'related', list: 'deal.influencers', where });
    expect((await acme.admin.ok(deals.listDeals, { query: { filter: none } })).body.items).toEqual([]);
    const named = {
      kind: 'compare',
      left: { kind: 'field', path: 'deal.name' },
      operator: 'is',
      right: { kind: 'literal', value: 'Bridge' },
    };
    const inDeal = JSON.stringify({ kind: 'related', list: 'contact.deals', where: named });
    expect((await acme.admin.ok(contacts.listContacts, { query: { filter: inDeal } })).body.items.map((one) => one.id)).toEqual([olga.id]);
  });
});

describe('the companies of a deal', () => {
  it('are one primary and others; a new primary one leaves the former beside', async () => {
    const [north, south, east] = [await aCompany('North'), await aCompany('South'), await aCompany('East')];
    const deal = await aDeal({ companyId: north.id });
    const link = (companyId: string, role: 'primary' | 'secondary') =>
      acme.admin.ok(links.linkDealCompany, { params: { id: deal.id, companyId }, body: { role } });
    await link(east.id, 'secondary');
    await link(south.id, 'primary');
    expect(await firms(deal.id)).toEqual([
      ['South', 'primary'],
      ['East', 'secondary'],
      ['North', 'secondary'],
    ]);
    expect((await acme.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.companyId).toBe(south.id);
    const refused = await acme.admin.refused(links.linkDealCompany, 409, {
      params: { id: deal.id, companyId: south.id },
      body: { role: 'secondary' },
    });
    expect(refused.body.errors[0]?.code).toBe('primary_company');
    expect((await acme.admin.ok(links.companyDeals, { params: { id: east.id } })).body.items).toMatchObject([
      { deal: { id: deal.id }, role: 'secondary', isMain: false },
    ]);
    await acme.admin.ok(links.unlinkDealCompany, { params: { id: deal.id, companyId: south.id } });
    expect((await acme.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.companyId).toBeNull();
  });

  it('end up with one primary one, whoever presses at the same time', async () => {
    const made = await Promise.all(['A', 'B', 'C', 'D'].map(aCompany));
    const deal = await aDeal();
    await Promise.all(
      made.map((company) =>
        acme.admin.ok(links.linkDealCompany, { params: { id: deal.id, companyId: company.id }, body: { role: 'primary' } }),
      ),
    );
    const roles = (await firms(deal.id)).map(([, role]) => role);
    expect(roles).toHaveLength(4);
    expect(roles.filter((role) => role === 'primary')).toHaveLength(1);
  });
});

describe('links of deals', () => {
  it('go with a merge, the stronger word with them, and come back with its undoing', async () => {
    const [winner, loser] = [await aContact('Vera'), await aContact('Wera')];
    const [both, only] = [await aDeal({ name: 'Both', contactId: winner.id }), await aDeal({ name: 'Only', contactId: loser.id })];
    await acme.admin.ok(links.linkDealContact, { params: { id: both.id, contactId: loser.id }, body: { role: 'decision_maker' } });
    const { body: merged } = await acme.admin.ok(duplicates.mergeRecords, {
      body: { type: 'contact', winnerId: winner.id, loserId: loser.id },
    });
    expect(await people(both.id)).toEqual([['Vera', 'decision_maker', true]]);
    expect(await people(only.id)).toEqual([['Vera', 'other', true]]);
    await acme.admin.ok(duplicates.undoMerge, { params: { id: merged.id } });
    expect(await people(only.id)).toEqual([['Wera', 'other', true]]);
    expect((await people(both.id)).map(([name]) => name)).toEqual(['Vera', 'Wera']);
  });

  it('go when the person is erased, and the deal stays', async () => {
    const gone = await aContact('Zora', { email: 'zora@gone.example' });
    const deal = await aDeal({ name: 'Stays', contactId: gone.id });
    await acme.admin.ok(erasure.eraseContact, { params: { id: gone.id } });
    expect(await people(deal.id)).toEqual([]);
  });

  it('are read by viewers, changed by nobody without the right, and unknown to other tenants', async () => {
    const contact = await aContact('Nils');
    const deal = await aDeal();
    const params = { id: deal.id, contactId: contact.id };
    await viewer.client.ok(links.readDealLinks, { params: { id: deal.id } });
    await viewer.client.refused(links.linkDealContact, 403, { params, body: { role: 'other' } });
    await other.admin.refused(links.linkDealContact, 404, { params, body: { role: 'other' } });
    await other.admin.refused(links.readDealLinks, 404, { params: { id: deal.id } });
    const theirs = (await other.admin.ok(contacts.createContact, { body: { firstName: 'Theirs' } })).body;
    await acme.admin.refused(links.linkDealContact, 404, { params: { id: deal.id, contactId: theirs.id }, body: { role: 'other' } });
  });
});
