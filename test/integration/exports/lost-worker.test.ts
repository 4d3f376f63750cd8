import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { continueExport } from '../../../activities/exports/continue-export.ts';
import * as contract from '../../../api/contracts/exports.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { Workspace } from '../../helpers/api-people.ts';
import { aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';
import { cellsOf } from '../../helpers/sheets.ts';

let api: TestApi;
let acme: Workspace;
const records = 12_000;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
    trx.raw(
      `insert into contacts (tenant_id, id, first_name, last_name, created_at)
       select ?, overlay(overlay(md5('c' || n) placing '7' from 13) placing '8' from 17)::uuid, 'Person', n::text, now() - make_interval(secs => n)
       from generate_series(1, ?::int) n`,
      [acme.tenantId, records],
    ),
  );
});
afterAll(() => api.stop());

async function begun(format: 'csv' | 'xlsx'): Promise<{ id: string; go: (files?: typeof api.deps.files) => Promise<unknown> }> {
  const { body } = await acme.admin.ok(contract.createExport, {
    body: { entity: 'contact', format, columns: [{ field: 'lastName' }], selection: { kind: 'matching' }, sort: '-createdAt' },
  });
  const input = { tenantId: acme.tenantId, exportId: body.id, incarnation: 1 };
  // No time at all: one step a call.
  return { id: body.id, go: (files = api.deps.files) => continueExport({ db: api.db, files }, input, 0) };
}

async function linesOf(id: string): Promise<string[]> {
  const response = await acme.admin.raw('GET', `/v1/exports/${id}/file`);
  expect(response.status).toBe(200);
  return (await response.text()).split('\r\n').slice(1, -1);
}

const expected = Array.from({ length: records }, (_, n) => String(n + 1));

test('a worker that dies while it writes a piece costs that piece and nothing else', async () => {
  const { id, go } = await begun('csv');
  await go();
  const dying = {
    ...api.deps.files,
    write: (_key: string, source: Readable) =>
      new Promise<void>((_, reject) => {
        source.pipe(new PassThrough()).once('data', () => {
          source.destroy();
          reject(new Error('killed'));
        });
      }),
  };
  await expect(go(dying)).rejects.toThrow('killed');
  for (let step = 0; step < 4; step += 1) await go();
  expect(await linesOf(id)).toEqual(expected);
});

test('two workers that write the same piece leave one of it', async () => {
  const { id, go } = await begun('xlsx');
  const folder = join(api.folder, 'files', acme.tenantId, 'exports', id);
  for (let step = 0; step < 3; step += 1) await Promise.all([go(), go()]);
  expect(await readdir(folder)).toHaveLength(3);
  await Promise.all([go(), go()]);
  expect(await readdir(folder)).toHaveLength(1);
  const { body } = await acme.admin.ok(contract.readExport, { params: { id } });
  expect(body).toMatchObject({ status: 'completed', done: records, total: records });
  const response = await acme.admin.raw('GET', `/v1/exports/${id}/file`);
  const rows = await cellsOf(Buffer.from(await response.arrayBuffer()));
  expect(rows.slice(1).map((row) => row[0])).toEqual(expected);
});
