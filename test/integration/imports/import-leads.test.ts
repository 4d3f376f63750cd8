import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueImport, type ImportDeps } from '../../../activities/imports/continue-import.ts';
import { applyImport, cancelImport, changeImport, validateImport } from '../../../commands/imports/change-import.ts';
import { createImport, lookAtFile } from '../../../commands/imports/create-import.ts';
import { type ImportJobRow, loadImport } from '../../../commands/imports/import-job.ts';
import { newId } from '../../../commands/lib/new-id.ts';
import { createDatabase, type Database } from '../../../db/connection.ts';
import { aTenant, type World } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';
import { as } from '../crm/harness.ts';

let file: TestDatabase;
let db: Database;
const stored = new Map<string, Buffer>();

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 8, applicationName: 'test-imports' });
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

const deps = (): ImportDeps => ({
  db,
  openFile: (_tenant, fileId) => Promise.resolve(Readable.from(chunks(stored.get(fileId) ?? Buffer.alloc(0)))),
});

function* chunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}

async function upload(world: World, content: string): Promise<ImportJobRow> {
  const bytes = Buffer.from(content);
  const fileId = newId();
  stored.set(fileId, bytes);
  const look = await lookAtFile(Readable.from(chunks(bytes)));
  if ('problem' in look) throw new Error(look.problem.message);
  return as(world, async (trx, context) => {
    await trx.raw(
      `insert into files (tenant_id, id, name, content_type, size_bytes, storage_key, purpose) values (?, ?, 'leads.csv', 'text/csv', ?, ?, 'import')`,
      [world.tenantId, fileId, bytes.length, fileId],
    );
    return createImport(trx, context, { ...look, fileId, fileName: 'leads.csv', userId: world.adminUserId });
  });
}

/** Does what the workflow does: asks again until the phase is done. `callMs` 0 ends each call after one batch. */
async function work(world: World, id: string, callMs = 60_000): Promise<ImportJobRow> {
  for (;;) {
    const job = await read(world, id);
    const input = { tenantId: world.tenantId, importId: id, incarnation: job.incarnation };
    const progress = await continueImport(deps(), input, Date.now() + callMs);
    if (progress.done) return read(world, id);
  }
}

function read(world: World, id: string): Promise<ImportJobRow> {
  return db.readTenant(world.tenantId, (trx) => loadImport(trx, world, id));
}

async function imported(world: World, content: string): Promise<ImportJobRow> {
  const { id } = await upload(world, content);
  await as(world, (trx, context) => validateImport(trx, context, id));
  await work(world, id);
  await as(world, (trx, context) => applyImport(trx, context, id));
  return work(world, id);
}

function count(world: World, sql: string): Promise<number> {
  return db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: { n: number }[] } = await trx.raw(`select count(*)::int as n from ${sql}`);
    return result.rows[0]?.n ?? -1;
  });
}

const counts = ({ totalRows, validRows, rejectedRows, duplicateRows, importedRows, updatedRows, warningRows }: ImportJobRow) => ({
  totalRows,
  validRows,
  rejectedRows,
  duplicateRows,
  importedRows,
  updatedRows,
  warningRows,
});

