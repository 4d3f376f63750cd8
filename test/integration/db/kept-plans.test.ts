import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTags } from '../../../commands/tags/add-tag.ts';
import { createTask } from '../../../commands/tasks/create-task.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { createDatabase, createPool, type Database } from '../../../db/connection.ts';
import { aLead, aTenant } from '../../factories/index.ts';
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts';

// Statements of the hot path are planned once a connection. A migration may add a column while older processes still run.

let file: TestDatabase;
let db: Database;

beforeAll(async () => {
  file = await createTestDatabase();
  db = createDatabase({ url: file.url, poolSize: 2, applicationName: 'test' });
});
afterAll(async () => {
  await db.close();
  await file.drop();
});

test('a table that gets another column under a kept plan disturbs no command', async () => {
  const world = await aTenant(db);
  const lead = await aLead(world);
  const record = { type: 'lead', id: lead.id } as const;
  const frame = { tenantId: world.tenantId, actor: { kind: 'user', userId: world.adminUserId } } as const;
  const work = (title: string): Promise<string> =>
    runCommand(db, frame, async (trx, context) => {
      await addTags(trx, context, { record, names: [title] });
      return (await createTask(trx, context, { title, records: [record] })).id;
    });
  // PostgreSQL keeps a plan for all values after a few executions.
  for (let n = 0; n < 8; n += 1) await work(`before ${n}`);
  const superuser = createPool({ url: file.superuserUrl, poolSize: 1, applicationName: 'test-migration' });
  await superuser.raw('alter table tasks add column added_later text');
  await superuser.destroy();
  await work('after');
  const count = await db.readTenant(world.tenantId, async (trx) => {
    const result: { rows: { n: number }[] } = await trx.raw('select count(*)::int as n from tasks');
    return result.rows[0]?.n;
  });
  expect(count).toBe(9);
});
