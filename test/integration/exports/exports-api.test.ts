import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import readSheet from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueExport } from '../../../activities/exports/continue-export.ts';
import { createMaintenanceActivities } from '../../../activities/maintenance/maintenance.ts';
import * as audit from '../../../api/contracts/audit.ts';
import * as companies from '../../../api/contracts/companies.ts';
import * as contacts from '../../../api/contracts/contacts.ts';
import * as contract from '../../../api/contracts/exports.ts';
import { eraseLead } from '../../../api/contracts/erasure.ts';
import * as leads from '../../../api/contracts/leads.ts';
import * as notifications from '../../../api/contracts/notifications.ts';
import * as tasks from '../../../api/contracts/tasks.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';
import { cellsOf } from '../../helpers/sheets.ts';

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

type Wish = Parameters<typeof ask>[0];
const everything = { kind: 'matching' as const };

async function ask(body: Readonly<Record<string, unknown>>, client: ApiClient = acme.admin) {
  return (await client.ok(contract.createExport, { body: body as never })).body;
}

/** The work of the workflow, at once. */
async function worked(id: string, workspace = acme): Promise<void> {
  await continueExport(
    { db: api.db, files: api.deps.files },
    { tenantId: workspace.tenantId, exportId: id, incarnation: 1 },
    Date.now() + 60_000,
  );
}

async function fileOf(id: string, client: ApiClient = acme.admin): Promise<Buffer> {
  const response = await client.raw('GET', `/v1/exports/${id}/file`);
  expect(response.status).toBe(200);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(Number(response.headers.get('content-length'))).toBe(bytes.length);
  return bytes;
}

async function exported(wish: Wish, client: ApiClient = acme.admin): Promise<Buffer> {
  const job = await ask(wish, client);
  await worked(job.id);
  return fileOf(job.id, client);
}

const linesOf = (bytes: Buffer): string[] => bytes.toString('utf8').split('\r\n').slice(0, -1);
const named = (value: string) => ({
  ...everything,
  filter: { kind: 'compare', left: { kind: 'field', path: 'lead.lastName' }, operator: 'is', right: { kind: 'literal', value } },
});

async function lead(body: Readonly<Record<string, unknown>>, client: ApiClient = acme.admin): Promise<leads.Lead> {
  return (await client.ok(leads.createLead, { body })).body;
}

