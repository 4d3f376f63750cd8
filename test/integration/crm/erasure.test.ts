import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as activities from '../../../api/contracts/activities.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as deals from '../../../api/contracts/deals.ts';
import * as erasure from '../../../api/contracts/erasure.ts';
import * as files from '../../../api/contracts/files.ts';
import * as leads from '../../../api/contracts/leads.ts';
import * as notes from '../../../api/contracts/notes.ts';
import * as tasks from '../../../api/contracts/tasks.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';
import { eventually } from '../../helpers/until.ts';

let api: TestApi;
let acme: Workspace;
let other: Workspace;
let manager: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  other = await aWorkspace(api);
  manager = await aPerson(api, acme, 'manager');
});
afterAll(() => api.stop());

/** Every place in the whole database, of whichever tenant, in which one of the words stands. As the superuser, from whom nothing hides. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  const client = new pg.Client({ connectionString: api.database.superuserUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind = 'r' order by 1`,
    );
    for (const { name } of tables.rows) {
      const hits = await client.query<{ hit: string }>(`select t::text as hit from ${name} t where lower(t::text) like any($1::text[])`, [
        words.map((word) => `%${word.toLowerCase()}%`),
      ]);
      found.push(...hits.rows.map((row) => `${name}: ${row.hit.slice(0, 2_000)}`));
    }
  } finally {
    await client.end();
  }
  return found;
}

async function upload(name: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob(['Zebulon in person']), name);
  return files.file.parse(await (await acme.admin.raw('POST', '/v1/files?purpose=attachment', { body: form })).json()).id;
}

describe('erasing a person', () => {
  const secrets = [
    'zebulon',
    'quartermain',
    'zq@quartermain-secret.example',
    '12125550177',
    'old-zq@before.example',
    'first-zq@past.example',
  ];

  it('leaves no value of theirs anywhere in the database, and everybody else untouched', async () => {
    const person = { firstName: 'Zebulon', lastName: 'Quartermain', email: 'old-zq@before.example', phone: '+12125550177' };
    const { body: contact } = await acme.admin.ok(contacts.createContact, {
      body: { ...person, email: 'first-zq@past.example' },
      key: newId(),
    });
    const params = { id: contact.id };
    await acme.admin.ok(contacts.updateContact, { params, version: 1, body: { email: person.email } });
    await acme.admin.ok(contacts.updateContact, {
      params,
      version: 2,
      body: { email: 'ZQ@quartermain-secret.example', channels: [{ kind: 'email', value: person.email }], ownerUserId: manager.id },
    });
    const record = { type: 'contact' as const, id: contact.id };
    await acme.admin.ok(notes.createNote, { body: { record, body: 'Zebulon likes tea', mentions: [manager.id] }, key: newId() });
    await acme.admin.ok(tasks.createTask, { body: { title: 'Call Zebulon', records: [record], ownerUserId: manager.id }, key: newId() });
    const { body: company } = await acme.admin.ok(companies.createCompany, { body: { name: 'Kept Ltd' } });
    const { body: deal } = await acme.admin.ok(deals.createDeal, { body: { name: 'Quartermain rollout', contactId: contact.id } });
    const shared = [{ type: 'company' as const, id: company.id }, record, { type: 'deal' as const, id: deal.id }];
    await acme.admin.ok(activities.logActivity, {
      body: {
        type: 'call',
        outcome: 'connected',
        body: 'Spoke with Zebulon Quartermain (zq@quartermain-secret.example)',
        nextStep: 'Write to Zebulon',
        nextStepDueAt: '2027-01-01T09:00:00.000Z',
        records: shared,
      },
      key: newId(),
    });
    await acme.admin.ok(notes.createNote, { body: { record: { type: 'deal', id: deal.id }, body: 'Ask Quartermain, not Quartermainson' } });
    const fileId = await upload('CV Zebulon.txt');
    await acme.admin.ok(files.attachFile, { body: { fileId, record } });
    await api.db.withTenant(asTenantId(acme.tenantId), async (trx) => {
      await trx('messages').insert({
        tenant_id: acme.tenantId,
        id: newId(),
        channel: 'email',
        record_type: 'contact',
        record_id: contact.id,
        to_address: 'zq@quartermain-secret.example',
        to_name: 'Zebulon',
        subject: 'Dear Zebulon',
        body: 'Hello',
      });
    });
    expect((await placesOf(secrets)).length).toBeGreaterThan(15);

    await manager.client.refused(erasure.eraseContact, 403, { params });
    await other.admin.refused(erasure.eraseContact, 404, { params });
    await acme.admin.ok(erasure.eraseContact, { params });

    // Somebody else's name that only begins like theirs stays: in a note and in the event that tells of it.
    const left = await placesOf(secrets);
    expect(left.filter((place) => !/Ask \[erased\], not Quartermainson/.test(place))).toEqual([]);
    expect(left).toHaveLength(2);
    await acme.admin.refused(contacts.readContact, 404, { params });
    await acme.admin.refused(erasure.eraseContact, 404, { params });
    const { body: kept } = await acme.admin.ok(deals.readDeal, { params: { id: deal.id } });
    expect(kept).toMatchObject({ name: '[erased] rollout', contactId: null });
    const { body: timeline } = await acme.admin.ok(activities.companyTimeline, { params: { id: company.id } });
    const spoken = timeline.items.find((item) => item.activity !== null)?.activity;
    expect(spoken?.body).toBe('Spoke with [erased] ([erased])');
    await eventually('the bytes of the file go', async () => (await acme.admin.raw('GET', `/v1/files/${fileId}/content`)).status === 404);
  });

  it('takes the lead with the contact it became', async () => {
    const { body: lead } = await acme.admin.ok(leads.createLead, {
      body: { firstName: 'Xanthippe', lastName: 'Vole', email: 'xv@vole.example' },
    });
    const { body: contact } = await acme.admin.ok(contacts.createContact, { body: { firstName: 'Xanthippe', lastName: 'Vole' } });
    await api.db.withTenant(asTenantId(acme.tenantId), async (trx) => {
      await trx('contacts').where({ tenant_id: acme.tenantId, id: contact.id }).update({ lead_id: lead.id });
    });
    await acme.admin.ok(erasure.eraseLead, { params: { id: lead.id } });
    expect(await placesOf(['xanthippe', 'xv@vole.example'])).toEqual([]);
    await acme.admin.refused(contacts.readContact, 404, { params: { id: contact.id } });
  });
});
