import { describe, expect, test } from 'vitest';
import type { DefinitionEdge } from '../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import { definition, step } from '../../factories/definitions.ts';
import type { World } from '../../factories/index.ts';
import { newLead, patchLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf, touch } from '../rules/world.ts';

// Loops over related records, goals and reminders, through the database.

const file = rulesFile();
const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });
const note = (id: string, subject = id) => step(id, 'record.log_activity', { type: 'note', subject });
const waits = (id: string, hours: number) => step(id, 'wait.duration', { duration: { amount: hours, unit: 'hours' } });

async function started(world: World, drawn: ReturnType<typeof definition>, prepare?: (lead: string) => Promise<void>) {
  await publish(world, drawn);
  const lead = await newLead(world);
  await prepare?.(lead);
  await relayAll(world);
  const run = await runOf(world, lead);
  return { lead, runId: run.id, first: await segment(world, run.id) };
}

async function fire(world: World, runId: string, answer: SegmentAnswer): Promise<SegmentAnswer> {
  const timer = timerOf(answer);
  return segment(world, runId, { happened: timer, now: () => new Date(timer.deadline) });
}

describe('flow.for_each', () => {
  const task = (id: string) => step(id, 'record.create_task', { title: id, due: null });

  test('does its steps for every related record, two at a time, each with results of its own', async () => {
    const world = await file.tenant();
    const drawn = definition(
      [
        task('one'),
        task('two'),
        task('three'),
        waits('before', 1),
        step('each', 'flow.for_each', { atOnce: 2 }),
        waits('wait', 1),
        note('say', 'About {{steps.each.item.title}}'),
        note('last', 'Of {{steps.each.count}}'),
      ],
      {
        exit: [],
        edges: [
          edge('start', 'next', 'one'),
          edge('one', 'next', 'two'),
          edge('two', 'next', 'three'),
          edge('three', 'next', 'before'),
          edge('before', 'next', 'each'),
          edge('each', 'each', 'wait'),
          edge('wait', 'next', 'say'),
          edge('each', 'done', 'last'),
        ],
      },
    );
    const { runId, first } = await started(world, drawn);
    let answer = await fire(world, runId, first);
    const open = await rows(world, "select 1 from steps where step = 'wait' and status = 'waiting'");
    expect(open).toHaveLength(2);
    while (answer.kind === 'waits') answer = await fire(world, runId, answer);
    expect(answer).toMatchObject({ kind: 'ended', status: 'succeeded' });
    const said = await rows<{ title: string }>(world, "select title from activities where type = 'note' order by occurred_at, title");
    expect(said.map(({ title }) => title).sort()).toEqual(['About one', 'About three', 'About two', 'Of 3']);
  });

  test('goes on at once when there is nothing to go through', async () => {
    const world = await file.tenant();
    const drawn = definition([step('each', 'flow.for_each'), note('inside'), note('last')], {
      exit: [],
      edges: [edge('start', 'next', 'each'), edge('each', 'each', 'inside'), edge('each', 'done', 'last')],
    });
    const { runId } = await started(world, drawn);
    expect(await stepsOf(world, runId)).toEqual(['each done done', 'last done next']);
  });
});

describe('flow.goal', () => {
  const towards = (criterion: JsonObject) =>
    definition(
      [waits('first', 24), note('mail'), waits('second', 24), step('goal', 'flow.goal', { criterion }), note('won'), note('lost')],
      {
        exit: [],
        edges: [
          edge('start', 'next', 'first'),
          edge('first', 'next', 'mail'),
          edge('mail', 'next', 'second'),
          edge('second', 'next', 'goal'),
          edge('goal', 'reached', 'won'),
          edge('goal', 'not_reached', 'lost'),
        ],
      },
    );
  const scored: JsonObject = {
    kind: 'condition',
    when: { kind: 'compare', left: { kind: 'field', path: 'lead.score' }, operator: 'greater_than', right: { kind: 'literal', value: 80 } },
  };

  test('reached by an event, lets the run skip everything before it', async () => {
    const world = await file.tenant();
    const { lead, runId } = await started(world, towards({ kind: 'event', events: ['touch.logged'], when: null }));
    expect(await rows(world, 'select wait, types from subscriptions where run_id = ?', [runId])).toEqual([
      { wait: 'exit', types: ['touch.logged'] },
    ]);
    await touch(world, lead);
    expect(await segment(world, runId)).toMatchObject({ kind: 'ended' });
    expect(await stepsOf(world, runId)).toEqual(['first skipped -', 'goal done reached', 'won done next']);
  });

  test('reached by a value, at the gate and between the steps of a segment', async () => {
    const world = await file.tenant();
    const { lead, runId } = await started(world, towards(scored));
    await patchLead(world, lead, { score: 90 });
    expect(await segment(world, runId)).toMatchObject({ kind: 'ended' });
    expect(await stepsOf(world, runId)).toEqual(['first skipped -', 'goal done reached', 'won done next']);
  });

  test('not reached, sends the run the other way', async () => {
    const world = await file.tenant();
    const { runId, first } = await started(world, towards(scored));
    const second = await fire(world, runId, first);
    await fire(world, runId, second);
    expect(await stepsOf(world, runId)).toEqual([
      'first done next',
      'mail done next',
      'second done next',
      'goal done not_reached',
      'lost done next',
    ]);
  });
});

describe('reminders of a wait', () => {
  const reminding = (times: number) =>
    definition(
      [
        step('touch', 'wait.for_event', {
          events: ['touch.logged'],
          filter: null,
          timeout: { amount: 10, unit: 'days' },
          reminders: { every: { amount: 1, unit: 'days' }, times },
        }),
        note('remind'),
        waits('later', 12),
        note('again'),
        note('touched'),
      ],
      {
        exit: [],
        edges: [
          edge('start', 'next', 'touch'),
          edge('touch', 'remind', 'remind'),
          edge('remind', 'next', 'later'),
          edge('later', 'next', 'again'),
          edge('touch', 'happened', 'touched'),
        ],
      },
    );

  test('run again and again without ending it, and are given up with it', async () => {
    const world = await file.tenant();
    const { lead, runId, first } = await started(world, reminding(2));
    const afterFirst = await fire(world, runId, first);
    expect(timerOf(afterFirst).step).toBe('later');
    const afterLater = await fire(world, runId, afterFirst);
    expect(timerOf(afterLater).step).toBe('touch');
    const afterSecond = await fire(world, runId, afterLater);
    expect(timerOf(afterSecond).step).toBe('later');
    await touch(world, lead);
    expect(await segment(world, runId)).toMatchObject({ kind: 'ended' });
    expect(await stepsOf(world, runId)).toEqual([
      'touch done happened',
      'remind done next',
      'later done next',
      'again done next',
      'remind done next',
      'later skipped -',
      'touched done next',
    ]);
  });

  test('end with their number; the time-out stays', async () => {
    const world = await file.tenant();
    const { runId, first } = await started(world, reminding(1));
    const then = await fire(world, runId, await fire(world, runId, first));
    expect(timerOf(then).step).toBe('touch');
    expect(await fire(world, runId, then)).toMatchObject({ kind: 'ended' });
    expect((await stepsOf(world, runId))[0]).toBe('touch done timed_out');
  });
});
