import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAudit } from '../../../api/contracts/audit.ts';
import { createContact, updateContact } from '../../../api/contracts/contacts.ts';
import { createTask } from '../../../api/contracts/tasks.ts';
import { updateUser } from '../../../api/contracts/users.ts';
import { aPerson, aWorkspace, type Workspace } from '../../helpers/api-people.ts';
import { startApi, type TestApi } from '../../helpers/api.ts';

// The audit log asked about one record: who did what to it and when, page by page, by person and by action.

let api: TestApi;
let acme: Workspace;
beforeAll(async () => {
  api = await startApi();
  acme = await aWorkspace(api);
});
afterAll(() => api.stop());

async function all(query: Readonly<Record<string, string | number>>, workspace = acme) {
  const found = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body }: { body: { items: readonly { id: string; action: string; recordName: string | null }[]; next: string | null } } =
      await workspace.admin.ok(listAudit, { query: { ...query, ...(cursor === '' ? {} : { cursor }) } });
    found.push(...body.items);
    cursor = body.next;
  }
  return found;
}

test('a record’s log tells every change of it, with what was before and after', async () => {
  const rep = await aPerson(api, acme, 'rep');
  const { body: contact } = await rep.client.ok(createContact, { body: { firstName: 'Dana', lastName: 'Levi' } });
  const changed = await acme.admin.ok(updateContact, {
    params: { id: contact.id },
    version: contact.version,
    body: { jobTitle: 'Buyer' },
  });
  for (let n = 0; n < 5; n += 1) {
    await rep.client.ok(createTask, { body: { title: `Call ${n}`, records: [{ type: 'contact', id: contact.id }] } });
  }
  const entries = await all({ recordId: contact.id });
  expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
  expect(entries.at(-1)).toMatchObject({
    action: 'contact.created',
    actorName: expect.stringContaining('Person'),
    recordName: 'Dana Levi',
  });
  expect(entries.find((entry) => entry.action === 'contact.updated')).toMatchObject({
    actorName: 'Ada Admin',
    before: { jobTitle: null },
    after: { jobTitle: changed.body.jobTitle },
  });
  expect(entries.filter((entry) => entry.action === 'task.created')).toHaveLength(5);
  // In pages of two, it is the same.
  expect((await all({ recordId: contact.id, limit: 2 })).map((entry) => entry.id)).toEqual(entries.map((entry) => entry.id));
  expect((await all({ recordId: contact.id, actorId: acme.userId })).map((entry) => entry.action)).toEqual(['contact.updated']);
  expect((await all({ recordId: contact.id, action: 'task' })).every((entry) => entry.action.startsWith('task.'))).toBe(true);
  expect(await all({ recordId: contact.id, to: '2020-01-01T00:00:00.000Z' })).toEqual([]);
  const other = await aWorkspace(api);
  expect(await all({ recordId: contact.id }, other)).toEqual([]);
  await rep.client.refused(listAudit, 403);
});

test('without a record it tells of accounts, rights and settings, not of the business', async () => {
  const viewer = await aPerson(api, acme, 'viewer');
  await acme.admin.ok(updateUser, { params: { id: viewer.id }, version: 1, body: { roles: ['rep'] } });
  const actions = new Set((await all({ limit: 200 })).map((entry) => entry.action));
  expect([...actions]).toEqual(expect.arrayContaining(['user.roles_changed', 'user.signed_in', 'user.created']));
  expect([...actions].filter((action) => /^(contact|task|lead)\./.test(action))).toEqual([]);
});