describe('an import of leads', () => {
  it('imports the valid rows, names the others, and makes the custom fields it was told to', async () => {
    const world = await aTenant(db);
    const job = await imported(
      world,
      [
        'First name;Last name;E-mail;Telefon;Fleet size;Lead source',
        'Ann;Reed;ann@example.com;+44 20 7946 0958;12;web form',
        'Ben;Okoye;ben(at)example.com;;7;referral',
        'Cleo;Marsh;;12;;',
        'Ann;Again;ANN@example.com;;;',
        ';;;;;web',
        '',
        'Dan;Ito;dan@example.com;;40;Trade show',
      ].join('\r\n'),
    );
    expect(job.status).toBe('completed');
    expect(counts(job)).toEqual({
      totalRows: 6,
      validRows: 3,
      rejectedRows: 2,
      duplicateRows: 1,
      importedRows: 3,
      updatedRows: 0,
      warningRows: 1,
    });
    const leads = await db.readTenant(world.tenantId, async (trx) => {
      const result: { rows: unknown[] } = await trx.raw(
        'select first_name, email, phone_e164, source, custom, import_id from leads order by first_name',
      );
      return result.rows;
    });
    expect(leads).toEqual([
      {
        first_name: 'Ann',
        email: 'ann@example.com',
        phone_e164: '+442079460958',
        source: 'web',
        custom: { fleet_size: 12 },
        import_id: job.id,
      },
      { first_name: 'Cleo', email: null, phone_e164: null, source: 'import', custom: {}, import_id: job.id },
      { first_name: 'Dan', email: 'dan@example.com', phone_e164: null, source: 'other', custom: { fleet_size: 40 }, import_id: job.id },
    ]);
    const problems = await db.readTenant(world.tenantId, async (trx) => {
      const result: { rows: { row_number: number; status: string; errors: { code: string; column: number | null }[] }[] } = await trx.raw(
        `select row_number, status, errors from import_rows where status in ('rejected', 'duplicate') order by row_number`,
      );
      return result.rows.map((row) => [row.row_number, row.status, row.errors[0]?.code ?? null, row.errors[0]?.column ?? null]);
    });
    expect(problems).toEqual([
      [3, 'rejected', 'email_invalid', 3],
      [5, 'duplicate', null, null],
      [6, 'rejected', 'row_names_nobody', null],
    ]);
    expect(await count(world, `events where type = 'lead.created' and actor ->> 'kind' = 'import'`)).toBe(3);
    expect(await count(world, `events where type = 'import.completed'`)).toBe(1);
  });

  it('imports nothing twice when the file comes again, also rows without an e-mail address', async () => {
    const world = await aTenant(db);
    const content = 'Name,Email,Company\nAnn Reed,ann@example.com,Kestrel\nBen Okoye,,Kestrel\nBen Okoye,,Kestrel\n';
    expect(counts(await imported(world, content))).toMatchObject({ importedRows: 2, duplicateRows: 1 });
    expect(counts(await imported(world, content))).toMatchObject({ importedRows: 0, duplicateRows: 3 });
    expect(await count(world, 'leads')).toBe(2);
  });

  it('updates the leads that exist when asked to', async () => {
    const world = await aTenant(db);
    await imported(world, 'Name,Email\nAnn Reed,ann@example.com\n');
    const { id } = await upload(world, 'Name,Email,Company\nAnn Reed,ann@example.com,Kestrel Freight\nZoe Quist,zoe@example.com,\n');
    const { version } = await read(world, id);
    await as(world, (trx, context) => changeImport(trx, context, { id, onDuplicate: 'update', expectedVersion: version }));
    await as(world, (trx, context) => validateImport(trx, context, id));
    await work(world, id);
    await as(world, (trx, context) => applyImport(trx, context, id));
    expect(counts(await work(world, id))).toMatchObject({ importedRows: 1, updatedRows: 1, duplicateRows: 0 });
    expect(await count(world, `leads where company_name = 'Kestrel Freight'`)).toBe(1);
  });

  it('goes on where the last commit ended, however often it is cut off or repeated', async () => {
    const world = await aTenant(db);
    const rows = Array.from({ length: 1_700 }, (_, index) => `Lead ${index},lead${index}@example.com`);
    const { id } = await upload(world, `Name,Email\n${rows.join('\n')}\n`);
    await as(world, (trx, context) => validateImport(trx, context, id));
    await work(world, id, -1);
    await as(world, (trx, context) => applyImport(trx, context, id));
    const { incarnation } = await read(world, id);
    const input = { tenantId: world.tenantId, importId: id, incarnation };
    // Two workers at once, each told to stop after every batch: a worker believed dead that was not.
    for (let calls = 0; calls < 40; calls += 1) {
      const both = await Promise.all([continueImport(deps(), input, Date.now() - 1), continueImport(deps(), input, Date.now() - 1)]);
      if (both.some((progress) => progress.done)) break;
    }
    expect(await read(world, id)).toMatchObject({ status: 'completed', importedRows: 1_700, processedRows: 1_700 });
    expect(await count(world, 'leads')).toBe(1_700);
    expect(await count(world, `events where type = 'lead.created'`)).toBe(1_700);
  });

  it('imports nothing of a file whose quotes do not close, and says where', async () => {
    const world = await aTenant(db);
    const rows = Array.from({ length: 1_200 }, (_, index) => `Lead ${index},lead${index}@example.com`);
    const { id } = await upload(world, `Name,Email\n${rows.join('\n')}\n"Open,open@example.com\nLast,last@example.com\n`);
    await as(world, (trx, context) => validateImport(trx, context, id));
    expect(await work(world, id)).toMatchObject({ status: 'failed', problem: { code: 'quote_not_closed', row: 1_202 } });
    await expect(as(world, (trx, context) => applyImport(trx, context, id))).rejects.toMatchObject({ code: 'conflict' });
    expect(await count(world, 'leads')).toBe(0);
  });

  it('stops when it is cancelled', async () => {
    const world = await aTenant(db);
    const { id } = await upload(world, 'Name,Email\nAnn Reed,ann@example.com\n');
    await as(world, (trx, context) => validateImport(trx, context, id));
    const { incarnation } = await read(world, id);
    await as(world, (trx, context) => cancelImport(trx, context, id));
    const late = await continueImport(deps(), { tenantId: world.tenantId, importId: id, incarnation }, Date.now() + 1_000);
    expect(late).toMatchObject({ done: true, status: 'superseded' });
    expect(await count(world, 'import_rows')).toBe(0);
  });
});
