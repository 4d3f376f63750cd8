import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImportActivities } from '../../../activities/imports/continue-import.ts';
import { file as fileContract } from '../../../api/contracts/files.ts';
import * as imports from '../../../api/contracts/imports.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { CustomFieldEntity } from '../../../domain/records/custom-field-rules.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { type Engine, startEngine } from '../../helpers/engine.ts';
import { startTemporal, type TestTemporal } from '../../helpers/temporal.ts';
import { eventually } from '../../helpers/until.ts';

// Exports of other products, from the upload over HTTP through the import's workflow to the records: nothing is mapped by hand
// unless the test says so.

let api: TestApi;
let temporal: TestTemporal;
let engine: Engine;

beforeAll(async () => {
  api = await startApi();
  temporal = await startTemporal();
  const openFile = async (_tenant: string, fileId: string, trx: TenantTrx) => {
    const found: { rows: { storage_key: string }[] } = await trx.raw('select storage_key from files where id = ?', [fileId]);
    return api.deps.files.read(found.rows[0]?.storage_key ?? '');
  };
  engine = await startEngine({ db: api.db, temporal, activities: createImportActivities({ db: api.db, openFile }) });
});
afterAll(async () => {
  await engine.stop();
  await temporal.close();
  await api.stop();
  expect(engine.errors).toEqual([]);
});

type Change = (job: imports.ImportJob) => { mapping: imports.ImportJob['mapping'] };

async function imported(place: Workspace, name: string, entity: CustomFieldEntity, change?: Change): Promise<imports.ImportJob> {
  const content = await readFile(join(import.meta.dirname, '../../fixtures/imports', name));
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(content)], { type: 'text/csv' }), name);
  const answer = await place.admin.raw('POST', '/v1/files?purpose=import', { body: form });
  expect(answer.status).toBe(201);
  const { id: fileId } = fileContract.parse(await answer.json());
  const created = await place.admin.ok(imports.createImport, { body: { fileId, entity } });
  const { id } = created.body;
  const params = { id };
  await place.admin.ok(imports.updateImport, {
    params,
    version: created.body.version,
    body: { createMissing: entity === 'contact' || entity === 'deal', onDuplicate: 'update', ...change?.(created.body) },
  });
  await place.admin.ok(imports.validateImport, { params });
  await reaches(place, id, 'validated');
  await place.admin.ok(imports.applyImport, { params });
  return reaches(place, id, 'completed');
}

function reaches(place: Workspace, id: string, status: string): Promise<imports.ImportJob> {
  return eventually(`the import is ${status}`, async () => {
    const { body } = await place.admin.ok(imports.getImport, { params: { id } });
    return body.status === status ? body : null;
  });
}

function rows(place: Workspace, sql: string): Promise<unknown[]> {
  return api.db.readTenant(asTenantId(place.tenantId), async (trx) => {
    const result: { rows: unknown[] } = await trx.raw(sql);
    return result.rows;
  });
}

const figures = ({ source, counts }: imports.ImportJob) => [
  source,
  counts.rows,
  counts.imported,
  counts.updated,
  counts.rejected,
  counts.duplicates,
];

const contacts = `select c.first_name, c.last_name, c.job_title, co.name as company, c.custom,
  (select string_agg(value, ' ' order by kind, value) from contact_channels ch where ch.contact_id = c.id) as channels
  from contacts c left join companies co on co.id = c.company_id order by c.email`;

