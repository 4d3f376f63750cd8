import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as items from '../../../api/contracts/deal-items.ts';
import * as links from '../../../api/contracts/deal-links.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as notifications from '../../../api/contracts/notifications.ts';
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

const aDeal = async () => (await acme.admin.ok(deals.createDeal, { body: { name: 'Cranes' } })).body;
const add = async (id: string, body: object) =>
  (await acme.admin.ok(items.addDealItem, { params: { id }, body: { kind: 'legal', title: 'Redlines', ...body } })).body;

describe('what has to be settled for a deal', () => {
  it('is noted with an owner who is told, and tells how it goes until it is done', async () => {
    const deal = await aDeal();
    const item = await add(deal.id, { kind: 'security', title: 'Security questionnaire', ownerUserId: rep.id, dueOn: '2027-03-01' });
    expect(item).toMatchObject({ kind: 'security', status: 'open', owner: { id: rep.id }, closedAt: null, updates: [] });
    const told = (await rep.client.ok(notifications.listNotifications, {})).body.items;
    expect(told[0]).toMatchObject({ kind: 'deal.item_assigned', title: 'Cranes: Security questionnaire' });
    const params = { id: deal.id, itemId: item.id };
    const update = async (version: number, body: object) => (await rep.client.ok(items.updateDealItem, { params, version, body })).body;
    await update(1, { status: 'waiting', update: 'Sent to their CISO' });
    const { body: refused } = await acme.admin.refused(items.updateDealItem, 412, { params, version: 1, body: { title: 'Older' } });
    expect(refused.code).toBe('precondition_failed');
    const done = await update(2, { status: 'done', update: 'Signed' });
    expect(done.closedAt).not.toBeNull();
    expect(done.updates.map((one) => [one.body, one.statusBefore, one.statusAfter, one.author?.id])).toEqual([
      ['Signed', 'waiting', 'done', rep.id],
      ['Sent to their CISO', 'open', 'waiting', rep.id],
    ]);
    expect((await update(3, { status: 'open' })).closedAt).toBeNull();
    const types = (await acme.admin.ok(activities.dealTimeline, { params: { id: deal.id } })).body.items.map((one) => one.type);
    expect(types.filter((type) => type.startsWith('deal.item_'))).toEqual([
      'deal.item_updated',
      'deal.item_updated',
      'deal.item_updated',
      'deal.item_added',
    ]);
  });

  it('lists the gravest open one first, and what is settled last', async () => {
    const deal = await aDeal();
    await add(deal.id, { kind: 'risk', title: 'Low', severity: 'low' });
    const settled = await add(deal.id, { kind: 'risk', title: 'Settled', severity: 'high' });
    await add(deal.id, { kind: 'risk', title: 'High', severity: 'high' });
    const params = { id: deal.id, itemId: settled.id };
    await acme.admin.ok(items.updateDealItem, { params, version: 1, body: { status: 'dropped' } });
    const titles = async () => (await acme.admin.ok(items.listDealItems, { params: { id: deal.id } })).body.items.map((one) => one.title);
    expect(await titles()).toEqual(['High', 'Low', 'Settled']);
    await acme.admin.ok(items.removeDealItem, { params });
    await acme.admin.refused(items.removeDealItem, 404, { params });
    expect(await titles()).toEqual(['High', 'Low']);
  });

  it('refuses what makes no sense, and whoever has no right to it', async () => {
    const deal = await aDeal();
    const body = { kind: 'risk' as const, title: 'Late steel' };
    await acme.admin.refused(items.addDealItem, 422, { params: { id: deal.id }, body: { ...body, title: '   ' } });
    await acme.admin.refused(items.addDealItem, 422, { params: { id: deal.id }, body: { ...body, ownerUserId: other.userId } });
    await viewer.client.refused(items.addDealItem, 403, { params: { id: deal.id }, body });
    await other.admin.refused(items.addDealItem, 404, { params: { id: deal.id }, body });
    await other.admin.refused(items.listDealItems, 404, { params: { id: deal.id } });
    const hostile = `<script>alert(1)</script> ' -- \u202Eabc`;
    expect((await add(deal.id, { title: 'Odd', details: hostile })).details).toContain('<script>');
    const elsewhere = await aDeal();
    const item = await add(deal.id, {});
    const params = { id: elsewhere.id, itemId: item.id };
    await acme.admin.refused(items.updateDealItem, 404, { params, version: 1, body: { title: 'Not here' } });
  });
});

describe('a sign that there is more to sell', () => {
  it('becomes an expansion deal of the same people, linked to the one it comes from', async () => {
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Mia' } });
    const { body: origin } = await acme.admin.ok(deals.createDeal, { body: { name: 'First', contactId: contact.id, ownerUserId: rep.id } });
    await acme.admin.ok(links.linkDealContact, { params: { id: origin.id, contactId: contact.id }, body: { role: 'decision_maker' } });
    const item = await add(origin.id, { kind: 'expansion', title: 'Second plant' });
    const params = { id: origin.id };
    const { body: made } = await acme.admin.ok(deals.expandDeal, { params, body: { name: 'Second plant', itemId: item.id } });
    expect(made).toMatchObject({ type: 'expansion', origin: { id: origin.id, name: 'First' }, contactId: contact.id, ownerUserId: rep.id });
    const { body: linked } = await acme.admin.ok(links.readDealLinks, { params: { id: made.id } });
    expect(linked.contacts).toMatchObject([{ contact: { id: contact.id }, role: 'decision_maker' }]);
    expect((await acme.admin.ok(items.listDealItems, { params })).body.items).toMatchObject([{ status: 'done' }]);
    const { body: timeline } = await acme.admin.ok(activities.dealTimeline, { params: { id: made.id } });
    expect(timeline.items.map((one) => one.type)).toContain('deal.expanded');
    await other.admin.refused(deals.expandDeal, 404, { params, body: { name: 'Mine' } });
  });
});
