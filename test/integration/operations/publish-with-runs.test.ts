import { describe, expect, it } from 'vitest';
import { undoOperation } from '../../../commands/operations/operation-row.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, newLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf, touch } from '../rules/world.ts';
import { carryOn, newest, publishNext, waitingLeads } from './lib.ts';

const file = rulesFile();

const rest = (days: number, id = 'rest') => step(id, 'wait.duration', { duration: { amount: days, unit: 'days' } });
const task = step('task', 'record.create_task', { title: 'Call', due: { kind: 'duration', duration: { amount: 1, unit: 'hours' } } });
const threeDays = definition([rest(3), task]);

async function live(count = 1) {
  const world = await file.tenant();
  const { automationId } = await publish(world, threeDays);
  return { world, automationId, leads: await waitingLeads(world, count) };
}

const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });
const deadlineOf = (run: Awaited<ReturnType<typeof runOf>>) => run.state.waits[0]?.deadline ?? '';
const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

describe('publishing with runs in flight', () => {
  it('leaves runs on their version when nobody chose for them', async () => {
    const { world, automationId, leads } = await live();
    await publishNext(world, automationId, definition([rest(2), task]));
    expect(await rows(world, 'select 1 from run_operations')).toEqual([]);
    expect((await runOf(world, leads[0] ?? '')).version).toBe(1);
  });

  it('moves waits to the new version: they keep their beginning, and the new length counts', async () => {
    const { world, automationId, leads } = await live(2);
    await publishNext(world, automationId, definition([rest(2), task]), [{ version: 1, step: 'rest', choice: 'move' }]);
    expect(await carryOn(world)).toMatchObject({ kind: 'done', status: 'completed', count: 2 });
    const run = await runOf(world, leads[0] ?? '');
    expect(run).toMatchObject({ version: 2, status: 'waiting' });
    const [wait] = run.state.waits;
    expect(daysBetween(wait?.since ?? '', deadlineOf(run))).toBe(2);
    // The shell was told to look, and goes on by the new deadline once.
    expect(await rows(world, `select 1 from dispatches where kind = 'signal' and run_id = ?`, [run.id])).toHaveLength(1);
    const answer = await segment(world, run.id);
    await segment(world, run.id, { happened: timerOf(answer), ...inDays(2.1) });
    expect(await stepsOf(world, run.id)).toEqual(['rest skipped -', 'rest done next', 'task done next']);
  });

  it('ignores the timer of the version before', async () => {
    const { world, automationId, leads } = await live();
    const before = await runOf(world, leads[0] ?? '');
    await publishNext(world, automationId, definition([rest(5), task]), [{ version: 1, step: 'rest', choice: 'move' }]);
    await carryOn(world);
    await segment(world, before.id, {
      happened: { kind: 'timer', epoch: 0, step: 'rest', visit: 1, deadline: deadlineOf(before) },
      ...inDays(3.1),
    });
    expect((await runOf(world, leads[0] ?? '')).status).toBe('waiting');
  });

  it('puts runs at a removed step where somebody said, and lets others leave', async () => {
    const { world, automationId, leads } = await live(2);
    const [mapped = '', leaving = ''] = leads;
    const next = definition([rest(1, 'other'), task]);
    const leave = await runOf(world, leaving);
    await command(world.db, world, (trx) =>
      trx.raw(`update runs set state = jsonb_set(state, '{waits,0,key,step}', '"gone"') where id = ?`, [leave.id]),
    );
    await publishNext(world, automationId, next, [
      { version: 1, step: 'rest', choice: 'move', target: 'other' },
      { version: 1, step: 'gone', choice: 'exit' },
    ]);
    await carryOn(world);
    expect((await runOf(world, mapped)).state.waits[0]).toMatchObject({ key: { step: 'other', epoch: 1, visit: 1 } });
    expect(await runOf(world, leaving)).toMatchObject({ status: 'exited', reason: 'It left when version 2 was published.' });
  });

  it('refuses a move to a step that the new version does not have, before anything is published', async () => {
    const { world, automationId } = await live();
    await expect(
      publishNext(world, automationId, definition([rest(1, 'other'), task]), [{ version: 1, step: 'rest', choice: 'move' }]),
    ).rejects.toMatchObject({ code: 'validation_failed', problems: [{ pointer: '/runs/0/target' }] });
    expect(await rows(world, 'select 1 from automation_versions where automation_id = ?', [automationId])).toHaveLength(1);
  });

  it('keeps an event that came before the move', async () => {
    const world = await file.tenant();
    const wait = (days: number) => step('wait', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: days, unit: 'days' } });
    const { automationId } = await publish(world, definition([wait(3), task]));
    const [lead = ''] = await waitingLeads(world, 1);
    await touch(world, lead);
    await publishNext(world, automationId, definition([wait(9), task]), [{ version: 1, step: 'wait', choice: 'move' }]);
    await carryOn(world);
    const run = await runOf(world, lead);
    expect(await rows(world, 'select wait from subscriptions where run_id = ? order by wait', [run.id])).toEqual([
      { wait: 'exit' },
      { wait: 'wait/1/1' },
    ]);
    await segment(world, run.id);
    expect(await stepsOf(world, run.id)).toEqual(['wait skipped -', 'wait done happened', 'task done next']);
  });

  it('starts runs that have not begun with the new version', async () => {
    const world = await file.tenant();
    const { automationId } = await publish(world, threeDays);
    const lead = await newLead(world);
    await relayAll(world);
    await publishNext(world, automationId, definition([rest(2), task]), [{ version: 1, step: null, choice: 'move' }]);
    await carryOn(world);
    expect(await runOf(world, lead)).toMatchObject({ version: 2, status: 'queued', incarnation: 1 });
    await segment(world, (await runOf(world, lead)).id);
    expect(await runOf(world, lead)).toMatchObject({ version: 2, status: 'waiting' });
  });
});

