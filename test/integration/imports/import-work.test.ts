import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueImport } from '../../../activities/imports/continue-import.ts';
import { file as fileContract } from '../../../api/contracts/files.ts';
import * as imports from '../../../api/contracts/imports.ts';
import { createRole } from '../../../api/contracts/roles.ts';
import { createUser } from '../../../api/contracts/users.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { ImportEntity } from '../../../domain/imports/record-targets.ts';
import type { ApiClient } from '../../helpers/api-client.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';
import { aWorkspace, password, type Workspace } from '../../helpers/api-people.ts';

// Tasks, notes and activities of another product, on the records that came before them.

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

async function upload(client: ApiClient, content: string): Promise<string> {
  const form = new FormData();
  form.append('file', new Blob([content], { type: 'text/csv' }), 'work.csv');
  const answer = await client.raw('POST', '/v1/files?purpose=import', { body: form });
  expect(answer.status).toBe(201);
  return fileContract.parse(await answer.json()).id;
}

async function work(place: Workspace, id: string): Promise<imports.ImportJob> {
  const tenantId = asTenantId(place.tenantId);
  const openFile = async (_tenant: string, fileId: string, trx: TenantTrx) => {
    const found: { rows: { storage_key: string }[] } = await trx.raw('select storage_key from files where id = ?', [fileId]);
    return api.deps.files.read(found.rows[0]?.storage_key ?? '');
  };
  for (;;) {
    const [row] = await rows<{ incarnation: number }>(place, `select incarnation from imports where id = '${id}'`);
    const input = { tenantId, importId: id, incarnation: row?.incarnation ?? 0 };
    if ((await continueImport({ db: api.db, openFile }, input, Date.now() + 60_000)).done) break;
  }
  return (await place.admin.ok(imports.getImport, { params: { id } })).body;
}

async function imported(place: Workspace, entity: ImportEntity, content: string): Promise<imports.ImportJob> {
  const { body: job } = await place.admin.ok(imports.createImport, { body: { fileId: await upload(place.admin, content), entity } });
  await place.admin.ok(imports.validateImport, { params: { id: job.id } });
  expect((await work(place, job.id)).status).toBe('validated');
  await place.admin.ok(imports.applyImport, { params: { id: job.id } });
  return work(place, job.id);
}

function rows<T = unknown>(place: Workspace, sql: string): Promise<T[]> {
  return api.db.readTenant(asTenantId(place.tenantId), async (trx) => {
    const result: { rows: T[] } = await trx.raw(sql);
    return result.rows;
  });
}

const figures = ({ counts }: imports.ImportJob) => [counts.rows, counts.imported, counts.rejected, counts.duplicates, counts.warnings];

async function withRecords(): Promise<Workspace> {
  const place = await aWorkspace(api);
  const contacts =
    'Record ID,First Name,Last Name,Email,Create Date\n51,Ann,Reed,ann@example.com,2024-01-01\n52,Ben,Okoye,ben@example.com,2024-01-01';
  expect((await imported(place, 'contact', contacts)).counts.imported).toBe(2);
  expect((await imported(place, 'deal', 'Deal Name,Amount\nFleet renewal,100')).counts.imported).toBe(1);
  return place;
}

