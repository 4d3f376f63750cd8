import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAutomation, publishAutomation } from '../../../api/contracts/automations.ts';
import { createCompany, readCompany } from '../../../api/contracts/companies.ts';
import { createContact, listContacts, readContact } from '../../../api/contracts/contacts.ts';
import { readDeal } from '../../../api/contracts/deals.ts';
import * as contract from '../../../api/contracts/form-design.ts';
import { listRuns } from '../../../api/contracts/runs.ts';
import type { FormRecord } from '../../../domain/forms/form-records.ts';
import { relayRound } from '../../../workers/relay/relay.ts';
import { definition, step } from '../../factories/definitions.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { content, field, fill, openPage, submit } from './fill.ts';

let api: TestApi;
let acme: Workspace;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

type Fields = Parameters<typeof field>[];

async function published(makes: FormRecord, fields: Fields, existing: 'update' | 'fill_empty' = 'update') {
  const { body: made } = await acme.admin.ok(contract.createForm, {
    body: { name: 'Ask for a demo', content: content({ makes, existing, fields: fields.map((one) => field(...one)) }) },
  });
  return (await acme.admin.ok(contract.publishForm, { params: { id: made.id }, version: made.version })).body;
}

async function recordOf(formId: string) {
  const { body } = await acme.admin.ok(contract.listFormSubmissions, { params: { id: formId } });
  const [entry] = body.items;
  if (entry === undefined || entry.record === null) throw new Error(`nothing came of it: ${JSON.stringify(entry)}`);
  return { ...entry.record, outcome: entry.outcome };
}

const contactFields: Fields = [
  ['email', 'email', { required: true }],
  ['first', 'firstName'],
  ['phone', 'phone'],
  ['company', 'company.name'],
  ['site', 'company.website'],
];

describe('a form that makes', () => {
  it('contacts, links the company that it finds or makes, and changes no company by a stranger’s word', async () => {
    const { body: known } = await acme.admin.ok(createCompany, {
      body: { name: 'Harbour', website: 'https://harbour.example', phone: '+442079460000' },
    });
    const form = await published('contact', contactFields);
    await fill(api.url, form.key, { email: 'Ana@Harbour.example', first: 'Ana', company: 'HARBOUR', site: 'https://elsewhere.example' });
    const made = await recordOf(form.id);
    expect(made).toMatchObject({ type: 'contact', name: 'Ana', outcome: 'created' });
    const { body: ana } = await acme.admin.ok(readContact, { params: { id: made.id } });
    expect(ana).toMatchObject({ email: 'ana@harbour.example', companyId: known.id });
    expect((await acme.admin.ok(readCompany, { params: { id: known.id } })).body).toMatchObject({
      name: 'Harbour',
      website: known.website,
    });

    await fill(api.url, form.key, { email: 'ana@harbour.example', first: 'Anna', company: 'Another' });
    const again = await recordOf(form.id);
    expect(again).toMatchObject({ id: made.id, name: 'Anna', outcome: 'updated' });
    // Whoever is with a company stays there.
    expect((await acme.admin.ok(readContact, { params: { id: made.id } })).body.companyId).toBe(known.id);
  });

  it('contacts, fills only what is empty where it says so', async () => {
    const { body: known } = await acme.admin.ok(createContact, { body: { firstName: 'Bo', lastName: 'Lind', email: 'bo@lind.example' } });
    const form = await published('contact', contactFields, 'fill_empty');
    await fill(api.url, form.key, { email: 'bo@lind.example', first: 'Robert', phone: '+46 8 123 456 00' });
    const { body: bo } = await acme.admin.ok(readContact, { params: { id: known.id } });
    expect(bo).toMatchObject({ firstName: 'Bo', phone: '+46812345600' });
  });

  it('companies, with the contact that was asked for', async () => {
    const form = await published('company', [
      ['name', 'name', { required: true }],
      ['site', 'website'],
      ['email', 'contact.email', { required: true }],
      ['last', 'contact.lastName'],
    ]);
    await fill(api.url, form.key, { name: 'Quay & Sons', site: 'https://quay.example', email: 'cy@quay.example', last: 'Quay' });
    const made = await recordOf(form.id);
    expect(made).toMatchObject({ type: 'company', name: 'Quay & Sons', outcome: 'created' });
    const { body: people } = await acme.admin.ok(listContacts, { query: { q: 'cy@quay.example' } });
    expect(people.items).toMatchObject([{ lastName: 'Quay', companyId: made.id }]);
    await fill(api.url, form.key, { name: 'Quay and Sons Ltd', site: 'https://www.quay.example/about', email: 'cy@quay.example' });
    expect(await recordOf(form.id)).toMatchObject({ id: made.id, outcome: 'updated' });
  });

  it('deals, each a new one with its contact, and begins automations about any record of it', async () => {
    const form = await published('deal', [
      ['email', 'contact.email', { required: true }],
      ['first', 'contact.firstName'],
      ['company', 'company.name'],
      ['close', 'expectedCloseOn'],
    ]);
    const runsOf = async (subject: 'deal' | 'contact') => {
      const { body: draft } = await acme.admin.ok(createAutomation, {
        body: {
          definition: {
            ...definition([step('tag', 'record.add_tag')], {
              name: subject,
              subject,
              exit: [],
              trigger: { id: 'start', type: 'trigger.form', config: { formId: form.id } },
            }),
          },
        },
      });
      await acme.admin.ok(publishAutomation, { params: { id: draft.id }, version: draft.version });
      return async () => (await acme.admin.ok(listRuns, { query: { automationId: draft.id } })).body.items;
    };
    const [ofDeal, ofContact] = [await runsOf('deal'), await runsOf('contact')];
    const page = await openPage(api.url, form.key);
    const sent = { email: 'dee@pier.example', first: 'Dee \u202e😀 =1+1', company: 'Pier', close: '2027-03-31' };
    // The same page twice at once is one deal.
    const answers = await Promise.all([submit(api.url, form.key, page, sent), submit(api.url, form.key, page, sent)]);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
    const made = await recordOf(form.id);
    expect(made).toMatchObject({ type: 'deal', outcome: 'created' });
    const { body: deal } = await acme.admin.ok(readDeal, { params: { id: made.id } });
    expect(deal).toMatchObject({ source: 'form', expectedCloseOn: '2027-03-31', status: 'open' });
    expect(deal.name).toContain('😀 =1+1');
    await fill(api.url, form.key, sent);
    const another = await recordOf(form.id);
    expect(another.id).not.toBe(made.id);
    const { body: second } = await acme.admin.ok(readDeal, { params: { id: another.id } });
    expect(second).toMatchObject({ contactId: deal.contactId, companyId: deal.companyId });
    const log = { error: () => undefined, warn: () => undefined };
    while (await relayRound({ db: api.db, log }));
    expect(await ofDeal()).toHaveLength(2);
    expect((await ofContact()).length).toBeGreaterThan(0);
  });

  it('another kind of record than the automation is about keeps it from being published, in words', async () => {
    const form = await published('contact', contactFields);
    const { body: draft } = await acme.admin.ok(createAutomation, {
      body: {
        definition: {
          ...definition([step('tag', 'record.add_tag')], {
            trigger: { id: 'start', type: 'trigger.form', config: { formId: form.id } },
          }),
        },
      },
    });
    const { body } = await acme.admin.refused(publishAutomation, 422, { params: { id: draft.id }, version: draft.version });
    expect(JSON.stringify(body)).toContain('AUT-610');
  });
});
