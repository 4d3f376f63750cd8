import { expect, it } from 'vitest';
import { stepFigures } from '../../../db/queries/step-figures.ts';
import { definition, step } from '../../factories/definitions.ts';
import { command, publish, rows, rulesFile } from '../rules/world.ts';
import { waitingLeads } from './lib.ts';

const file = rulesFile();
const rest = step('rest', 'wait.duration', { duration: { amount: 3, unit: 'days' } });
const task = step('task', 'record.create_task', { title: 'Call' });

it('says for each step of a version what stands there and how its latest runs passed', async () => {
  const world = await file.tenant();
  const { automationId } = await publish(world, definition([task, rest]));
  await waitingLeads(world, 3);
  const [first] = await rows<{ id: string }>(world, 'select id from runs order by id');
  await command(world.db, world, (trx) =>
    trx.raw(
      `update runs set status = 'held', hold_code = 'step_failed', state = state || jsonb_build_object('waits', '[]'::jsonb, 'held',
         jsonb_build_object('code', 'step_failed', 'reason', 'no', 'key', state->'waits'->0->'key')) where id = ?`,
      [first?.id ?? ''],
    ),
  );
  const figures = await world.db.readTenant(world.tenantId, (trx) => stepFigures(trx, automationId, 1));
  expect(figures).toMatchObject([
    { step: 'rest', waiting: 2, held: 1, passed: 0, medianSeconds: null },
    { step: 'task', waiting: 0, held: 0, failed: 0, passed: 3 },
  ]);
  expect(await world.db.readTenant(world.tenantId, (trx) => stepFigures(trx, automationId, 2))).toEqual([]);
});

it('is quick with ten thousand runs, and reads no more steps than of the latest thousand', async () => {
  const world = await file.tenant();
  const { automationId } = await publish(world, definition([task, rest]));
  await waitingLeads(world, 1);
  await command(world.db, world, async (trx) => {
    // The index of one active run per key is met by keys of their own.
    await trx.raw(
      `insert into runs select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'key', 'k' || n))).* from runs r, generate_series(1, 10000) n`,
    );
    await trx.raw(
      `insert into steps select (jsonb_populate_record(s, jsonb_build_object('run_id', r.id))).* from steps s cross join runs r where r.id <> s.run_id`,
    );
  });
  const began = performance.now();
  const figures = await world.db.readTenant(world.tenantId, (trx) => stepFigures(trx, automationId, 1));
  expect(figures).toMatchObject([
    { step: 'rest', waiting: 10_001 },
    { step: 'task', passed: 1_000 },
  ]);
  // Far above what it takes, so that a busy machine fails nothing.
  expect(performance.now() - began).toBeLessThan(3_000);
});