describe('work on records arrives with its records', () => {
  it('tasks: by e-mail, name and deal, with owner, due date and state', async () => {
    const place = await withRecords();
    const csv = [
      'Task ID,Subject,Due Date,Priority,Status,Contact,Deal,Assigned To,Comments',
      `1,Call Ann,12/31/2026 17:30,High,Not Started,ann@example.com,,${place.adminEmail},"First line\nsecond line"`,
      '2,Send the offer,11/20/2026,Normal,Completed,Ben Okoye,Fleet renewal,,',
      '3,Nobody knows,11/21/2026,urgent,Open,nobody@example.com,,,',
      '4,,11/21/2026,,,,,,',
    ].join('\n');
    const job = await imported(place, 'task', csv);
    expect(figures(job)).toEqual([4, 3, 1, 0, 1]);
    const tasks = await rows(
      place,
      `select t.title, t.description, t.due_at, t.priority, t.status, u.email as owner,
         (select string_agg(record_type || case when is_primary then '!' else '' end, ' ' order by is_primary desc) from task_links l where l.task_id = t.id) as links
       from tasks t left join users u on u.id = t.owner_user_id order by t.title`,
    );
    expect(tasks).toMatchObject([
      {
        title: 'Call Ann',
        description: 'First line\nsecond line',
        due_at: new Date('2026-12-31T17:30:00Z'),
        priority: 'high',
        status: 'open',
        owner: place.adminEmail,
        links: 'contact!',
      },
      { title: 'Nobody knows', priority: 'urgent', links: null },
      { title: 'Send the offer', priority: 'medium', status: 'done', links: 'deal! contact' },
    ]);
    // The same file again is known by the other product's ids.
    expect(figures(await imported(place, 'task', csv))).toEqual([4, 0, 1, 3, 1]);
  });

  it('notes and activities: by the id of the product the contacts came from, written when they were written', async () => {
    const place = await withRecords();
    const notes = [
      'Record ID,Note body,Create Date,Associated Contact IDs,Contact owner',
      '901,"Likes tea,\nnot coffee",2024-03-01 09:15,51;52,',
      '902,Lost,2024-03-01 09:15,99,',
    ].join('\n');
    expect(figures(await imported(place, 'note', notes))).toEqual([2, 1, 1, 0, 0]);
    expect(await rows(place, 'select n.body, n.created_at, c.email from notes n join contacts c on c.id = n.record_id')).toEqual([
      { body: 'Likes tea,\nnot coffee', created_at: new Date('2024-03-01T09:15:00Z'), email: 'ann@example.com' },
    ]);
    const calls =
      'Activity Type,Subject,Call Start Time,Call Type,Call Result,Email\nPhone call,Intro,"15 Apr, 2021 00:03:00",Outgoing,Left voicemail,BEN@example.com';
    expect(figures(await imported(place, 'activity', calls))).toEqual([1, 1, 0, 0, 0]);
    expect(await rows(place, 'select type, title, occurred_at, direction, outcome, is_touch from activities')).toEqual([
      {
        type: 'call',
        title: 'Intro',
        occurred_at: new Date('2021-04-15T00:03:00Z'),
        direction: 'outbound',
        outcome: 'voicemail',
        is_touch: false,
      },
    ]);
  });

  it('leaves again as a whole, but not what somebody has worked on', async () => {
    const place = await withRecords();
    const job = await imported(place, 'task', 'Subject,Contact\nOne,ann@example.com\nTwo,ben@example.com');
    const [two] = await rows<{ id: string }>(place, `select id from tasks where title = 'Two'`);
    expect(
      (await place.admin.raw('POST', `/v1/tasks/${two?.id}/complete`, { body: '{}', headers: { 'content-type': 'application/json' } }))
        .status,
    ).toBe(200);
    await place.admin.ok(imports.undoImport, { params: { id: job.id } });
    expect((await work(place, job.id)).counts).toMatchObject({ undone: 1, kept: 1 });
    expect(await rows(place, 'select title from tasks where archived_at is null')).toEqual([{ title: 'Two' }]);
  });

  it('is only added, and has no fields of one’s own', async () => {
    const place = await withRecords();
    const { body: job } = await place.admin.ok(imports.createImport, {
      body: { fileId: await upload(place.admin, 'Subject,Colour\nOne,red'), entity: 'task' },
    });
    expect(job.mapping[1]).toEqual({ to: 'ignore', column: 1 });
    const refused = await place.admin.refused(imports.updateImport, 422, {
      params: { id: job.id },
      version: job.version,
      body: {
        onDuplicate: 'update',
        mapping: [
          { to: 'field', column: 0, field: 'title' },
          { to: 'newField', column: 1, label: 'Colour', type: 'text' },
        ],
      },
    });
    expect(refused.body.errors?.map((one) => one.code)).toEqual(['field_unknown', 'only_added']);
  });
});

describe('an import may no more than its person', () => {
  it('needs the right to write the kind of record, at every step', async () => {
    const place = await aWorkspace(api);
    const { body: role } = await place.admin.ok(createRole, {
      body: {
        name: 'Importer of leads',
        permissions: ['imports.read', 'imports.write', 'leads.read', 'leads.write', 'contacts.read', 'contacts.write'],
      },
    });
    const email = 'importer@example.test';
    await place.admin.ok(createUser, { body: { email, name: 'Ida', roles: [role.code], password } });
    const ida = await api.client().signIn(email, password);
    const csv = 'Deal Name,Amount\nFleet,100';
    for (const entity of ['deal', 'company', 'task', 'note', 'activity'] as const) {
      await ida.refused(imports.createImport, 403, { body: { fileId: await upload(place.admin, csv), entity } });
    }
    // What an admin prepared cannot be started by her either.
    const { body: deals } = await place.admin.ok(imports.createImport, {
      body: { fileId: await upload(place.admin, csv), entity: 'deal' },
    });
    for (const step of [imports.validateImport, imports.applyImport, imports.undoImport, imports.cancelImport]) {
      await ida.refused(step, 403, { params: { id: deals.id } });
    }
    await ida.refused(imports.updateImport, 403, { params: { id: deals.id }, version: deals.version, body: { onDuplicate: 'update' } });
    // Companies are not made on the side.
    const { body: contacts } = await ida.ok(imports.createImport, {
      body: { fileId: await upload(place.admin, 'First name,Email,Company\nAnn,ann@example.com,Nova'), entity: 'contact' },
    });
    await ida.ok(imports.updateImport, { params: { id: contacts.id }, version: contacts.version, body: { createMissing: true } });
    await ida.ok(imports.validateImport, { params: { id: contacts.id } });
    await work(place, contacts.id);
    await ida.refused(imports.applyImport, 403, { params: { id: contacts.id } });
    expect(await rows(place, 'select name from companies')).toEqual([]);
  });
});