describe('taking a move back', () => {
  async function movedTwo(): Promise<{ world: World; leads: string[] }> {
    const { world, automationId, leads } = await live(2);
    await publishNext(world, automationId, definition([rest(2), task]), [{ version: 1, step: 'rest', choice: 'move' }]);
    await carryOn(world);
    return { world, leads };
  }

  it('puts runs back that have done nothing since, and leaves those that went on', async () => {
    const { world, leads } = await movedTwo();
    const [still = '', gone = ''] = leads;
    const on = await runOf(world, gone);
    await segment(world, on.id, { happened: timerOf(await segment(world, on.id)), ...inDays(2.1) });
    // A shell that only looked has changed nothing.
    await segment(world, (await runOf(world, still)).id);
    const { id } = await newest(world);
    await command(world.db, world, (trx, context) => undoOperation(trx, context, id));
    expect(await carryOn(world)).toMatchObject({ status: 'undone' });
    const back = await runOf(world, still);
    expect(back).toMatchObject({ version: 1, status: 'waiting' });
    expect(daysBetween(back.state.waits[0]?.since ?? '', deadlineOf(back))).toBe(3);
    expect((await runOf(world, gone)).version).toBe(2);
    expect(await rows(world, 'select undo, reason from run_operation_items where operation_id = ? order by undo', [id])).toEqual([
      { undo: 'refused', reason: 'The run has ended.' },
      { undo: 'undone', reason: null },
    ]);
  });

  it('is done once by two clicks', async () => {
    const { world } = await movedTwo();
    const { id } = await newest(world);
    const click = () => command(world.db, world, (trx, context) => undoOperation(trx, context, id));
    const clicks = await Promise.allSettled([click(), click()]);
    expect(clicks.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    await carryOn(world);
    expect(await rows(world, 'select undone from run_operations where id = ?', [id])).toEqual([{ undone: 2 }]);
  });
});
