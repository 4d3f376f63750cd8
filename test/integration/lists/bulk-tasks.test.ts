import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { continueBulk } from '../../../activities/bulk/continue-bulk.ts';
import * as bulk from '../../../api/contracts/bulk.ts';
import * as tasks from '../../../api/contracts/tasks.ts';
import { deleteExpired } from '../../../db/queries/maintenance.ts';
import { asTenantId } from '../../../domain/ids.ts';
import type { Person, Workspace } from '../../helpers/api-people.ts';
import { aPerson, aWorkspace } from '../../helpers/api-people.ts';
import type { TestApi } from '../../helpers/api.ts';
import { startApi } from '../../helpers/api.ts';

let api: TestApi;
let acme: Workspace;
let rep: Person;

beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
  rep = await aPerson(api, acme, 'rep');
});
afterAll(() => api.stop());

const taskNow = async (id: string): Promise<tasks.Task> => (await acme.admin.ok(tasks.readTask, { params: { id } })).body;

async function someTasks(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const { body } = await acme.admin.ok(tasks.createTask, {
      body: { title: `Task ${n}`, ownerUserId: acme.userId, dueAt: '2026-12-01T09:00:00.000Z' },
    });
    ids.push(body.id);
  }
  return ids;
}

async function worked(id: string, incarnation = 1): Promise<bulk.BulkChange> {
  await continueBulk({ db: api.db }, { tenantId: acme.tenantId, bulkId: id, incarnation }, Date.now() + 60_000);
  return (await acme.admin.ok(bulk.readBulkChange, { params: { id } })).body;
}

const asked = (ids: readonly string[], action: object) => ({ body: { entity: 'task', selection: { kind: 'ids', ids }, action } as never });

async function done(ids: readonly string[], action: object): Promise<bulk.BulkChange> {
  return worked((await acme.admin.ok(bulk.createBulkChange, asked(ids, action))).body.id);
}

async function undone(job: bulk.BulkChange): Promise<bulk.BulkChange> {
  await acme.admin.ok(bulk.undoBulkChange, { params: { id: job.id } });
  return worked(job.id, 2);
}

describe('many tasks at once', () => {
  it('are completed, given away and moved, and all of it is taken back', async () => {
    const [one = '', two = ''] = await someTasks(2);
    await acme.admin.ok(tasks.updateTask, { params: { id: two }, body: { status: 'in_progress' }, headers: { 'if-match': 'W/"1"' } });
    const dueAt = '2027-01-15T10:00:00.000Z';
    const giving = await done([one, two], { kind: 'assign', ownerUserId: rep.id });
    expect(giving).toMatchObject({ status: 'completed', changed: 2 });
    expect(await undone(giving)).toMatchObject({ undone: 2 });
    const moving = await done([one, two], { kind: 'reschedule', dueAt });
    expect(await taskNow(one)).toMatchObject({ dueAt, owner: { id: acme.userId } });
    expect(await done([one], { kind: 'reschedule', dueAt })).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await undone(moving)).toMatchObject({ undone: 2 });
    const finishing = await done([one, two], { kind: 'complete' });
    expect(await taskNow(two)).toMatchObject({ status: 'done', dueAt: '2026-12-01T09:00:00.000Z' });
    expect(await done([one], { kind: 'complete' })).toMatchObject({ changed: 0, refused: 1 });
    expect(await undone(finishing)).toMatchObject({ undone: 2 });
    expect([(await taskNow(one)).status, (await taskNow(two)).status]).toEqual(['open', 'in_progress']);
  });

  it('are not tagged, and records are not completed', async () => {
    const [one = ''] = await someTasks(1);
    const refused = await acme.admin.refused(bulk.createBulkChange, 422, asked([one], { kind: 'add_tag', tag: 'x' }));
    expect(refused.body.errors).toMatchObject([{ pointer: '/action/kind', code: 'unfitting_action' }]);
    const body = { entity: 'lead', selection: { kind: 'ids', ids: [one] }, action: { kind: 'complete' } };
    await acme.admin.refused(bulk.createBulkChange, 422, { body });
  });
});

describe('housekeeping', () => {
  it('lets go of bulk changes and what was noted to take them back, when they are old and over', async () => {
    const [one = '', two = ''] = await someTasks(2);
    const old = await done([one], { kind: 'assign', ownerUserId: rep.id });
    const recent = await done([two], { kind: 'assign', ownerUserId: rep.id });
    const { body: open } = await acme.admin.ok(bulk.createBulkChange, asked([two], { kind: 'complete' }));
    await api.db.withTenant(asTenantId(acme.tenantId), (trx) =>
      trx.raw(`update bulk_changes set updated_at = now() - interval '91 days' where id in (?, ?)`, [old.id, open.id]),
    );
    await deleteExpired(api.db);
    await acme.admin.refused(bulk.readBulkChange, 404, { params: { id: old.id } });
    for (const kept of [recent, open]) await acme.admin.ok(bulk.readBulkChange, { params: { id: kept.id } });
    const items = await api.db.readTenant(asTenantId(acme.tenantId), async (trx) => {
      const result: { rows: { id: string }[] } = await trx.raw('select distinct bulk_id as id from bulk_items where bulk_id in (?, ?)', [
        old.id,
        recent.id,
      ]);
      return result.rows.map((row) => row.id);
    });
    expect(items).toEqual([recent.id]);
  });
});
