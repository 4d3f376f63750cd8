import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { continueImport, type ImportDeps } from '../../../activities/imports/continue-import.ts';
import { updateCompany } from '../../../commands/companies/update-company.ts';
import {
  applyImport,
  changeImport,
  pauseImport,
  resumeImport,
  undoImport,
  validateImport,
} from '../../../commands/imports/change-import.ts';
import { createImport, lookAtFile } from '../../../commands/imports/create-import.ts';
import { type ImportJobRow, loadImport } from '../../../commands/imports/import-job.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { createDatabase, type Database } from '../../../db/connection.ts';
import type { CustomFieldEntity } from '../../../domain/records/custom-field-rules.ts';
import { aCompany, aContact, aTenant, type World } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { as } from '../crm/harness.ts';

let file: TestDatabase;
let db: Database;
const stored = new Map<string, Buffer>();

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 8, applicationName: 'test-import-records' });
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

const deps = (): ImportDeps => ({
  db,
  openFile: (_tenant, fileId) => Promise.resolve(Readable.from([stored.get(fileId) ?? Buffer.alloc(0)])),
});

async function upload(world: World, entity: CustomFieldEntity, content: string | Buffer): Promise<ImportJobRow> {
  const bytes = Buffer.from(content);
  const fileId = newId();
  stored.set(fileId, bytes);
  const look = await lookAtFile(Readable.from([bytes]));
  if ('problem' in look) throw new Error(look.problem.message);
  return as(world, async (trx, context) => {
    await trx.raw(
      `insert into files (tenant_id, id, name, content_type, size_bytes, storage_key, purpose) values (?, ?, 'records.csv', 'text/csv', ?, ?, 'import')`,
      [world.tenantId, fileId, bytes.length, fileId],
    );
    return createImport(trx, context, { ...look, entity, fileId, fileName: 'records.csv', userId: world.adminUserId });
  });
}

async function work(world: World, id: string, callMs = 60_000): Promise<ImportJobRow> {
  for (;;) {
    const job = await read(world, id);
    const progress = await continueImport(
      deps(),
      { tenantId: world.tenantId, importId: id, incarnation: job.incarnation },
      Date.now() + callMs,
    );
    if (progress.done) return read(world, id);
  }
}

function read(world: World, id: string): Promise<ImportJobRow> {
  return db.readTenant(world.tenantId, (trx) => loadImport(trx, world, id));
}

async function imported(
  world: World,
  entity: CustomFieldEntity,
  content: string | Buffer,
  options: Partial<Pick<ImportJobRow, 'onDuplicate' | 'createMissing' | 'matchBy'>> = {},
): Promise<ImportJobRow> {
  const { id, version } = await upload(world, entity, content);
  await as(world, (trx, context) => changeImport(trx, context, { id, ...options, expectedVersion: version }));
  await as(world, (trx, context) => validateImport(trx, context, id));
  await work(world, id);
  await as(world, (trx, context) => applyImport(trx, context, id));
  return work(world, id);
}

async function undone(world: World, id: string): Promise<ImportJobRow> {
  await as(world, (trx, context) => undoImport(trx, context, id));
  return work(world, id);
}

function rows<T = Record<string, unknown>>(world: World, sql: string): Promise<T[]> {
  return db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: T[] } = await trx.raw(sql);
    return result.rows;
  });
}

const counts = ({ importedRows, updatedRows, duplicateRows, rejectedRows, warningRows }: ImportJobRow) => ({
  importedRows,
  updatedRows,
  duplicateRows,
  rejectedRows,
  warningRows,
});

