import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueImport } from '../../../activities/imports/continue-import.ts';
import { file as fileContract } from '../../../api/contracts/files.ts';
import * as imports from '../../../api/contracts/imports.ts';
import { problemDocument } from '../../../api/contracts/lib/common.ts';
import { listLeads } from '../../../api/contracts/leads.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { aWorkspace, type Workspace } from '../../helpers/api-people.ts';

// What a person gets for a file that is not the CSV they meant: over HTTP, from the upload to the leads.

const megabyte = 1_048_576;
let api: TestApi;

beforeAll(async () => {
  api = await startApi({ config: { uploadMaxBytes: 100 * megabyte } });
});
afterAll(() => api.stop());

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = (text: string): Bytes => Uint8Array.from(Buffer.from(text));
const latin1 = (text: string): Bytes => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf16le = (text: string): Bytes => Uint8Array.from(Buffer.from(text, 'utf16le'));
const utf16be = (text: string): Bytes => Uint8Array.from(Buffer.from(text, 'utf16le').swap16());

async function upload(place: Workspace, content: Bytes, name = 'leads.csv'): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([content], { type: 'text/csv' }), name);
  const answer = await place.admin.raw('POST', '/v1/files?purpose=import', { body: form });
  expect(answer.status).toBe(201);
  return fileContract.parse(await answer.json()).id;
}

/** Does what the workflow does, on the API's own files. */
async function work(place: Workspace, id: string): Promise<imports.ImportJob> {
  const openFile = async (_tenant: string, fileId: string, trx: TenantTrx) => {
    const found: { rows: { storage_key: string }[] } = await trx.raw('select storage_key from files where id = ?', [fileId]);
    return api.deps.files.read(found.rows[0]?.storage_key ?? '');
  };
  for (;;) {
    const { incarnation } = await api.db.readTenant(place.tenantId as Parameters<typeof api.db.readTenant>[0], async (trx) => {
      const found: { rows: { incarnation: number }[] } = await trx.raw('select incarnation from imports where id = ?', [id]);
      return { incarnation: found.rows[0]?.incarnation ?? 0 };
    });
    const input = { tenantId: place.tenantId, importId: id, incarnation };
    if ((await continueImport({ db: api.db, openFile }, input, Date.now() + 60_000)).done) break;
  }
  return (await place.admin.ok(imports.getImport, { params: { id } })).body;
}

async function imported(place: Workspace, content: Bytes): Promise<imports.ImportJob> {
  const fileId = await upload(place, content);
  const { body: job } = await place.admin.ok(imports.createImport, { body: { fileId } });
  await place.admin.ok(imports.validateImport, { params: { id: job.id } });
  const checked = await work(place, job.id);
  if (checked.status !== 'validated') return checked;
  await place.admin.ok(imports.applyImport, { params: { id: job.id } });
  return work(place, job.id);
}

async function leadsOf(place: Workspace): Promise<string[]> {
  const { body } = await place.admin.ok(listLeads, { query: { limit: 50 } });
  return body.items.map((lead) => `${lead.firstName} ${lead.lastName} <${lead.email ?? ''}>`).sort();
}

const both = ['Ann Müller <ann@example.com>', 'Ben Okoye <ben@example.com>'];
const comma = 'Name,E-mail\r\nAnn Müller,ann@example.com\r\nBen Okoye,ben@example.com\r\n';
const semicolon = comma.replaceAll(',', ';');

