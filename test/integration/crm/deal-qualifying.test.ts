import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as links from '../../../api/contracts/deal-links.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as pipelines from '../../../api/contracts/pipelines.ts';
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

describe('what is found out about a deal', () => {
  it('is kept in texts of its own, and a contact says what part it takes in buying', async () => {
    const facts = {
      pain: 'Cranes stand still',
      requirements: 'Two shifts',
      buyingProcess: 'Board in May',
      successCriteria: 'No idle hour',
    };
    const { body: deal } = await acme.admin.ok(deals.createDeal, { body: { name: 'Cranes', ...facts } });
    expect(deal).toMatchObject(facts);
    const { body: changed } = await acme.admin.ok(deals.updateDeal, { params: { id: deal.id }, version: 1, body: { pain: null } });
    expect(changed.pain).toBeNull();
    const { body: mia } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Mia', buyingRole: 'champion' } });
    expect(mia.buyingRole).toBe('champion');
    const filter = JSON.stringify({
      kind: 'compare',
      left: { kind: 'field', path: 'contact.buyingRole' },
      operator: 'is',
      right: { kind: 'literal', value: 'champion' },
    });
    expect((await acme.admin.ok(contacts.listContacts, { query: { filter } })).body.items.map((one) => one.id)).toEqual([mia.id]);
  });
});

describe('a stage that asks for pain, decision maker and next step', () => {
  it('names all that is missing, and lets the deal go once they are given with the move', async () => {
    const { body: list } = await acme.admin.ok(pipelines.listPipelines, {});
    const [first, second] = list.items[0]?.stages ?? [];
    if (first === undefined || second === undefined) throw new Error('the default pipeline has stages');
    const unknown = { requiredFields: ['decisionMaker'], nextStep: false, condition: null };
    await acme.admin.refused(pipelines.updateStage, 422, { params: { id: first.id }, body: { exitCriteria: unknown } });
    const exitCriteria = { requiredFields: ['pain', 'decisionMakers'], nextStep: true, condition: null };
    await acme.admin.ok(pipelines.updateStage, { params: { id: first.id }, body: { exitCriteria } });
    const { body: deal } = await acme.admin.ok(deals.createDeal, { body: { name: 'Gate' } });
    const { body: noor } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Noor' } });
    const params = { id: deal.id };
    const refused = await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: second.id } });
    expect(refused.body).toMatchObject({
      code: 'stage_criteria_unmet',
      detail: `The deal cannot leave "${first.name}" yet: it needs the pain of the customer, a decision maker, a next step with a date.`,
      errors: [{ pointer: '/fields/pain' }, { pointer: '/fields/decisionMakers' }, { pointer: '/nextStep' }],
    });
    const nextStep = { title: 'Show the plan', dueAt: new Date(Date.now() + 86_400_000).toISOString() };
    const half = { stageId: second.id, fields: { pain: 'Idle cranes' }, nextStep };
    await acme.admin.refused(deals.moveDeal, 422, { params, body: half });
    expect((await acme.admin.ok(deals.readDeal, { params })).body.pain).toBeNull();
    const { body: moved } = await acme.admin.ok(deals.moveDeal, { params, body: { ...half, decisionMakerId: noor.id } });
    expect(moved).toMatchObject({ stageId: second.id, pain: 'Idle cranes' });
    expect((await acme.admin.ok(links.readDealLinks, { params })).body.contacts).toMatchObject([
      { contact: { id: noor.id }, role: 'decision_maker' },
    ]);
  });
});