describe('an import of contacts', () => {
  const csv = [
    'Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Associated Company,Contact owner,Tags',
    '101,Ann,Reed,ann@example.com;ann.reed@example.org,+44 20 7946 0958,+44 7700 900123,Buyer,Kestrel Freight,,vip;fair',
    '102,Ben,Okoye,ben@example.com,,,,Nova Ltd,nobody@example.com,',
    '103,,,,,,,,,',
    '104,Cleo,Marsh,not-an-address,,,,,,',
  ].join('\n');

  it('makes them with their further addresses, companies and tags, and knows them again by the other product’s id', async () => {
    const world = await aTenant(db);
    await aCompany(world, { name: 'Kestrel Freight' });
    const job = await imported(world, 'contact', csv, { createMissing: true });
    expect(job).toMatchObject({ status: 'completed', source: 'hubspot' });
    expect(counts(job)).toEqual({ importedRows: 2, updatedRows: 0, duplicateRows: 0, rejectedRows: 2, warningRows: 1 });
    expect(await rows(world, 'select name from companies order by name')).toEqual([{ name: 'Kestrel Freight' }, { name: 'Nova Ltd' }]);
    expect(
      await rows(
        world,
        `select c.first_name, co.name as company, (select string_agg(kind || ' ' || value, ', ' order by kind, value) from contact_channels ch where ch.contact_id = c.id) as channels
        from contacts c left join companies co on co.id = c.company_id order by 1`,
      ),
    ).toEqual([
      {
        first_name: 'Ann',
        company: 'Kestrel Freight',
        channels: 'email ann.reed@example.org, email ann@example.com, phone +442079460958, phone +447700900123',
      },
      { first_name: 'Ben', company: 'Nova Ltd', channels: 'email ben@example.com' },
    ]);
    expect(await rows(world, 'select t.name from record_tags rt join tags t on t.id = rt.tag_id order by 1')).toEqual([
      { name: 'fair' },
      { name: 'vip' },
    ]);
    // The address changed over there; the id did not.
    const again = await imported(world, 'contact', csv.replace('ben@example.com', 'benjamin@example.com'), { onDuplicate: 'update' });
    expect(counts(again)).toMatchObject({ importedRows: 0, updatedRows: 2 });
    expect(await rows(world, `select email from contacts where first_name = 'Ben'`)).toEqual([{ email: 'benjamin@example.com' }]);
  });

  it('leaves unknown companies out and says so, unless told to make them', async () => {
    const world = await aTenant(db);
    const job = await imported(world, 'contact', csv);
    expect(counts(job)).toMatchObject({ importedRows: 2, warningRows: 2 });
    expect(await rows(world, 'select * from companies')).toEqual([]);
  });

  it('only updates when told so, and refuses the rows nobody knows', async () => {
    const world = await aTenant(db);
    await aContact(world, { firstName: 'Ann', lastName: 'Old', email: 'ann@example.com' });
    const job = await imported(world, 'contact', 'First name,Last name,Email\nAnn,Reed,ann@example.com\nBen,Okoye,ben@example.com\n', {
      onDuplicate: 'update_only',
    });
    expect(counts(job)).toMatchObject({ importedRows: 0, updatedRows: 1, rejectedRows: 1 });
    expect(await rows(world, 'select last_name from contacts')).toEqual([{ last_name: 'Reed' }]);
  });
});

describe('an import of companies', () => {
  it('reads amounts and dates in the notation of their columns', async () => {
    const world = await aTenant(db);
    const job = await imported(
      world,
      'company',
      [
        'Name;Domain;Annual Revenue;Employees;Contract since;First call;Rating',
        'Kestrel;https://www.kestrel.example/about;1.234.567,50;"1.200";31-12-21;12/31/21;N/A',
        'Nova;nova.example;(12,00);40;01-02-22;02/01/22;4,5',
        'Orion;;-;n/a;bad;;3,0',
      ].join('\r\n'),
    );
    expect(counts(job)).toEqual({ importedRows: 3, updatedRows: 0, duplicateRows: 0, rejectedRows: 0, warningRows: 1 });
    expect(
      await rows(
        world,
        'select name, domain, annual_revenue_minor::float8 as revenue, employee_count, custom from companies order by name',
      ),
    ).toEqual([
      {
        name: 'Kestrel',
        domain: 'kestrel.example',
        revenue: 123_456_750,
        employee_count: 1200,
        custom: { contract_since: '31-12-21', first_call: '2021-12-31' },
      },
      {
        name: 'Nova',
        domain: 'nova.example',
        revenue: null,
        employee_count: 40,
        custom: { contract_since: '01-02-22', first_call: '2022-02-01', rating: 4.5 },
      },
      { name: 'Orion', domain: null, revenue: null, employee_count: null, custom: { contract_since: 'bad', rating: 3 } },
    ]);
  });
});

