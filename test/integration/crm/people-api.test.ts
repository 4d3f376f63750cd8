import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as files from '../../../api/contracts/files.ts';
import * as notes from '../../../api/contracts/notes.ts';
import * as notifications from '../../../api/contracts/notifications.ts';
import * as pipelines from '../../../api/contracts/pipelines.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';
import { eventually } from '../../helpers/until.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
});
afterAll(() => api.stop());

const aCompany = async (name: string, more: object = {}) =>
  (await acme.admin.ok(companies.createCompany, { body: { name, ...more } })).body;
const typesOf = async (endpoint: typeof activities.contactTimeline, id: string) =>
  (await acme.admin.ok(endpoint, { params: { id } })).body.items.map((item) => item.type);

describe('channels', () => {
  it('keep consent and verification with the address, whichever place it takes', async () => {
    const { body: contact } = await acme.admin.ok(contacts.createContact, {
      body: { firstName: 'Omar', email: 'omar@nova.example', channels: [{ kind: 'email', value: 'omar@home.example', label: 'home' }] },
    });
    const params = { id: contact.id };
    const home = { kind: 'email' as const, value: 'omar@home.example', label: 'home' };
    const { body: agreed } = await acme.admin.ok(contacts.updateContact, {
      params,
      version: 1,
      body: { channels: [{ ...home, consent: 'opted_in', consentSource: 'web form' }] },
    });
    expect(agreed.version).toBe(2);
    expect(agreed.channels.find((one) => one.value === home.value)).toMatchObject({ consent: 'opted_in', consentSource: 'web form' });
    await acme.admin.refused(contacts.updateContact, 412, { params, version: 1, body: { channels: [] } });
    const { body: swapped } = await acme.admin.ok(contacts.updateContact, {
      params,
      version: 2,
      body: { email: home.value, channels: [{ kind: 'email', value: 'omar@nova.example' }] },
    });
    expect(swapped.channels.map((one) => [one.value, one.isPrimary, one.consent])).toEqual([
      ['omar@home.example', true, 'opted_in'],
      ['omar@nova.example', false, 'unknown'],
    ]);
    await acme.admin.ok(contacts.updateContact, {
      params,
      version: 3,
      body: { channels: [{ kind: 'email', value: home.value, consent: 'opted_out' }] },
    });
    expect(await typesOf(activities.contactTimeline, contact.id)).toEqual([
      'contact.updated',
      'contact.opted_out',
      'contact.updated',
      'contact.updated',
      'contact.opted_in',
      'contact.created',
    ]);
  });
});