describe('an export', () => {
  it('holds what the list shows, in its order, under the chosen columns, as CSV that is safe to open', async () => {
    const hostile = '=HYPERLINK("http://evil.example","x")';
    await lead({
      firstName: hostile,
      lastName: 'Csv',
      email: 'one@csv.example',
      ownerUserId: acme.userId,
      phone: '+442079460000',
      companyName: 'Comma, "Quote" & Co',
    });
    await lead({ firstName: 'مرحبا 🎉', lastName: 'Csv', email: 'two@csv.example', score: 7 });
    await lead({ firstName: 'Not me', lastName: 'Else', email: 'three@csv.example' });
    const columns = [
      { field: 'firstName' },
      { field: 'phone' },
      { field: 'companyName', heading: 'Firm' },
      { field: 'score' },
      { field: 'ownerUserId' },
    ];
    const bytes = await exported({ entity: 'lead', format: 'csv', columns, selection: named('Csv'), sort: 'createdAt' });
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(linesOf(bytes)).toEqual([
      '\uFEFFFirst name,Phone,Firm,Score,Owner',
      `"'=HYPERLINK(""http://evil.example"",""x"")",+442079460000,"Comma, ""Quote"" & Co",0,Ada Admin`,
      'مرحبا 🎉,,,7,',
    ]);
  });

  it('is a workbook with numbers as numbers and instants as instants, piece by piece', async () => {
    for (let n = 0; n < 3; n += 1) await lead({ firstName: `S${n}`, lastName: 'Sheet', score: n, email: `s${n}@sheet.example` });
    const columns = ['firstName', 'score', 'createdAt', 'status'].map((field) => ({ field }));
    const job = await ask({
      entity: 'lead',
      format: 'xlsx',
      columns,
      selection: named('Sheet'),
      sort: 'createdAt',
      timeZone: 'Asia/Dubai',
    });
    expect(job).toMatchObject({ status: 'reading', done: 0, createdBy: { name: 'Ada Admin' } });
    await worked(job.id);
    const { body } = await acme.admin.ok(contract.readExport, { params: { id: job.id } });
    expect(body).toMatchObject({ status: 'completed', total: 3, done: 3, problem: null });
    const bytes = await fileOf(job.id);
    expect(body.fileSize).toBe(bytes.length);
    const rows = await cellsOf(bytes);
    expect(rows[0]).toEqual(['First name', 'Score', 'Created at', 'Status']);
    // Another program's reader finds numbers and instants where we wrote them.
    const [sheet] = await readSheet(bytes);
    expect(sheet?.data[1]).toEqual(['S0', 0, expect.any(Date), 'new']);
    expect(rows.slice(1).map((row) => [row[0], row[1], row[3]])).toEqual([
      ['S0', '0', 'new'],
      ['S1', '1', 'new'],
      ['S2', '2', 'new'],
    ]);
    // A sheet knows no zones: it shows the clock of whoever asked.
    const at = Date.parse(`${rows[1]?.[2] ?? ''}Z`);
    expect(Math.abs(at - Date.now() - 4 * 3_600_000)).toBeLessThan(120_000);
  });

  it('of chosen records holds these alone, with all columns', async () => {
    const [one] = [await lead({ firstName: 'Chosen', lastName: 'Ids' }), await lead({ firstName: 'Left', lastName: 'Ids' })];
    const lines = linesOf(await exported({ entity: 'lead', format: 'csv', selection: { kind: 'ids', ids: [one.id] } }));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('Record ID');
    expect(lines[1]).toContain(one.id);
  });

  it('names companies, tags and what a task is about', async () => {
    const { body: firm } = await acme.admin.ok(companies.createCompany, { body: { name: 'Nova' } });
    const { body: person } = await acme.admin.ok(contacts.createContact, {
      body: { firstName: 'Ann', lastName: 'Named', companyId: firm.id },
    });
    await acme.admin.ok(tasks.createTask, { body: { title: 'Call Ann', records: [{ type: 'contact', id: person.id }] } as never });
    const people = await exported({
      entity: 'contact',
      format: 'csv',
      columns: [{ field: 'lastName' }, { field: 'companyId' }],
      selection: everything,
    });
    expect(linesOf(people)).toContain('Named,Nova');
    const work = await exported({
      entity: 'task',
      format: 'csv',
      columns: [{ field: 'title' }, { field: 'about' }],
      selection: everything,
    });
    expect(linesOf(work)).toEqual(['\uFEFFTitle,About', 'Call Ann,Ann Named']);
  });

  it('tells when it is ready, and is noted in the audit log with every download', async () => {
    const job = await ask({ entity: 'lead', format: 'csv', name: 'Board', selection: everything }, manager.client);
    await worked(job.id);
    await fileOf(job.id, manager.client);
    const { body } = await manager.client.ok(notifications.listNotifications);
    expect(body.items[0]).toMatchObject({ kind: 'export.completed', readAt: null, data: { exportId: job.id, name: 'Board' } });
    const entries = (await acme.admin.ok(audit.listAudit, { query: { limit: 200 } })).body.items;
    const own = entries.filter((entry) => entry.record?.id === job.id).map((entry) => entry.action);
    expect(own.sort()).toEqual(['export.downloaded', 'export.started']);
  });
});

describe('who may export', () => {
  it("is decided by a right of its own; the file is its author's alone", async () => {
    const rep = await aPerson(api, acme, 'rep');
    await rep.client.refused(contract.createExport, 403, { body: { entity: 'lead', format: 'csv', selection: everything } });
    const job = await ask({ entity: 'lead', format: 'csv', selection: everything }, manager.client);
    await worked(job.id);
    for (const client of [acme.admin, other.admin]) {
      await client.refused(contract.readExport, 404, { params: { id: job.id } });
      await client.refused(contract.downloadExport, 404, { params: { id: job.id } });
      await client.refused(contract.deleteExport, 404, { params: { id: job.id } });
    }
    expect((await acme.admin.ok(contract.listExports)).body.items.some((one) => one.id === job.id)).toBe(false);
  });
});

