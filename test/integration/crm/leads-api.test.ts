import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as fields from '../../../api/contracts/custom-fields.ts';
import { submitForm } from '../../../api/contracts/forms.ts';
import * as contract from '../../../api/contracts/leads.ts';
import * as tags from '../../../api/contracts/tags.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let viewer: Person;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  viewer = await aPerson(api, acme, 'viewer');
  rep = await aPerson(api, acme, 'rep');
});
afterAll(() => api.stop());

let counter = 0;
const aLead = async (more: Record<string, unknown> = {}) => {
  counter += 1;
  const { body } = await acme.admin.ok(contract.createLead, { body: { firstName: 'Lead', lastName: `No ${counter}`, ...more } });
  return body;
};
const names = async (query: Record<string, string | number | boolean>) => {
  const { body } = await acme.admin.ok(contract.listLeads, { query });
  return body.items.map((lead) => lead.name);
};

describe('leads over HTTP', () => {
  it('are created with location, version and source, and read back as they are', async () => {
    const given = {
      firstName: '👩‍👩‍👧 =1+1',
      lastName: 'مرحبا',
      email: 'New@Example.test',
      phone: '+44 20 7946 0958',
      tags: ['VIP one'],
      source: 'referral' as const,
    };
    const { body, headers } = await acme.admin.ok(contract.createLead, { body: given });
    expect(body).toMatchObject({
      name: '👩‍👩‍👧 =1+1 مرحبا',
      email: 'new@example.test',
      phone: '+442079460958',
      source: 'referral',
      tags: [{ name: 'VIP one' }],
    });
    expect(headers.get('location')).toBe(`/v1/leads/${body.id}`);
    const read = await acme.admin.ok(contract.readLead, { params: { id: body.id } });
    expect(read.body).toEqual(body);
    expect(read.headers.get('etag')).toBe('W/"1"');
  });

  it('are refused with a pointer for each problem', async () => {
    const { body } = await acme.admin.refused(contract.createLead, 422, { body: { email: 'x', phone: '1', firstName: 'a'.repeat(101) } });
    expect(new Set(body.errors.map((problem) => problem.pointer))).toEqual(new Set(['/email', '/firstName', '/phone']));
    await acme.admin.refused(contract.createLead, 422, { body: { firstname: 'typo' } });
    await acme.admin.refused(contract.createLead, 422, { body: {} });
    await acme.admin.refused(contract.createLead, 422, { body: { firstName: 'a', followUpAt: '9999-99-99T00:00:00Z' } });
  });

  it('answer 409 with the existing id for the same e-mail, or do as asked', async () => {
    const existing = await aLead({ email: 'dup@example.test' });
    const again = { firstName: 'Again', email: 'DUP@example.test' };
    const refused = await acme.admin.refused(contract.createLead, 409, { body: again });
    expect(refused.body['existingId']).toBe(existing.id);
    expect(refused.body.errors).toMatchObject([{ pointer: '/email', code: 'duplicate_email' }]);
    const updated = await acme.admin.ok(contract.createLead, { body: { ...again, onDuplicate: 'update' } });
    expect(updated.body).toMatchObject({ id: existing.id, firstName: 'Again' });
    const allowed = await acme.admin.ok(contract.createLead, { body: { ...again, allowDuplicate: true } });
    expect(allowed.body.duplicate).toEqual({ leadId: existing.id, score: 100, reason: 'email' });
    const { body } = await acme.admin.ok(contract.listLeadDuplicates, { params: { id: existing.id } });
    expect(body.items.map((one) => [one.lead.id, one.score])).toEqual([[allowed.body.id, 100]]);
  });

  it('created at the same moment with one e-mail become one', async () => {
    const body = { firstName: 'Race', email: 'race@example.test' };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        acme.admin.raw('POST', '/v1/leads', { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      ),
    );
    expect(answers.map((answer) => answer.status).sort((a, b) => a - b)).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('are changed with the version one has seen; the one who lost sees what is there now', async () => {
    const lead = await aLead();
    await acme.admin.refused(contract.updateLead, 428, { params: { id: lead.id }, body: { score: 5 } });
    const { body } = await acme.admin.ok(contract.updateLead, { params: { id: lead.id }, body: { score: 5 }, version: 1 });
    expect(body).toMatchObject({ score: 5, version: 2 });
    const lost = await acme.admin.refused(contract.updateLead, 412, { params: { id: lead.id }, body: { score: 9 }, version: 1 });
    expect(lost.body['current']).toMatchObject({ score: 5, version: 2 });
    expect(lost.body['submitted']).toEqual({ score: 9 });
  });

  it('follow the status rules', async () => {
    const lead = await aLead();
    const params = { id: lead.id };
    const refused = await acme.admin.refused(contract.updateLead, 422, { params, body: { status: 'disqualified' }, version: 1 });
    expect(refused.body.errors).toMatchObject([{ pointer: '/statusReason' }]);
    await acme.admin.ok(contract.updateLead, { params, body: { status: 'disqualified', statusReason: 'No budget' }, version: 1 });
  });

  it('are assigned with a reason', async () => {
    const lead = await aLead();
    const { body } = await acme.admin.ok(contract.assignLead, {
      params: { id: lead.id },
      body: { ownerUserId: rep.id, reason: 'By hand' },
    });
    expect(body).toMatchObject({ owner: { id: rep.id }, routingReason: 'By hand' });
    await acme.admin.refused(contract.assignLead, 422, { params: { id: lead.id }, body: { ownerUserId: other.userId } });
    // A rep may take leads, not give them away.
    await rep.client.refused(contract.assignLead, 403, { params: { id: lead.id }, body: { ownerUserId: acme.userId } });
    await rep.client.refused(contract.updateLead, 403, { params: { id: lead.id }, body: { ownerUserId: null }, version: 2 });
    const free = await aLead();
    await rep.client.ok(contract.assignLead, { params: { id: free.id }, body: { ownerUserId: rep.id } });
  });

  it('are archived and restored', async () => {
    const lead = await aLead({ firstName: 'Gone' });
    await acme.admin.ok(contract.archiveLead, { params: { id: lead.id } });
    expect(await names({ q: lead.name })).toEqual([]);
    expect(await names({ q: lead.name, archived: true })).toEqual([lead.name]);
    const { body } = await acme.admin.ok(contract.restoreLead, { params: { id: lead.id } });
    expect(body.archivedAt).toBeNull();
  });

  it('of another workspace are not there, and a viewer changes nothing', async () => {
    const lead = await aLead();
    const params = { id: lead.id };
    await other.admin.refused(contract.readLead, 404, { params });
    await other.admin.refused(contract.updateLead, 404, { params, body: { score: 1 }, version: 1 });
    await other.admin.refused(contract.archiveLead, 404, { params });
    await other.admin.refused(activities.leadTimeline, 404, { params });
    await acme.admin.refused(contract.readLead, 404, { params: { id: newId() } });
    await acme.admin.refused(contract.readLead, 404, { params: { id: 'x' } });
    await viewer.client.ok(contract.readLead, { params });
    await viewer.client.refused(contract.createLead, 403, { body: { firstName: 'No' } });
    await viewer.client.refused(contract.updateLead, 403, { params, body: { score: 1 }, version: 1 });
    await viewer.client.refused(contract.archiveLead, 403, { params });
  });
});

describe('the list of leads', () => {
  it('filters by everything that is asked, and pages without losing or doubling any', async () => {
    for (const index of [1, 2, 3, 4, 5, 6, 7]) {
      await aLead({
        firstName: 'Page',
        lastName: String(index),
        score: index * 10,
        source: index % 2 === 0 ? 'web' : 'campaign',
        companyName: 'Paging_100%',
      });
    }
    const q = 'Paging_100%';
    expect(await names({ q, sort: 'score' })).toEqual(['Page 1', 'Page 2', 'Page 3', 'Page 4', 'Page 5', 'Page 6', 'Page 7']);
    expect(await names({ q, minScore: 60, sort: '-score' })).toEqual(['Page 7', 'Page 6']);
    expect(await names({ q, source: 'web', sort: 'name' })).toEqual(['Page 2', 'Page 4', 'Page 6']);
    expect(await names({ q, status: 'contacted,qualified' })).toEqual([]);
    expect(await names({ q, createdTo: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(await names({ q: 'page 3 paging' })).toEqual(['Page 3']);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { q, sort: '-createdAt', limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const { body } = await acme.admin.ok(contract.listLeads, { query });
      seen.push(...body.items.map((lead) => lead.name));
      cursor = body.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(['Page 7', 'Page 6', 'Page 5', 'Page 4', 'Page 3', 'Page 2', 'Page 1']);
  });

  it('understands owners, tags and the conditions of automations', async () => {
    const mine = await aLead({ firstName: 'Filter', ownerUserId: rep.id, tags: ['Filter tag'], score: 77 });
    const { body } = await rep.client.ok(contract.listLeads, { query: { owner: 'me', q: 'Filter' } });
    expect(body.items.map((lead) => lead.id)).toEqual([mine.id]);
    expect(await names({ tag: 'filter TAG' })).toEqual([mine.name]);
    expect(await names({ owner: 'none', q: mine.name })).toEqual([]);
    const filter = {
      kind: 'all',
      of: [{ kind: 'compare', left: { kind: 'field', path: 'lead.score' }, operator: 'is', right: { kind: 'literal', value: 77 } }],
    };
    expect(await names({ filter: JSON.stringify(filter) })).toEqual([mine.name]);
  });

  it('refuses what it does not understand', async () => {
    for (const query of [
      { filter: '{' },
      { filter: '{"kind":"all"}' },
      { owner: 'somebody' },
      { cursor: 'x' },
      { stat: 'new' },
      { limit: 0 },
      { sort: 'phone' },
    ]) {
      await acme.admin.refused(contract.listLeads, 422, { query });
    }
  });
});

describe('custom fields, tags and forms', () => {
  it('define what a lead can hold, and are checked', async () => {
    const options = [{ value: 'gold', label: 'Gold' }];
    await acme.admin.ok(fields.createCustomField, { body: { entity: 'lead', label: 'Budget', type: 'number' } });
    const { body: level } = await acme.admin.ok(fields.createCustomField, {
      body: { entity: 'lead', label: 'Level', type: 'select', options },
    });
    expect(level).toMatchObject({ key: 'level', position: 2 });
    await acme.admin.refused(fields.createCustomField, 409, { body: { entity: 'lead', label: 'Level', type: 'text' } });
    const lead = await aLead({ custom: { budget: 100, level: 'GOLD' } });
    expect(lead.custom).toEqual({ budget: 100, level: 'gold' });
    const refused = await acme.admin.refused(contract.updateLead, 422, {
      params: { id: lead.id },
      version: 1,
      body: { custom: { level: 'lead', nope: 1 } },
    });
    expect(refused.body.errors.map((problem) => problem.pointer)).toEqual(['/custom/level', '/custom/nope']);
    const { body } = await acme.admin.ok(contract.updateLead, { params: { id: lead.id }, version: 1, body: { custom: { budget: null } } });
    expect(body.custom).toEqual({ level: 'gold' });
    const filter = {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.custom.level' },
      operator: 'is',
      right: { kind: 'literal', value: 'gold' },
    };
    expect(await names({ filter: JSON.stringify(filter) })).toEqual([lead.name]);
    await rep.client.refused(fields.createCustomField, 403, { body: { entity: 'lead', label: 'Mine', type: 'text' } });
  });

  it('are put on and taken off', async () => {
    const lead = await aLead();
    const { body } = await acme.admin.ok(tags.tagLead, { params: { id: lead.id }, body: { name: 'Big deal' } });
    expect(body.tags.map((tag) => tag.name)).toEqual(['Big deal']);
    await acme.admin.ok(tags.tagLead, { params: { id: lead.id }, body: { name: 'BIG DEAL' } });
    const tagId = body.tags[0]?.id ?? '';
    const { body: rest } = await acme.admin.ok(tags.untagLead, { params: { id: lead.id, tagId } });
    expect(rest.tags).toEqual([]);
    const { body: timeline } = await acme.admin.ok(activities.leadTimeline, { params: { id: lead.id } });
    expect(timeline.items.map((item) => item.type)).toEqual(['tag.removed', 'tag.added', 'lead.created']);
    await acme.admin.refused(tags.tagLead, 404, { params: { id: lead.id }, body: { tagId: newId() } });
  });

  it('of a web form become a lead, once', async () => {
    const send = (more: Record<string, string>) =>
      acme.admin.ok(submitForm, {
        body: { form: 'Contact us', fields: { 'Your name': 'Wanda Web', 'E-mail': 'wanda@example.test', message: 'Hi =1', ...more } },
      });
    const first = await send({ Company: 'Webco' });
    expect(first.body).toMatchObject({ created: true, lead: { name: 'Wanda Web', source: 'web', companyName: 'Webco' } });
    const second = await send({ phone: '+12125550111' });
    expect(second.body).toMatchObject({ created: false, leadId: first.body.leadId, lead: { phone: '+12125550111', companyName: 'Webco' } });
    const { body } = await acme.admin.ok(activities.leadTimeline, { params: { id: first.body.leadId }, query: { types: 'form.received' } });
    expect(body.items).toHaveLength(2);
    expect(body.items[0]?.text.params).toMatchObject({ form: 'Contact us', answers: { message: 'Hi =1' } });
    await acme.admin.refused(submitForm, 422, { body: { form: 'Contact us', fields: { message: 'nobody' } } });
  });
});
