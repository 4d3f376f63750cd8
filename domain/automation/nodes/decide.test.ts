import { describe, expect, it } from 'vitest';
import { officeHours } from '../../../test/factories/definitions.ts';
import type { Facts } from '../../expressions/facts.ts';
import type { JsonObject } from '../../json.ts';
import type { PlanStep } from '../plan/plan.ts';
import { bindNode } from './bind.ts';
import { nodeFixture } from './fixtures.ts';
import type { ControlNodeType } from './node-types.ts';
import { nodeTypes } from './node-types.ts';
import { decideStep, nodeSpecs } from './registry.ts';

/** A Friday afternoon. */
const friday = '2026-11-20T16:30:00.000Z';

function decide(type: ControlNodeType, config: JsonObject, now = friday, outputs: Facts['outputs'] = {}) {
  const bound = bindNode(type, config);
  if (!bound.ok) throw new Error(JSON.stringify(bound.issues));
  const step: PlanStep & { type: ControlNodeType } = {
    id: 'it',
    number: 1,
    type,
    category: bound.bound.category,
    title: bound.bound.title,
    config: bound.bound.config,
    next: {},
    maxVisits: 1,
    defaultOutcome: '',
    retry: bound.bound.retry,
    onError: 'hold',
    marks: false,
  };
  const facts: Facts = { now, timeZone: 'UTC', roots: { lead: { score: 60 } }, outputs };
  return decideStep(step, { facts, subject: { type: 'lead', id: 'l1' }, calendar: officeHours, seed: 'automation/step' });
}

describe('the registry', () => {
  it.each(nodeTypes)('%s has a valid fixture, defaults of the same form, a sentence and a title', (type) => {
    const bound = bindNode(type, nodeFixture(type));
    if (!bound.ok) throw new Error(JSON.stringify(bound.issues));
    expect(bound.bound.config).toEqual(nodeFixture(type));
    expect(Object.keys(nodeSpecs[type].defaults).sort()).toEqual(Object.keys(nodeFixture(type)).sort());
    expect(bound.bound.sentence.key).toMatch(new RegExp(`^steps\\.${type.replace('.', '\\.')}\\.\\w+$`));
    expect(bound.bound.title.length).toBeGreaterThan(3);
    expect(JSON.parse(JSON.stringify(bound.bound))).toMatchObject({ config: bound.bound.config });
  });
});

describe('wait.duration', () => {
  it('waits for plain and for working time', () => {
    expect(decide('wait.duration', { duration: { amount: 3, unit: 'days' } })).toMatchObject({
      kind: 'wait',
      deadline: '2026-11-23T16:30:00.000Z',
      onDeadline: 'next',
    });
    expect(decide('wait.duration', { duration: { amount: 2, unit: 'hours', business: true } })).toMatchObject({
      deadline: '2026-11-23T10:30:00.000Z',
    });
  });
});

describe('wait.until_window', () => {
  it('goes on inside, waits outside', () => {
    expect(decide('wait.until_window', { window: { kind: 'business_hours' } })).toMatchObject({ kind: 'done', outcome: 'next' });
    const saturday = '2026-11-21T10:00:00.000Z';
    expect(decide('wait.until_window', { window: { kind: 'business_hours' } }, saturday)).toMatchObject({
      kind: 'wait',
      deadline: '2026-11-23T09:00:00.000Z',
    });
  });

  it('knows hours of its own, over midnight and in another zone', () => {
    const night = { kind: 'hours', days: ['5'], from: '22:00', to: '06:00', timeZone: 'automation', skipHolidays: true };
    expect(decide('wait.until_window', { window: night })).toMatchObject({ deadline: '2026-11-20T22:00:00.000Z' });
    const dubai = { kind: 'hours', days: ['6', '7'], from: '08:00', to: '12:00', timeZone: 'Asia/Dubai', skipHolidays: true };
    expect(decide('wait.until_window', { window: dubai })).toMatchObject({ deadline: '2026-11-21T04:00:00.000Z' });
  });
});

describe('wait.for_event', () => {
  const config = {
    about: { kind: 'output', step: 'call', name: 'task' },
    events: ['task.completed'],
    filter: null,
    timeout: { amount: 1, unit: 'hours' },
    since: 'call',
  };

  it('waits about a record that a step made, since that step', () => {
    expect(decide('wait.for_event', config, friday, { call: { task: { type: 'task', id: 't1' } } })).toEqual({
      kind: 'wait',
      deadline: '2026-11-20T17:30:00.000Z',
      onDeadline: 'timed_out',
      event: { record: { type: 'task', id: 't1' }, types: ['task.completed'], onEvent: 'happened', since: 'call' },
      inputs: { record: { type: 'task', id: 't1' } },
    });
  });

  it('fails in words when there is no such record', () => {
    expect(decide('wait.for_event', config)).toMatchObject({ kind: 'fail', reason: expect.stringContaining('does not exist') });
  });
});

describe('flow', () => {
  it('branches and says why', () => {
    const result = decide('flow.if', nodeFixture('flow.if'));
    expect(result).toMatchObject({ kind: 'done', outcome: 'yes', evaluation: { leaves: [{ leftValue: 60, rightValue: 50 }] } });
  });

  it('jumps and exits', () => {
    expect(decide('flow.goto', { target: 'a' })).toEqual({ kind: 'done', outcome: 'next' });
    expect(decide('flow.exit', { result: 'succeeded', reason: 'Won' })).toMatchObject({ end: { status: 'succeeded', reason: 'Won' } });
  });
});
