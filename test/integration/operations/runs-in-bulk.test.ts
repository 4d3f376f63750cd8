import { describe, expect, it } from 'vitest';
import { startOperation, type RunAction, type RunSelection } from '../../../commands/operations/operation-row.ts';
import { countStanding } from '../../../db/queries/find-runs.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, publish, rows, rulesFile } from '../rules/world.ts';
import { carryOn, newest, publishNext, waitingLeads } from './lib.ts';

const file = rulesFile();
const rest = (days: number) => step('rest', 'wait.duration', { duration: { amount: days, unit: 'days' } });

async function live(count: number) {
  const world = await file.tenant();
  const { automationId } = await publish(world, definition([rest(3)]));
  await waitingLeads(world, count);
  const ids = (await rows<{ id: string }>(world, 'select id from runs order by id')).map((run) => run.id);
  return { world, automationId, ids };
}

async function change(world: World, automationId: string, selection: RunSelection, action: RunAction) {
  await command(world.db, world, (trx, context) =>
    startOperation(trx, context, { automationId, request: { kind: 'runs', selection, action } }),
  );
  await carryOn(world);
  return newest(world);
}

/** As a step that failed for good leaves a run. */
const failed = (world: World, id: string) =>
  command(world.db, world, async (trx) => {
    await trx.raw(
      `update runs set status = 'failed', reason = 'It failed.', ended_at = now(), next_wake_at = null, shell = 'none',
         state = state || jsonb_build_object('waits', '[]'::jsonb, 'ended', jsonb_build_object('status', 'failed', 'reason', 'It failed.', 'key', state->'waits'->0->'key'))
       where id = ?`,
      [id],
    );
    await trx.raw(`update steps set status = 'failed', finished_at = now() where run_id = ?`, [id]);
  });

describe('many runs at once', () => {
  it('are cancelled as they were chosen, and what ended meanwhile is left as it is', async () => {
    const { world, automationId, ids } = await live(3);
    await failed(world, ids[0] ?? '');
    const done = await change(world, automationId, { kind: 'matching', filter: { automationId } }, { kind: 'cancel', reason: 'no more' });
    expect(done).toMatchObject({ status: 'completed', total: 2, changed: 2, refused: 0 });
    expect(await rows(world, 'select status, reason from runs order by id')).toEqual([
      { status: 'failed', reason: 'It failed.' },
      { status: 'cancelled', reason: 'no more' },
      { status: 'cancelled', reason: 'no more' },
    ]);
  });

  it('are counted with those that failed, which a retry opens again on the live version', async () => {
    const { world, automationId, ids } = await live(2);
    const [broken = '', fine = ''] = ids;
    await failed(world, broken);
    await publishNext(world, automationId, definition([rest(1)]));
    const standing = await world.db.readTenant(world.tenantId, (trx) => countStanding(trx, { automationId, withFailed: true }));
    expect(Object.fromEntries(standing.map(({ status, runs }) => [status, runs]))).toEqual({ failed: 1, waiting: 1 });
    const done = await change(world, automationId, { kind: 'ids', ids }, { kind: 'retry', on: 'current' });
    expect(done).toMatchObject({ status: 'completed', total: 2, changed: 1, refused: 1 });
    const after = await rows<{ id: string; version: number; ended: boolean }>(
      world,
      'select id, version, ended_at is not null as ended from runs order by id',
    );
    expect(after).toEqual([
      { id: broken, version: 2, ended: false },
      { id: fine, version: 1, ended: false },
    ]);
  });

  it('are those of the filter only', async () => {
    const { world, automationId } = await live(2);
    const none = { kind: 'matching', filter: { automationId, status: ['held'], stuck: true } } as const;
    expect(await change(world, automationId, none, { kind: 'cancel', reason: '' })).toMatchObject({ total: 0, status: 'completed' });
  });
});
