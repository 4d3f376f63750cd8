import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as calendars from '../../../api/contracts/calendars.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as notes from '../../../api/contracts/notes.ts';
import * as pipelines from '../../../api/contracts/pipelines.ts';
import * as tags from '../../../api/contracts/tags.ts';
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

const typesOf = async (endpoint: typeof activities.dealTimeline, id: string) =>
  (await acme.admin.ok(endpoint, { params: { id } })).body.items.map((item) => item.type);

describe('companies and contacts', () => {
  it('are made, linked, changed with the version seen, found, archived', async () => {
    const { body: company } = await acme.admin.ok(companies.createCompany, {
      body: { name: 'Nova & Söhne <b>', domain: 'https://www.Nova.example/about', annualRevenueMinor: 9_007_199_254_740_991 },
    });
    expect(company).toMatchObject({ name: 'Nova & Söhne <b>', domain: 'nova.example', annualRevenueMinor: 9_007_199_254_740_991 });
    const { body: contact } = await acme.admin.ok(contacts.createContact, {
      body: {
        firstName: 'Omar',
        email: 'Omar@Nova.example',
        phone: '+12125550123',
        companyId: company.id,
        channels: [
          { kind: 'email', value: 'omar@home.example', label: 'home' },
          { kind: 'whatsapp', value: '+1 212 555 0124' },
        ],
      },
    });
    expect(contact).toMatchObject({ company: { id: company.id, name: 'Nova & Söhne <b>' }, name: 'Omar' });
    expect(contact.channels.map((one) => [one.kind, one.value, one.isPrimary])).toEqual([
      ['email', 'omar@nova.example', true],
      ['phone', '+12125550123', true],
      ['email', 'omar@home.example', false],
      ['whatsapp', '+12125550124', false],
    ]);
    const params = { id: contact.id };
    const { body: changed } = await acme.admin.ok(contacts.updateContact, { params, version: 1, body: { email: 'omar@home.example' } });
    expect(changed.channels.filter((one) => one.kind === 'email')).toMatchObject([
      { kind: 'email', value: 'omar@home.example', label: 'home', isPrimary: true },
    ]);
    await acme.admin.refused(contacts.updateContact, 412, { params, version: 1, body: { firstName: 'X' } });
    const refused = await acme.admin.refused(contacts.updateContact, 422, { params, version: 2, body: { companyId: other.userId } });
    expect(refused.body.errors).toMatchObject([{ pointer: '/companyId' }]);
    const { body: found } = await acme.admin.ok(contacts.listContacts, { query: { companyId: company.id, q: 'omar' } });
    expect(found.items.map((one) => one.id)).toEqual([contact.id]);
    await other.admin.refused(contacts.readContact, 404, { params });
    await viewer.client.refused(contacts.createContact, 403, { body: { firstName: 'x' } });
    await acme.admin.ok(contacts.archiveContact, { params });
    expect((await acme.admin.ok(contacts.listContacts, { query: { companyId: company.id } })).body.items).toEqual([]);
    expect(await typesOf(activities.contactTimeline, contact.id)).toEqual([
      'contact.deleted',
      'contact.updated',
      'contact.company_linked',
      'contact.created',
    ]);
    await acme.admin.refused(companies.createCompany, 422, { body: { name: ' ' } });
  });
});