describe('a file that is unusual is understood', () => {
  it.each<[string, Bytes]>([
    ['UTF-8 with a byte order mark', utf8(`\uFEFF${comma}`)],
    ["Excel's code page", latin1(semicolon)],
    ['UTF-16 as Excel writes "Unicode text"', utf16le(`\uFEFF${comma.replaceAll(',', '\t')}`)],
    ['UTF-16, big-endian', utf16be(`\uFEFF${semicolon}`)],
    ['UTF-16 without a byte order mark', utf16le(comma)],
    ['semicolons', utf8(semicolon)],
    ['a pipe, and old line ends', utf8(comma.replaceAll(',', '|').replaceAll('\r\n', '\r'))],
    ["Excel's sep= line", utf8(`sep=;\r\n${semicolon}`)],
    [
      'quotes around everything, commas and line ends within',
      utf8('"Name","E-mail","Notes"\n"Ann Müller","ann@example.com","a, ""b""\nc"\n"Ben Okoye","ben@example.com",""'),
    ],
    ['empty lines here and there', utf8(`\r\n\r\n${comma.replace('\r\nBen', '\r\n\r\n,\r\nBen')}`)],
  ])('%s', async (_what, content) => {
    const place = await aWorkspace(api);
    const job = await imported(place, content);
    expect(job).toMatchObject({ status: 'completed', counts: { rows: 2, imported: 2, rejected: 0, duplicates: 0 } });
    expect(await leadsOf(place)).toEqual(both);
  });

  it('ragged rows: what is missing is empty, what is too much is named and left out', async () => {
    const place = await aWorkspace(api);
    const job = await imported(
      place,
      utf8('First name,Last name,E-mail\nAnn\nBen,Okoye,ben@example.com,surplus\nCleo,Marsh,cleo@example.com,,\n'),
    );
    expect(job.counts).toMatchObject({ rows: 3, imported: 2, rejected: 1 });
    const { body } = await place.admin.ok(imports.listImportRows, { params: { id: job.id }, query: { show: 'problems' } });
    expect(body.items).toMatchObject([{ row: 3, status: 'rejected', errors: [{ code: 'row_has_more_values' }] }]);
    expect(body.items[0]?.errors[0]?.message).toContain('4 values, but there are 3 columns');
  });

  it('duplicate headings: told apart by their columns, and both can be mapped', async () => {
    const place = await aWorkspace(api);
    const fileId = await upload(place, utf8('Name,Phone,Phone\nAnn Reed,+44 20 7946 0958,+44 20 7946 0959\n'));
    const { body: job } = await place.admin.ok(imports.createImport, { body: { fileId } });
    expect(job.columns.map((column) => column.label)).toEqual(['Name', 'Phone (column B)', 'Phone (column C)']);
    const fields = job.mapping.flatMap((entry) => (entry.to === 'field' ? [entry.field] : []));
    expect(new Set(fields).size).toBe(fields.length);
    await place.admin.ok(imports.validateImport, { params: { id: job.id } });
    expect(await work(place, job.id)).toMatchObject({ status: 'validated', counts: { valid: 1 } });
  });
});