describe('an import of deals', () => {
  it('finds stage, company and contact by their names, and refuses a stage that is not there', async () => {
    const world = await aTenant(db);
    const company = await aCompany(world, { name: 'Kestrel Freight' });
    const contact = await aContact(world, { firstName: 'Ann', lastName: 'Reed', email: 'ann@example.com' });
    const [first] = await rows<{ name: string; id: string }>(world, 'select id, name from stages order by position desc limit 1');
    const job = await imported(
      world,
      'deal',
      [
        'Deal Name,Amount,Deal Stage,Close Date,Associated Company,Associated Contact',
        `Fleet,$342.09K,${first?.name ?? ''},"15 Apr, 2021 00:03:00",kestrel  freight,ann@example.com`,
        'Depot,"1,200.00",,2021-05-01,Kestrel Freight,Ann Reed',
        'Lost one,5,Nowhere,,,',
      ].join('\n'),
    );
    expect(counts(job)).toMatchObject({ importedRows: 2, rejectedRows: 1 });
    const made = await rows(
      world,
      'select name, amount_minor::float8 as amount, stage_id, expected_close_on::text as close, company_id, contact_id from deals order by name desc',
    );
    expect(made).toMatchObject([
      { name: 'Fleet', amount: 34_209_000, stage_id: first?.id, close: '2021-04-15', company_id: company.id, contact_id: contact.id },
      { name: 'Depot', amount: 120_000, close: '2021-05-01', company_id: company.id, contact_id: contact.id },
    ]);
    const [refused] = await rows<{ errors: { code: string; column: number }[] }>(
      world,
      `select errors from import_rows where status = 'rejected'`,
    );
    expect(refused?.errors[0]).toMatchObject({ code: 'stage_unknown', column: 3 });
  });
});

describe('taking an import back', () => {
  it('removes what it made, restores what it changed, leaves what somebody worked on, and says so', async () => {
    const world = await aTenant(db);
    const old = await aCompany(world, { name: 'Kestrel', city: 'Riga', industry: 'Rail' });
    const touched = await aCompany(world, { name: 'Nova', city: 'Oslo' });
    const job = await imported(
      world,
      'company',
      'Name,City,Industry,Tags\nKestrel,Bergen,Road,vip\nNova,Bergen,Air,\nOrion,Paris,,\nVega,Rome,,\n',
      { onDuplicate: 'update' },
    );
    expect(counts(job)).toMatchObject({ importedRows: 2, updatedRows: 2 });
    await as(world, (trx, context) => updateCompany(trx, context, { id: touched.id, patch: { city: 'Turku' } }));
    const [orion] = await rows<{ id: string }>(world, `select id from companies where name = 'Orion'`);
    await as(world, (trx, context) => updateCompany(trx, context, { id: orion?.id ?? '', patch: { city: 'Lyon' } }));
    expect(await undone(world, job.id)).toMatchObject({ status: 'undone', undoneRows: 3, keptRows: 2 });
    const state = 'select name, city, industry, archived_at is not null as gone from companies order by name';
    const after = [
      { name: 'Kestrel', city: 'Riga', industry: 'Rail', gone: false },
      { name: 'Nova', city: 'Turku', industry: null, gone: false },
      { name: 'Orion', city: 'Lyon', industry: null, gone: false },
      { name: 'Vega', city: 'Rome', industry: null, gone: true },
    ];
    expect(await rows(world, state)).toEqual(after);
    expect(await rows(world, `select * from record_tags where record_id = '${old.id}'`)).toEqual([]);
    expect(await rows(world, "select undo, undo_note from import_changes where undo is distinct from 'done' order by undo")).toEqual([
      { undo: 'kept', undo_note: 'Somebody has worked on it since (company.updated).' },
      { undo: 'part', undo_note: 'Changed since: city.' },
    ]);
    // Once more changes nothing, and the file can be imported anew.
    expect(await undone(world, job.id)).toMatchObject({ status: 'undone', keptRows: 2 });
    expect(await rows(world, state)).toEqual(after);
    expect(counts(await imported(world, 'company', 'Name,City\nVega,Rome\n'))).toMatchObject({ importedRows: 1 });
  });

  it('goes on where it was cut off, also with two workers at once', async () => {
    const world = await aTenant(db);
    const job = await imported(
      world,
      'lead',
      `Name,Email\n${Array.from({ length: 450 }, (_, n) => `Lead ${n},lead${n}@example.com`).join('\n')}\n`,
    );
    await as(world, (trx, context) => undoImport(trx, context, job.id));
    const { incarnation } = await read(world, job.id);
    const input = { tenantId: world.tenantId, importId: job.id, incarnation };
    for (let calls = 0; calls < 20; calls += 1) {
      const both = await Promise.all([continueImport(deps(), input, Date.now() - 1), continueImport(deps(), input, Date.now() - 1)]);
      if (both.some((one) => one.done)) break;
    }
    expect(await read(world, job.id)).toMatchObject({ status: 'undone', undoneRows: 450, keptRows: 0 });
    expect(await rows(world, 'select count(*)::int as n from leads where archived_at is null')).toEqual([{ n: 0 }]);
  });
});

