import { describe, expect, test } from 'vitest';
import { definition, step } from '../../factories/definitions.ts';
import { newLead, patchLead, publish, relayAll, rows, rulesFile, runOf, segment, stepsOf, timerOf } from '../rules/world.ts';

// What steps set and how they fail, through the database: values outlive the segment, rules of one step go before the automation's.

const file = rulesFile();
const field = (path: string) => ({ kind: 'field', path });
const literal = (value: number) => ({ kind: 'literal', value });
const sum = (...args: object[]) => ({ kind: 'call', fn: 'add', args });
const setPoints = (id: string, value: object) =>
  step(id, 'flow.set_variable', { variables: [{ name: 'points', type: 'number', value: value as never }] });

describe('flow.set_variable', () => {
  test('keeps values over waits, for values, conditions and texts', async () => {
    const world = await file.tenant();
    await publish(
      world,
      definition(
        [
          setPoints('first', sum(field('lead.score'), literal(10))),
          step('wait', 'wait.duration', { duration: { amount: 1, unit: 'hours' } }),
          setPoints('second', sum(field('vars.points'), literal(5))),
          step('if', 'flow.if', {
            condition: { kind: 'compare', left: field('vars.points'), operator: 'greater_than', right: literal(20) } as never,
          }),
          step('note', 'record.log_activity', { type: 'note', subject: 'Has {{vars.points}} points' }),
        ],
        { exit: [] },
      ),
    );
    const lead = await newLead(world);
    await patchLead(world, lead, { score: 30 });
    await relayAll(world);
    const run = await runOf(world, lead);
    const timer = timerOf(await segment(world, run.id));
    await segment(world, run.id, { happened: timer, now: () => new Date(timer.deadline) });
    expect(await stepsOf(world, run.id)).toEqual([
      'first done next',
      'wait done next',
      'second done next',
      'if done yes',
      'note done next',
    ]);
    const [note] = await rows<{ title: string }>(world, "select title from activities where title like 'Has %'");
    expect(note?.title).toBe('Has 45 points');
  });

  test('fails on a value that is not of its type, by the rule of the step', async () => {
    const world = await file.tenant();
    // The compiler refuses a text for a number; a payload's type is known only when it comes.
    const payload = setPoints('set', field('event.data.points'));
    await publish(
      world,
      definition([{ ...payload, onFailure: { rule: 'go_on' } }, step('note', 'record.log_activity', { type: 'note', subject: 'On' })], {
        exit: [],
      }),
    );
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    await segment(world, run.id);
    expect(await stepsOf(world, run.id)).toEqual(['set done next', 'note done next']);
  });
});

describe('failures of one step', () => {
  test('are retried as its rule says, then passed over', async () => {
    const world = await file.tenant();
    const retry = { attempts: 2, firstDelaySeconds: 60, factor: 1, maxDelaySeconds: 60, on: ['refused'] } as const;
    const assign = {
      ...step('assign', 'record.create_task', { due: { kind: 'expression', value: field('lead.followUpAt') as never } }),
      onFailure: { retry, rule: 'go_on' },
    } as const;
    await publish(world, definition([assign, step('note', 'record.log_activity', { type: 'note', subject: 'On' })], { exit: [] }));
    const lead = await newLead(world);
    await relayAll(world);
    const run = await runOf(world, lead);
    const timer = timerOf(await segment(world, run.id));
    expect(await stepsOf(world, run.id)).toEqual(['assign retrying -']);
    await segment(world, run.id, { happened: timer, now: () => new Date(timer.deadline) });
    expect(await stepsOf(world, run.id)).toEqual(['assign failed next', 'note done next']);
    expect((await runOf(world, lead)).status).toBe('succeeded');
  });
});