describe('pipelines and deals', () => {
  it('move through stages, close by the stage they enter, and open again', async () => {
    const { body: pipeline } = await acme.admin.ok(pipelines.createPipeline, {
      body: {
        name: 'Partners',
        stages: [{ name: 'Qualify' }, { name: 'Offer', probability: 50 }, { name: 'Won', kind: 'won' }, { name: 'Lost', kind: 'lost' }],
      },
    });
    const stage = (name: string) => pipeline.stages.find((one) => one.name === name)?.id ?? '';
    const { body: deal } = await acme.admin.ok(deals.createDeal, {
      body: { name: 'Orion 2027', pipelineId: pipeline.id, amountMinor: 8_400_000, currency: 'EUR' },
    });
    expect(deal).toMatchObject({ stageName: 'Qualify', status: 'open', amountMinor: 8_400_000, currency: 'EUR' });
    const params = { id: deal.id };
    expect((await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Offer') } })).body.stageName).toBe('Offer');
    expect((await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Won') } })).body).toMatchObject({
      status: 'won',
      closedAt: expect.any(String),
    });
    expect((await acme.admin.ok(deals.moveDeal, { params, body: { stageId: stage('Offer') } })).body).toMatchObject({
      status: 'open',
      closedAt: null,
    });
    await acme.admin.refused(deals.closeDeal, 422, { params, body: { status: 'lost' } });
    expect((await acme.admin.ok(deals.closeDeal, { params, body: { status: 'lost', reason: 'Price' } })).body).toMatchObject({
      status: 'lost',
      lostReason: 'Price',
      stageName: 'Lost',
    });
    expect(await typesOf(activities.dealTimeline, deal.id)).toEqual([
      'deal.stage_changed',
      'deal.status_changed',
      'deal.status_changed',
      'deal.stage_changed',
      'deal.status_changed',
      'deal.stage_changed',
      'deal.stage_changed',
      'deal.created',
    ]);
    await acme.admin.refused(deals.moveDeal, 422, { params, body: { stageId: other.userId } });
    await other.admin.refused(deals.moveDeal, 404, { params, body: { stageId: stage('Offer') } });
    const { body: listed } = await acme.admin.ok(deals.listDeals, {
      query: { pipelineId: pipeline.id, status: 'lost', sort: '-amountMinor' },
    });
    expect(listed.items.map((one) => one.id)).toEqual([deal.id]);
  });

  it('keep their deals when a stage goes', async () => {
    const { body: pipeline } = await acme.admin.ok(pipelines.createPipeline, {
      body: { name: 'Renewals', stages: [{ name: 'A' }, { name: 'B' }] },
    });
    const [a, b] = pipeline.stages;
    const { body: deal } = await acme.admin.ok(deals.createDeal, { body: { name: 'Kept', stageId: a?.id ?? '' } });
    await acme.admin.refused(pipelines.removeStage, 409, { params: { id: a?.id ?? '' } });
    const { body: rest } = await acme.admin.ok(pipelines.removeStage, { params: { id: a?.id ?? '' }, query: { moveTo: b?.id ?? '' } });
    expect(rest.stages.map((one) => one.name)).toEqual(['B']);
    expect((await acme.admin.ok(deals.readDeal, { params: { id: deal.id } })).body.stageName).toBe('B');
    const { body: more } = await acme.admin.ok(pipelines.createStage, { params: { id: pipeline.id }, body: { name: 'C' } });
    const order = [...more.stages].reverse().map((one) => one.id);
    const { body: ordered } = await acme.admin.ok(pipelines.updatePipeline, {
      params: { id: pipeline.id },
      version: more.version,
      body: { stageOrder: order },
    });
    expect(ordered.stages.map((one) => one.name)).toEqual(['C', 'B']);
    await acme.admin.refused(pipelines.archivePipeline, 409, { params: { id: pipeline.id } });
    await viewer.client.refused(pipelines.createPipeline, 403, { body: { name: 'x', stages: [{ name: 'y' }] } });
  });

  it('have one default, however many want to be it', async () => {
    const make = (name: string) => acme.admin.ok(pipelines.createPipeline, { body: { name, isDefault: true, stages: [{ name: 'One' }] } });
    await Promise.all(['p1', 'p2', 'p3'].map(make));
    const { body } = await acme.admin.ok(pipelines.listPipelines);
    expect(body.items.filter((one) => one.isDefault)).toHaveLength(1);
  });
});

describe('notes, tags, calendars', () => {
  it('notes are written, changed and archived on their record', async () => {
    const { body: company } = await acme.admin.ok(companies.createCompany, { body: { name: 'Noted' } });
    const record = { type: 'company' as const, id: company.id };
    const text = `=cmd|' /C calc'!A0 🙂 שלום\n${'long '.repeat(10_000)}`;
    const { body: note } = await acme.admin.ok(notes.createNote, { body: { record, body: text } });
    expect(note).toMatchObject({ body: text.trim(), author: { id: acme.userId } });
    const { body: changed } = await acme.admin.ok(notes.updateNote, { params: { id: note.id }, version: 1, body: { body: 'short' } });
    expect(changed).toMatchObject({ body: 'short', version: 2 });
    await acme.admin.refused(notes.updateNote, 412, { params: { id: note.id }, version: 1, body: { body: 'late' } });
    await acme.admin.refused(notes.createNote, 422, { body: { record, body: ' ' } });
    await acme.admin.refused(notes.createNote, 422, { body: { record, body: 'x'.repeat(100_001) } });
    await other.admin.refused(notes.createNote, 404, { body: { record, body: 'mine' } });
    const { body: list } = await acme.admin.ok(notes.listNotes, { query: { recordType: 'company', recordId: company.id } });
    expect(list.items.map((one) => one.id)).toEqual([note.id]);
    await acme.admin.ok(notes.archiveNote, { params: { id: note.id } });
    expect(await typesOf(activities.companyTimeline, company.id)).toEqual([
      'note.deleted',
      'note.updated',
      'note.created',
      'company.created',
    ]);
  });

  it('tags have one name, and go from everything at once', async () => {
    const { body: tag } = await acme.admin.ok(tags.createTag, { body: { name: 'Once', color: '#00ff00' } });
    await acme.admin.refused(tags.createTag, 409, { body: { name: 'ONCE' } });
    const { body: company } = await acme.admin.ok(companies.createCompany, { body: { name: 'Tagged' } });
    await acme.admin.ok(tags.tagCompany, { params: { id: company.id }, body: { tagId: tag.id } });
    await acme.admin.ok(tags.updateTag, { params: { id: tag.id }, version: 1, body: { name: 'Twice' } });
    const { body: read } = await acme.admin.ok(companies.readCompany, { params: { id: company.id } });
    expect(read.tags.map((one) => one.name)).toEqual(['Twice']);
    await acme.admin.ok(tags.removeTag, { params: { id: tag.id } });
    expect((await acme.admin.ok(companies.readCompany, { params: { id: company.id } })).body.tags).toEqual([]);
    const { body: list } = await acme.admin.ok(tags.listTags, { query: { q: 'twice' } });
    expect(list.items).toEqual([]);
  });

  it('calendars are checked, and one is the default', async () => {
    const nine = [{ from: '09:00', to: '17:00' }];
    const { body: calendar } = await acme.admin.ok(calendars.createCalendar, {
      body: {
        name: 'Dubai',
        timeZone: 'Asia/Dubai',
        week: { '1': nine, '7': nine },
        exceptions: [{ date: '2026-12-02', name: 'National day', hours: [] }],
      },
    });
    expect(calendar).toMatchObject({ isDefault: false, exceptions: [{ date: '2026-12-02' }] });
    const refused = await acme.admin.refused(calendars.createCalendar, 422, {
      body: { name: 'Odd', timeZone: 'Mars/One', week: { '1': [{ from: '17:00', to: '9' }] } },
    });
    expect(refused.body.errors.map((problem) => problem.pointer)).toContain('/timeZone');
    const params = { id: calendar.id };
    await acme.admin.ok(calendars.updateCalendar, { params, version: 1, body: { isDefault: true } });
    await acme.admin.refused(calendars.archiveCalendar, 409, { params });
    const { body: list } = await acme.admin.ok(calendars.listCalendars);
    expect(list.items.filter((one) => one.isDefault).map((one) => one.name)).toEqual(['Dubai']);
    await viewer.client.refused(calendars.updateCalendar, 403, { params, version: 2, body: { name: 'x' } });
  });
});