describe('what cannot be exported', () => {
  it('is refused at once, in words', async () => {
    const body = { entity: 'lead', format: 'csv', selection: everything };
    const column = await acme.admin.refused(contract.createExport, 422, { body: { ...body, columns: [{ field: 'password' }] } });
    expect(column.body.errors).toMatchObject([{ pointer: '/columns/0/field', code: 'unknown_field' }]);
    await acme.admin.refused(contract.createExport, 422, { body: { ...body, sort: 'secret' } });
    await acme.admin.refused(contract.createExport, 422, { body: { ...body, timeZone: 'Mars/Olympus' } });
    const filter = { kind: 'compare', left: { kind: 'field', path: 'lead.nothing' }, operator: 'is', right: { kind: 'literal', value: 1 } };
    await acme.admin.refused(contract.createExport, 422, { body: { ...body, selection: { ...everything, filter } } });
  });

  it('leaves nothing behind when it is cancelled, and the file goes with the export', async () => {
    const job = await ask({ entity: 'lead', format: 'xlsx', selection: everything });
    const input = { tenantId: acme.tenantId, exportId: job.id, incarnation: 1 };
    const deps = { db: api.db, files: api.deps.files };
    // One step: a piece is there, the file is not.
    await continueExport(deps, input, 0);
    const filesOf = (id: string) => readdir(join(api.folder, 'files', acme.tenantId, 'exports', id)).catch(() => []);
    expect(await filesOf(job.id)).toHaveLength(1);
    await acme.admin.ok(contract.cancelExport, { params: { id: job.id } });
    expect(await continueExport(deps, input, 0)).toMatchObject({ done: true, status: 'superseded' });
    expect(await filesOf(job.id)).toEqual([]);
    await acme.admin.refused(contract.downloadExport, 409, { params: { id: job.id } });

    const done = await ask({ entity: 'lead', format: 'csv', selection: everything });
    await worked(done.id);
    expect(await filesOf(done.id)).toHaveLength(1);
    await acme.admin.ok(contract.deleteExport, { params: { id: done.id } });
    expect(await filesOf(done.id)).toEqual([]);
    await acme.admin.refused(contract.readExport, 404, { params: { id: done.id } });
  });

  it('has no file after a day; housekeeping removes it', async () => {
    const job = await ask({ entity: 'lead', format: 'csv', selection: everything });
    await worked(job.id);
    await api.db.withTenant(acme.tenantId as never, (trx) =>
      trx.raw(`update exports set expires_at = now() - interval '10 minutes' where id = ?`, [job.id]),
    );
    const refused = await acme.admin.refused(contract.downloadExport, 409, { params: { id: job.id } });
    expect(refused.body.detail).toContain('kept for a day');
    const none = () => Promise.resolve(0);
    const house = createMaintenanceActivities({
      db: api.db,
      files: api.deps.files,
      sweepClosed: none,
      releaseForgotten: none,
      reconcile: () => Promise.resolve({ rebuilt: 0 }),
    });
    expect(await house.keepHouse()).toContain('exports removed');
    expect((await acme.admin.ok(contract.readExport, { params: { id: job.id } })).body.status).toBe('expired');
    expect(await readdir(join(api.folder, 'files', acme.tenantId, 'exports')).then((left) => left.includes(job.id))).toBe(false);
  });

  it('is handed out no more once somebody who may stand in it was erased', async () => {
    const { body: lead } = await acme.admin.ok(leads.createLead, { body: { firstName: 'Gone', lastName: 'Soon', source: 'web' } });
    const job = await ask({ entity: 'lead', format: 'csv', selection: everything });
    await worked(job.id);
    expect((await fileOf(job.id)).toString('utf8')).toContain('Soon');
    await acme.admin.ok(eraseLead, { params: { id: lead.id } });
    await acme.admin.refused(contract.downloadExport, 409, { params: { id: job.id } });
  });
});