describe('a file that cannot be used gets a sentence with row and column, and nothing of it is imported', () => {
  const zip = Uint8Array.from([0x50, 0x4b, 0x03, 0x04, 0x14, 0, 6, 0, 8, 0, ...Array.from({ length: 500 }, (_, at) => at % 256)]);
  it.each<[string, Bytes, string, string]>([
    ['empty', new Uint8Array(), 'file_empty', 'The file is empty.'],
    ['only spaces and line ends', utf8(' \n\r\n  \n'), 'file_empty', 'The file is empty.'],
    ['headings without rows', utf8('Name,E-mail\n'), 'headings_only', 'no rows below them'],
    ['no headings', utf8('Ann,ann@example.com\nBen,ben@example.com\n'), 'headings_missing', 'column B holds the value "ann@example.com"'],
    ['a workbook named .csv', zip, 'file_is_workbook', 'Excel workbook'],
    ['an old workbook named .csv', Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'file_is_workbook', 'old Excel workbook'],
    ['a PDF', utf8('%PDF-1.7\n1 0 obj'), 'file_is_binary', 'a PDF document'],
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'file_is_binary', 'a picture'],
    ['other binary data', Uint8Array.from({ length: 4_000 }, (_, at) => (at * 7919) % 251), 'file_is_binary', 'not a CSV file'],
    ['too many columns', utf8(`${'a,'.repeat(600)}b\n1\n`), 'too_many_columns', 'at most 500'],
    ['a quote that never closes', utf8('Name,E-mail\n"Ann,ann@example.com\nBen,ben@example.com\n'), 'quote_not_closed', 'row 2'],
  ])('%s', async (_what, content, code, words) => {
    const place = await aWorkspace(api);
    const fileId = await upload(place, content);
    const { body } = await place.admin.refused(imports.createImport, 422, { body: { fileId } });
    expect(body.detail).toContain(words);
    expect(body.errors).toMatchObject([{ pointer: '/fileId', code }]);
    expect(body).toMatchObject({ row: expect.any(Number), column: expect.any(Number) });
    expect(await leadsOf(place)).toEqual([]);
  });

  it('a quote that opens far behind the first look fails the check, not half of the import', async () => {
    const place = await aWorkspace(api);
    const rows = Array.from({ length: 5_000 }, (_, at) => `Lead ${at},lead${at}@example.com`).join('\n');
    const job = await imported(place, utf8(`Name,E-mail\n${rows}\n"Open,open@example.com\nLast,last@example.com\n`));
    expect(job).toMatchObject({ status: 'failed', problem: { code: 'quote_not_closed', row: 5_002 } });
    expect(await leadsOf(place)).toEqual([]);
    await place.admin.refused(imports.applyImport, 409, { params: { id: job.id } });
  });

  it('binary data far behind the first look rejects its rows and leaves the others alone', async () => {
    const place = await aWorkspace(api);
    const rows = Array.from({ length: 5_000 }, (_, at) => `Lead ${at},lead${at}@example.com`).join('\n');
    const job = await imported(
      place,
      Uint8Array.from(Buffer.concat([utf8(`Name,E-mail\n${rows}\nBroken`), Buffer.from([0xff, 0xfe, 0x00]), utf8('\n')])),
    );
    expect(job).toMatchObject({ status: 'completed', counts: { rows: 5_001, imported: 5_000, rejected: 1 } });
  });
});

describe('a file of 200 MB', () => {
  /** Sends a multipart body piece by piece until the server has answered. */
  function send(place: Workspace, size: number, declared: boolean): Promise<{ status: number; text: string; sent: number }> {
    const head = '--xxx\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\nContent-Type: text/csv\r\n\r\n';
    const headers = {
      authorization: `Bearer ${place.admin.token ?? ''}`,
      'content-type': 'multipart/form-data; boundary=xxx',
      ...(declared ? { 'content-length': String(size) } : { 'transfer-encoding': 'chunked' }),
    };
    const piece = Buffer.alloc(megabyte, 'Ann Reed,ann@example.com\n');
    return new Promise((resolve, reject) => {
      let sent = 0;
      let answered = false;
      const call = request(`${api.url}/v1/files?purpose=import`, { method: 'POST', headers }, (response) => {
        answered = true;
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          call.destroy();
          resolve({ status: response.statusCode ?? 0, text, sent });
        });
      });
      // The server may close the connection while we still send.
      call.on('error', (error) => (answered ? undefined : reject(error)));
      const more = (): void => {
        while (!answered && sent < size) {
          sent += piece.length;
          if (!call.write(piece)) return void call.once('drain', more);
        }
        if (!answered) call.end();
      };
      call.write(head);
      more();
    });
  }

  it.each([
    ['is refused before it is read when it says how long it is', true],
    ['is refused as soon as it is too long when it does not say', false],
  ])('%s', async (_what, declared) => {
    const place = await aWorkspace(api);
    const { status, text } = await send(place, 200 * megabyte, declared);
    expect(status).toBe(413);
    expect(problemDocument.parse(JSON.parse(text))).toMatchObject({ code: 'payload_too_large', detail: 'The file is larger than 100 MB.' });
  });
});