describe('an export arrives as it was meant', () => {
  it('HubSpot contacts, twice', async () => {
    const place = await aWorkspace(api);
    expect(figures(await imported(place, 'hubspot-contacts.csv', 'contact'))).toEqual(['hubspot', 4, 3, 0, 1, 0]);
    expect(await rows(place, contacts)).toMatchObject([
      {
        first_name: 'Ann',
        last_name: 'Reed',
        job_title: 'Buyer',
        company: 'Kestrel Freight',
        channels: 'a.reed@example.org ann.reed@example.com +442079460958 +447700900123',
      },
      { first_name: 'José', last_name: 'Núñez', company: 'Nova Ltd', channels: 'jose@example.com' },
      { first_name: 'Null', last_name: 'Smith', job_title: null, company: null },
    ]);
    // The same export again is known by the ids of the product that wrote it.
    expect(figures(await imported(place, 'hubspot-contacts.csv', 'contact'))).toEqual(['hubspot', 4, 0, 3, 1, 0]);
    expect(await rows(place, 'select count(*)::int as n from contacts')).toEqual([{ n: 3 }]);
  });

  it('HubSpot deals with short amounts', async () => {
    const place = await aWorkspace(api);
    expect(figures(await imported(place, 'hubspot-deals.csv', 'deal'))).toEqual(['hubspot', 3, 2, 0, 1, 0]);
    expect(
      await rows(
        place,
        `select d.name, d.amount_minor::int, d.currency, d.expected_close_on::text, s.name as stage, c.name as company
         from deals d join stages s on s.id = d.stage_id left join companies c on c.id = d.company_id order by d.name`,
      ),
    ).toEqual([
      { name: 'Depot', amount_minor: 125_050, currency: 'USD', expected_close_on: '2026-11-15', stage: 'Proposal', company: null },
      {
        name: 'Fleet renewal',
        amount_minor: 34_209_000,
        currency: 'USD',
        expected_close_on: '2026-12-01',
        stage: 'Needs analysis',
        company: 'Kestrel Freight',
      },
    ]);
  });

  it('a Salesforce report in Windows-1252 with semicolons, without the lines it ends with', async () => {
    const place = await aWorkspace(api);
    expect(figures(await imported(place, 'salesforce-leads.csv', 'lead'))).toEqual(['salesforce', 8, 3, 0, 5, 0]);
    expect(
      await rows(
        place,
        `select first_name, last_name, source, status, phone_e164, custom -> 'annual_revenue' as revenue from leads order by email`,
      ),
    ).toEqual([
      { first_name: 'Ann', last_name: 'Reed', source: 'web', status: 'new', phone_e164: '+442079460958', revenue: 1_200_000 },
      { first_name: 'René', last_name: 'Muñoz', source: 'referral', status: 'contacted', phone_e164: null, revenue: -1_200 },
      { first_name: 'Zoë', last_name: 'Quist', source: 'other', status: 'new', phone_e164: null, revenue: null },
    ]);
  });

  it('Zoho deals in UTF-16 with decimal commas and two orders of dates', async () => {
    const place = await aWorkspace(api);
    const job = await imported(place, 'zoho-deals.csv', 'deal', ({ columns, mapping }) => ({
      mapping: mapping.map((entry) =>
        columns[entry.column]?.heading === 'Created Time'
          ? { column: entry.column, to: 'newField' as const, label: 'First seen', type: 'date' as const }
          : entry,
      ),
    }));
    expect(figures(job)).toEqual(['zoho', 2, 2, 0, 0, 0]);
    expect(
      await rows(
        place,
        `select d.name, d.amount_minor::int, d.expected_close_on::text, d.probability, d.custom, c.name as company,
           (select string_agg(t.name, ',' order by t.name) from record_tags rt join tags t on t.id = rt.tag_id where rt.record_id = d.id) as tags
         from deals d left join companies c on c.id = d.company_id order by d.name`,
      ),
    ).toEqual([
      {
        name: 'Depot',
        amount_minor: 34_209_000,
        expected_close_on: '2022-02-01',
        probability: 60,
        custom: { first_seen: '2021-04-16', last_call: '2021-12-31' },
        company: null,
        tags: 'hot,süd',
      },
      {
        name: 'Flotte Süd',
        amount_minor: 123_450,
        expected_close_on: '2021-12-31',
        probability: 40,
        custom: { first_seen: '2021-04-15', last_call: '2021-04-15' },
        company: 'Kestrel Freight',
        tags: null,
      },
    ]);
  });

  it('Google contacts with several addresses in a cell', async () => {
    const place = await aWorkspace(api);
    expect(figures(await imported(place, 'google-contacts.csv', 'contact'))).toEqual(['google_contacts', 4, 3, 0, 1, 0]);
    expect(await rows(place, contacts)).toMatchObject([
      {
        first_name: 'Ann',
        job_title: 'Buyer',
        company: 'Kestrel Freight',
        custom: { birthday: '1980-05-01' },
        channels: 'ann.reed@example.org ann@example.com ann@home.example +442079460958 +442079460959 +447700900123',
      },
      { first_name: 'Ben', last_name: 'Okoye' },
      { first_name: 'عمر', last_name: 'حداد' },
    ]);
    expect(await rows(place, 'select distinct t.name from record_tags rt join tags t on t.id = rt.tag_id order by 1')).toEqual([
      { name: 'Fair' },
      { name: 'myContacts' },
    ]);
  });

  it('Outlook contacts in the code page of Western Windows', async () => {
    const place = await aWorkspace(api);
    expect(figures(await imported(place, 'outlook-contacts.csv', 'contact'))).toEqual(['outlook', 3, 2, 1, 0, 0]);
    expect(await rows(place, contacts)).toMatchObject([
      { first_name: 'Ben', company: 'Nova', custom: { birthday: '1980-05-31' } },
      // The later row with her address has the last word.
      { first_name: 'Zoe', company: 'Kestrel Freight', channels: 'zoe@example.com zq@example.org +4722123456 +4791234567' },
    ]);
  });
});
