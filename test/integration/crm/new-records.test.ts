import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as deals from '../../../api/contracts/deals.ts';
import { listNotes } from '../../../api/contracts/notes.ts';
import type { Workspace } from '../../helpers/api-people.ts';
import { aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

describe('a new record', () => {
  it('comes with its first note and its tags, all or nothing', async () => {
    const note = 'Met at the fair; wants "<b>everything</b>" 😀';
    const beside = { note, tags: ['vip', 'VIP', 'fair'] };
    const made = [
      ['contact', (await acme.admin.ok(contacts.createContact, { body: { firstName: 'Dana', ...beside } })).body],
      ['company', (await acme.admin.ok(companies.createCompany, { body: { name: 'Acme', ...beside } })).body],
      ['deal', (await acme.admin.ok(deals.createDeal, { body: { name: 'Orion', ...beside } })).body],
    ] as const;
    for (const [recordType, record] of made) {
      expect(record.tags.map((tag) => tag.name).toSorted()).toEqual(['fair', 'vip']);
      const { body } = await acme.admin.ok(listNotes, { query: { recordType, recordId: record.id } });
      expect(body.items.map((one) => one.body)).toEqual([note]);
    }
    await acme.admin.refused(contacts.createContact, 422, { body: { firstName: 'Nobody', tags: ['\n'] } });
    expect((await acme.admin.ok(contacts.listContacts, { query: { q: 'Nobody' } })).body.items).toEqual([]);
  });

  it('of a contact has a lifecycle, of a company a status, and lists find them by it', async () => {
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Omar' } });
    expect(contact.lifecycleStage).toBe('prospect');
    const params = { id: contact.id };
    await acme.admin.ok(contacts.updateContact, { params, body: { lifecycleStage: 'customer' }, version: contact.version });
    const { body: company } = await acme.admin.ok(companies.createCompany, { body: { name: 'Nova', status: 'former', city: 'Dubai' } });
    const customers = await acme.admin.ok(contacts.listContacts, { query: { lifecycle: 'customer' } });
    expect(customers.body.items.map((one) => one.id)).toEqual([contact.id]);
    const former = await acme.admin.ok(companies.listCompanies, { query: { status: 'former', city: 'dubai' } });
    expect(former.body.items.map((one) => one.id)).toEqual([company.id]);
    await acme.admin.refused(companies.createCompany, 422, { body: { name: 'Bad', status: 'friend' } });
  });

  it('of a deal says where it comes from, and deals are found by amount and close date', async () => {
    const deal = async (name: string, more: object) => (await acme.admin.ok(deals.createDeal, { body: { name, ...more } })).body;
    const small = await deal('Small', { amountMinor: 10_000, expectedCloseOn: '2027-01-31' });
    const big = await deal('Big', { amountMinor: 90_000, expectedCloseOn: '2027-03-31', source: 'partner' });
    expect([small.source, big.source]).toEqual(['manual', 'partner']);
    const found = async (query: object) =>
      (await acme.admin.ok(deals.listDeals, { query: { ...query } })).body.items.map((one) => one.name).toSorted();
    expect(await found({ minAmountMinor: 10_001 })).toEqual(['Big']);
    expect(await found({ minAmountMinor: 1, maxAmountMinor: 10_000 })).toEqual(['Small']);
    expect(await found({ closesFrom: '2027-01-31', closesTo: '2027-03-30' })).toEqual(['Small']);
  });
});
