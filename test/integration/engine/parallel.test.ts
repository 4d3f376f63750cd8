import { describe, expect, test } from 'vitest';
import type { DefinitionEdge, DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { newLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf, touch } from '../rules/world.ts';

// Branches that go on side by side, through the database: what each did is kept, and what a join gives up is closed.

const file = rulesFile();
const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const note = (id: string) => step(id, 'record.log_activity', { type: 'note', subject: id });
const waits = (id: string, hours: number) => step(id, 'wait.duration', { duration: { amount: hours, unit: 'hours' } });

/** par ─a─> slow (3 hours) ─> afterSlow ─> join ; par ─b─> quick (1 hour) ─> afterQuick ─> join ; join ─> last */
async function twoWaits(world: World, join: JsonObject, more: readonly DefinitionEdge[] = [], nodes: readonly DefinitionNode[] = []) {
  const drawn = definition(
    [
      step('par', 'flow.parallel'),
      waits('slow', 3),
      note('afterSlow'),
      waits('quick', 1),
      note('afterQuick'),
      step('join', 'flow.join', join),
      note('last'),
      ...nodes,
    ],
    {
      exit: [],
      edges: [
        edge('start', 'next', 'par'),
        edge('par', 'a', 'slow'),
        edge('slow', 'next', 'afterSlow'),
        edge('afterSlow', 'next', 'join'),
        edge('par', 'b', 'quick'),
        edge('quick', 'next', 'afterQuick'),
        edge('afterQuick', 'next', 'join'),
        edge('join', 'next', 'last'),
        ...more,
      ],
    },
  );
  await publish(world, drawn);
  const lead = await newLead(world);
  await relayAll(world);
  const run = await runOf(world, lead);
  return { lead, runId: run.id, first: await segment(world, run.id) };
}

async function fire(world: World, runId: string, answer: SegmentAnswer): Promise<SegmentAnswer> {
  const timer = timerOf(answer);
  return segment(world, runId, { happened: timer, now: () => new Date(timer.deadline) });
}

describe('flow.parallel and flow.join', () => {
  test('waits in both branches at once and goes on when all have come', async () => {
    const world = await file.tenant();
    const { runId, first } = await twoWaits(world, { mode: 'all' });
    expect(timerOf(first).step).toBe('quick');
    const second = await fire(world, runId, first);
    expect(timerOf(second).step).toBe('slow');
    const end = await fire(world, runId, second);
    expect(end).toMatchObject({ kind: 'ended', status: 'succeeded' });
    expect(await stepsOf(world, runId)).toEqual([
      'par done opened',
      'slow done next',
      'quick done next',
      'afterQuick done next',
      'afterSlow done next',
      'join done next',
      'last done next',
    ]);
    const [join] = await rows<{ output: JsonObject }>(world, "select output from steps where step = 'join'");
    expect(join?.output).toEqual({ arrived: 2, branches: 2 });
  });

  test('gives up what the first to come leaves behind, and its timer does nothing more', async () => {
    const world = await file.tenant();
    const stays = [waits('stay', 9)];
    const { runId, first } = await twoWaits(world, { mode: 'any' }, [edge('last', 'next', 'stay')], stays);
    const second = await fire(world, runId, first);
    expect(timerOf(second).step).toBe('stay');
    expect(await stepsOf(world, runId)).toEqual([
      'par done opened',
      'slow skipped -',
      'quick done next',
      'afterQuick done next',
      'join done next',
      'last done next',
      'stay waiting -',
    ]);
    const late = { kind: 'timer', epoch: 0, step: 'slow', visit: 1, deadline: new Date(Date.now() + 3 * 3_600_000).toISOString() } as const;
    expect(timerOf(await segment(world, runId, { happened: late })).step).toBe('stay');
  });

  test('goes another way when too few come', async () => {
    const world = await file.tenant();
    const drawn = definition(
      [
        step('par', 'flow.parallel'),
        step('if', 'flow.if'),
        note('x'),
        note('y'),
        step('join', 'flow.join', { mode: 'some', count: 2 }),
        note('few'),
      ],
      {
        exit: [],
        edges: [
          edge('start', 'next', 'par'),
          edge('par', 'a', 'if'),
          edge('if', 'yes', 'x'),
          edge('x', 'next', 'join'),
          edge('par', 'b', 'y'),
          edge('y', 'next', 'join'),
          edge('join', 'too_few', 'few'),
        ],
      },
    );
    await publish(world, drawn);
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    await segment(world, run.id);
    // Two branches side by side: what each does is in order, what both do is not compared.
    expect(await stepsOf(world, run.id)).toEqual(['par done opened', 'if done no', 'y done next', 'join done too_few', 'few done next']);
  });

  test('an answer in one branch ends its wait and leaves the other waiting', async () => {
    const world = await file.tenant();
    const answered = step('touch', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout: { amount: 5, unit: 'days' } });
    const drawn = definition([step('par', 'flow.parallel'), answered, note('touched'), waits('slow', 3), note('afterSlow')], {
      exit: [],
      edges: [
        edge('start', 'next', 'par'),
        edge('par', 'a', 'touch'),
        edge('touch', 'happened', 'touched'),
        edge('par', 'b', 'slow'),
        edge('slow', 'next', 'afterSlow'),
      ],
    });
    await publish(world, drawn);
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    await segment(world, run.id);
    await touch(world, lead);
    const after = await segment(world, run.id);
    expect(timerOf(after).step).toBe('slow');
    const end = await fire(world, run.id, after);
    expect(end).toMatchObject({ kind: 'ended' });
    expect(await stepsOf(world, run.id)).toEqual([
      'par done opened',
      'touch done happened',
      'slow done next',
      'touched done next',
      'afterSlow done next',
    ]);
  });
});
