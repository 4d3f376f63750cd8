import { expect, test } from 'vitest';
import { deleteExpired } from '../../../db/queries/maintenance.ts';
import { definition, step } from '../../factories/definitions.ts';
import { newLead, publish, relayAll, rows, rulesFile, runOf, segment } from '../rules/world.ts';

const file = rulesFile();

const mail = step('mail', 'message.email', { content: { kind: 'inline', subject: 'Welcome', body: '<p>Hello.</p>' } });

test('keeps the log of a run that has not ended, however old it is, and lets go of one that ended long ago', async () => {
  const world = await file.tenant();
  await publish(world, definition([mail, step('rest', 'wait.duration', { duration: { amount: 1, unit: 'seconds' } })]));
  const [ended, waiting] = [await newLead(world), await newLead(world)];
  await relayAll(world);
  for (const lead of [ended, waiting]) await segment(world, (await runOf(world, lead)).id);
  const run = await runOf(world, ended);
  await world.db.withTenant(world.tenantId, async (trx) => {
    await trx.raw("update runs set status = 'succeeded', ended_at = now() - interval '25 months' where id = ?", [run.id]);
    await trx.raw("update messages set status = 'sent', created_at = now() - interval '25 months'");
  });
  await deleteExpired(world.db);
  const left = (table: string) => rows<{ run: string }>(world, `select distinct run_id as run from ${table}`);
  const open = (await runOf(world, waiting)).id;
  expect(await left('steps')).toEqual([{ run: open }]);
  expect(await left('messages')).toEqual([{ run: open }]);
  // "Once ever" and the run itself outlive the log.
  expect(await left('enrolments')).toHaveLength(2);
  expect((await runOf(world, ended)).status).toBe('succeeded');
});

test('lets go of messages only when they are done, and of rejections after their days', async () => {
  const world = await file.tenant();
  await publish(world, definition([mail]));
  const lead = await newLead(world);
  await relayAll(world);
  await segment(world, (await runOf(world, lead)).id);
  await world.db.withTenant(world.tenantId, async (trx) => {
    await trx.raw("update messages set created_at = now() - interval '25 months'");
    await trx.raw(
      `insert into rejections (tenant_id, automation_id, slot, version, rule, rejected_at)
       select tenant_id, automation_id, n, version, 'filter', now() - make_interval(days => n) from runs, (values (29), (31)) as days (n)`,
    );
  });
  await deleteExpired(world.db);
  expect(await rows(world, 'select status from messages')).toEqual([{ status: 'queued' }]);
  expect(await rows(world, 'select slot from rejections')).toEqual([{ slot: 29 }]);
});