describe('an import at work', () => {
  it('stands while it is paused and goes on with the next row', async () => {
    const world = await aTenant(db);
    const { id } = await upload(world, 'company', `Name\n${Array.from({ length: 200 }, (_, n) => `Company ${n}`).join('\n')}\n`);
    await as(world, (trx, context) => validateImport(trx, context, id));
    await work(world, id);
    await as(world, (trx, context) => applyImport(trx, context, id));
    const { incarnation } = await read(world, id);
    await continueImport(deps(), { tenantId: world.tenantId, importId: id, incarnation }, Date.now() - 1);
    await as(world, (trx, context) => pauseImport(trx, context, id));
    const late = await continueImport(deps(), { tenantId: world.tenantId, importId: id, incarnation }, Date.now() + 1_000);
    expect(late).toMatchObject({ done: true });
    expect(await read(world, id)).toMatchObject({ status: 'paused', importedRows: 50 });
    await as(world, (trx, context) => resumeImport(trx, context, id));
    expect(await work(world, id)).toMatchObject({ status: 'completed', importedRows: 200 });
    expect(await rows(world, 'select count(*)::int as n from companies')).toEqual([{ n: 200 }]);
  });

  it('remembers where the columns of such a file go', async () => {
    const world = await aTenant(db);
    const csv = 'Firm,Remark\nKestrel,Steady\n';
    const { id, version } = await upload(world, 'company', csv);
    const mapping = [
      { column: 0, to: 'field', field: 'name' },
      { column: 1, to: 'field', field: 'industry' },
    ] as const;
    await as(world, (trx, context) => changeImport(trx, context, { id, mapping, expectedVersion: version }));
    await as(world, (trx, context) => validateImport(trx, context, id));
    await work(world, id);
    await as(world, (trx, context) => applyImport(trx, context, id));
    await work(world, id);
    expect((await upload(world, 'company', csv)).mapping).toEqual(mapping);
    const other = await aTenant(db);
    expect((await upload(other, 'company', csv)).mapping).not.toEqual(mapping);
  });
});

describe('a workbook', () => {
  it('is read like a delimited file: texts, numbers, days, truth', async () => {
    const world = await aTenant(db);
    const header = ['Name', 'Employees', 'Contract since', 'Partner', 'City'].map((value) => ({ value }));
    const workbook = await writeXlsxFile([
      header,
      [
        { value: 'Kestrel & Søn' },
        { value: 1200, type: Number },
        { value: new Date(Date.UTC(2021, 11, 31)), type: Date, format: 'dd/mm/yyyy' },
        { value: true, type: Boolean },
        { value: 'Bergen' },
      ],
      [{ value: '=1+1' }, null, null, { value: false, type: Boolean }, { value: '' }],
    ]).toBuffer();
    const job = await imported(world, 'company', workbook);
    expect(counts(job)).toMatchObject({ importedRows: 2, rejectedRows: 0 });
    expect(await rows(world, 'select name, employee_count, city, custom from companies order by name desc')).toEqual([
      { name: 'Kestrel & Søn', employee_count: 1200, city: 'Bergen', custom: { contract_since: '2021-12-31', partner: true } },
      { name: '=1+1', employee_count: null, city: null, custom: { partner: false } },
    ]);
  });

  it('that is none is refused with a sentence', async () => {
    const broken = Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(500, 1)]);
    expect(await lookAtFile(Readable.from([broken]))).toMatchObject({ problem: { message: expect.stringContaining('cannot be read') } });
  });
});