describe('companies', () => {
  it('stand in a tree without circles', async () => {
    const group = await aCompany('Group');
    const north = await aCompany('North', { parentCompanyId: group.id });
    const oslo = await aCompany('Oslo', { parentCompanyId: north.id });
    const { body: tree } = await acme.admin.ok(companies.companyTree, { params: { id: north.id } });
    expect(tree.items.map((one) => [one.name, one.depth])).toEqual([
      ['Group', 0],
      ['North', 1],
      ['Oslo', 2],
    ]);
    const circle = await acme.admin.refused(companies.updateCompany, 422, {
      params: { id: group.id },
      version: group.version,
      body: { parentCompanyId: oslo.id },
    });
    expect(circle.body.errors[0]).toMatchObject({ pointer: '/parentCompanyId', code: 'circle' });
    await acme.admin.refused(companies.updateCompany, 422, {
      params: { id: group.id },
      version: 1,
      body: { parentCompanyId: group.id },
    });
    await other.admin.refused(companies.companyTree, 404, { params: { id: north.id } });
  });

  it('cannot close a circle by two changes at once', async () => {
    const one = await aCompany('One');
    const two = await aCompany('Two');
    const under = (child: string, parent: string) =>
      acme.admin.ok(companies.updateCompany, { params: { id: child }, version: 1, body: { parentCompanyId: parent } });
    const done = await Promise.allSettled([under(one.id, two.id), under(two.id, one.id)]);
    expect(done.map((result) => result.status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('are linked with contacts, one as the primary one, and both timelines tell it', async () => {
    const nova = await aCompany('Nova');
    const atlas = await aCompany('Atlas');
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Dana', companyId: nova.id } });
    const params = { id: contact.id, companyId: atlas.id };
    const { body: linked } = await acme.admin.ok(contacts.linkContactCompany, { params, body: { relation: 'stakeholder' } });
    expect(linked.companies).toEqual([{ company: { type: 'company', id: atlas.id, name: 'Atlas' }, relation: 'stakeholder' }]);
    await acme.admin.refused(contacts.linkContactCompany, 409, {
      params: { ...params, companyId: nova.id },
      body: { relation: 'other' },
    });
    await other.admin.refused(contacts.linkContactCompany, 404, { params, body: { relation: 'other' } });
    await acme.admin.ok(contacts.unlinkContactCompany, { params });
    expect(await typesOf(activities.companyTimeline, atlas.id)).toEqual([
      'contact.company_unlinked',
      'contact.company_linked',
      'company.created',
    ]);
    await acme.admin.ok(companies.archiveCompany, { params: { id: nova.id } });
    const { body: alone } = await acme.admin.ok(contacts.readContact, { params: { id: contact.id } });
    expect(alone).toMatchObject({ companyId: null, archivedAt: null });
    const { body: back } = await acme.admin.ok(companies.restoreCompany, { params: { id: nova.id } });
    expect(back.archivedAt).toBeNull();
  });
});

describe('the timeline of a contact', () => {
  it('tells of their deals', async () => {
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Lea' } });
    const { body: pipeline } = await acme.admin.ok(pipelines.createPipeline, {
      body: { name: 'Told', stages: [{ name: 'A' }, { name: 'B' }] },
    });
    const { body: deal } = await acme.admin.ok(deals.createDeal, {
      body: { name: 'Orion', pipelineId: pipeline.id, contactId: contact.id },
    });
    await acme.admin.ok(deals.moveDeal, { params: { id: deal.id }, body: { stageId: pipeline.stages[1]?.id ?? '' } });
    const { body } = await acme.admin.ok(activities.contactTimeline, { params: { id: contact.id }, query: { limit: 2 } });
    expect(body.items.map((item) => [item.type, item.text.params['deal']])).toEqual([
      ['deal.stage_changed', 'Orion'],
      ['deal.created', 'Orion'],
    ]);
    const { body: rest } = await acme.admin.ok(activities.contactTimeline, {
      params: { id: contact.id },
      query: { cursor: body.next ?? '' },
    });
    expect(rest.items.map((item) => item.type)).toEqual(['contact.created']);
  });
});

describe('notes', () => {
  it('tell whom they mention, once and not the writer', async () => {
    const company = await aCompany('Mentioned');
    const record = { type: 'company' as const, id: company.id };
    const mentions = [rep.id, rep.id, acme.userId, other.userId];
    await acme.admin.ok(notes.createNote, { body: { record, body: 'Ask @Person about it', mentions } });
    const { body } = await rep.client.ok(notifications.listNotifications);
    expect(body.items.filter((item) => item.kind === 'note.mention')).toHaveLength(1);
    const { body: none } = await other.admin.ok(notifications.listNotifications);
    expect(none.items.filter((item) => item.kind === 'note.mention')).toEqual([]);
  });
});

describe('files', () => {
  async function upload(client: Workspace['admin'], name: string, text: string): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([text]), name);
    const answer = await client.raw('POST', '/v1/files?purpose=attachment', { body: form });
    expect(answer.status).toBe(201);
    return files.file.parse(await answer.json()).id;
  }

  it('hang on a record, are downloaded by those who may read it, and go with their bytes', async () => {
    const company = await aCompany('Filed');
    const record = { type: 'company' as const, id: company.id };
    const fileId = await upload(acme.admin, 'offer <b> שלום.pdf', 'Offer');
    const { body } = await acme.admin.ok(files.attachFile, { body: { fileId, record } });
    expect(body.items).toMatchObject([{ id: fileId, name: 'offer <b> שלום.pdf', size: 5, uploadedBy: { id: acme.userId } }]);
    await acme.admin.ok(files.attachFile, { body: { fileId, record } });
    const query = { recordType: 'company' as const, recordId: company.id };
    expect((await rep.client.ok(files.listRecordFiles, { query })).body.items).toHaveLength(1);
    await other.admin.refused(files.listRecordFiles, 404, { query });
    const foreign = await upload(other.admin, 'theirs.txt', 'x');
    await acme.admin.refused(files.attachFile, 404, { body: { fileId: foreign, record } });
    expect(await (await rep.client.raw('GET', `/v1/files/${fileId}/content`)).text()).toBe('Offer');
    const stored = () => readdir(join(api.folder, 'files', acme.tenantId));
    expect(await stored()).toContain(fileId);
    await acme.admin.ok(files.removeRecordFile, { params: { id: fileId }, query });
    await eventually('the bytes of the removed file go', async () => !(await stored()).includes(fileId));
    expect((await acme.admin.raw('GET', `/v1/files/${fileId}/content`)).status).toBe(404);
    expect(await typesOf(activities.companyTimeline, company.id)).toEqual(['file.removed', 'file.attached', 'company.created']);
  });
});
