import { describe, expect, test } from 'vitest';
import { cancelRun } from '../../../commands/runs/cancel.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { command, enrolByHand, newLead, publish, relayAll, rows, rulesFile, segment, timerOf, touch } from '../rules/world.ts';

// What a new event does while a run of the same key is under way.

const file = rulesFile();
const waits = step('wait', 'wait.duration', { duration: { amount: 1, unit: 'hours' } });

async function live(world: World, whileActive: 'ignore' | 'restart' | 'queue' | 'beside') {
  const trigger = { id: 'start', type: 'trigger.event', config: { events: ['touch.logged'], changes: [] } } as const;
  const drawn = definition([waits], { trigger, exit: [], enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive } });
  const { automationId } = await publish(world, drawn);
  return { automationId, lead: await newLead(world) };
}

interface Run {
  readonly id: string;
  readonly status: string;
  readonly waits_turn: boolean;
  readonly reason: string | null;
}
const runsOf = (world: World) => rows<Run>(world, 'select id, status, waits_turn, reason from runs order by id');
const startsOf = async (world: World) =>
  (await rows<{ run_id: string }>(world, "select run_id from dispatches where cause_key like 'start/%'")).map((row) => row.run_id);

async function happens(world: World, lead: string): Promise<void> {
  await touch(world, lead);
  await relayAll(world);
}

async function finish(world: World, runId: string): Promise<void> {
  const timer = timerOf(await segment(world, runId));
  await segment(world, runId, { happened: timer, now: () => new Date(timer.deadline) });
}

describe('restart', () => {
  test('ends the run and begins anew, and of several events at once the last one counts', async () => {
    const world = await file.tenant();
    const { lead } = await live(world, 'restart');
    await happens(world, lead);
    const [first] = await runsOf(world);
    await segment(world, first?.id ?? '');
    await touch(world, lead);
    await touch(world, lead);
    await relayAll(world);
    const runs = await runsOf(world);
    expect(runs.map((run) => [run.status, run.reason])).toEqual([
      ['exited', 'A new event began it anew.'],
      ['queued', null],
    ]);
    expect(await rows(world, 'select rule from rejections')).toEqual([{ rule: 'superseded' }]);
    const [ended] = await rows<{ data: { reason: string } }>(world, "select data from events where type = 'run.ended'");
    expect(ended?.data.reason).toBe('A new event began it anew.');
    expect(await rows(world, "select 1 from steps where status = 'waiting'")).toEqual([]);
  });
});

describe('queue', () => {
  test('begins one run after the other, in the order of their events', async () => {
    const world = await file.tenant();
    const { lead } = await live(world, 'queue');
    for (let n = 0; n < 3; n++) await happens(world, lead);
    const [first, second, third] = await runsOf(world);
    expect((await runsOf(world)).map((run) => run.waits_turn)).toEqual([false, true, true]);
    expect(await startsOf(world)).toEqual([first?.id]);
    await finish(world, first?.id ?? '');
    expect((await runsOf(world)).map((run) => run.waits_turn)).toEqual([false, false, true]);
    expect(await startsOf(world)).toContain(second?.id);
    await finish(world, second?.id ?? '');
    await finish(world, third?.id ?? '');
    expect((await runsOf(world)).map((run) => run.status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
  });

  test('goes on when the run before is cancelled, and one that waits can be cancelled itself', async () => {
    const world = await file.tenant();
    const { lead } = await live(world, 'queue');
    for (let n = 0; n < 3; n++) await happens(world, lead);
    const [first, second, third] = await runsOf(world);
    await command(world.db, world, (trx, context) => cancelRun(trx, context, { id: second?.id ?? '' }));
    expect((await runsOf(world))[2]?.waits_turn).toBe(true);
    await command(world.db, world, (trx, context) => cancelRun(trx, context, { id: first?.id ?? '' }));
    expect(await startsOf(world)).toContain(third?.id);
    await finish(world, third?.id ?? '');
    expect((await runsOf(world)).map((run) => run.status)).toEqual(['cancelled', 'cancelled', 'succeeded']);
  });
});

describe('ignore and beside', () => {
  test('keep out, or begin another run', async () => {
    for (const [answer, count] of [
      ['ignore', 1],
      ['beside', 2],
    ] as const) {
      const world = await file.tenant();
      const { lead } = await live(world, answer);
      await happens(world, lead);
      await happens(world, lead);
      expect(await runsOf(world)).toHaveLength(count);
    }
  });

  test('two at once begin one run and let the other wait, whoever is first', async () => {
    const world = await file.tenant();
    const { automationId, lead } = await live(world, 'queue');
    await Promise.all([enrolByHand(world, automationId, lead, file.actor().db), enrolByHand(world, automationId, lead, file.actor().db)]);
    expect((await runsOf(world)).filter((run) => run.waits_turn)).toHaveLength(1);
  });
});
