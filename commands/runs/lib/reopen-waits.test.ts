import { describe, expect, it } from 'vitest';
import { compileContext, definition, officeHours, step } from '../../../test/factories/definitions.ts';
import { compile } from '../../../domain/automation/compile/compile.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import { reopenFor } from './reopen-waits.ts';

const { plan, diagnostics } = compile(
  definition(
    [
      step('each', 'flow.for_each', { source: { kind: 'related', list: 'lead.tasks' } }),
      step('ask', 'message.email', {
        content: { kind: 'inline', subject: 'A question', body: '<p>Well?</p>' },
        to: { kind: 'subject' },
        consent: 'transactional',
      }),
      step('until', 'wait.until_date', {
        date: { kind: 'output', step: 'each', name: 'item.dueAt' },
        offset: null,
        ifMissing: 'go_on',
      }),
      step('reply', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: 2, unit: 'days' }, since: 'ask', filter: null }),
    ],
    {
      edges: [
        { from: 'start', outcome: 'next', to: 'each' },
        { from: 'each', outcome: 'each', to: 'ask' },
        { from: 'ask', outcome: 'next', to: 'until' },
        { from: 'until', outcome: 'next', to: 'reply' },
      ],
    },
  ),
  compileContext(),
);

const item = (dueAt: string) => ({ item: { type: 'task', id: dueAt, dueAt }, index: 1, count: 2 });
const frame = (dueAt: string) => ({ outputs: { each: item(dueAt) }, visits: {} });
const fork = 'each.0.1';
const state: RunState = {
  started: true,
  epoch: 0,
  visits: { each: 1, ask: 2 },
  ready: [],
  waits: [],
  attempts: {},
  outputs: {},
  // Each round has asked at a time of its own.
  marks: { [`ask@${fork}/0`]: '11', [`ask@${fork}/1`]: '22' },
  forks: {
    [fork]: {
      step: 'each',
      branches: { '0': 'open', '1': 'open' },
      each: {
        items: [],
        next: 2,
        atOnce: 2,
        frames: { '0': frame('2026-12-01T09:00:00.000Z'), '1': frame('2026-12-05T09:00:00.000Z') },
      },
    },
  },
  ended: null,
  held: null,
};

function reopened(id: string, round: string) {
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const found = stepOf(plan, id);
  if (found === undefined) throw new Error(id);
  const json = { id: 'lead-1', tasks: [] };
  const world = {
    plan,
    tenant: { name: 'Acme', timezone: 'UTC' },
    calendar: officeHours,
    records: new Map([['lead-1', { row: {}, json, gone: false }]]),
    hours: new Map(),
    number: '99',
  };
  const run = { id: 'run', automation_id: 'a', subject_type: 'lead', subject_id: 'lead-1', state, input: {}, started_at: null };
  const key = { epoch: 1, step: id, visit: 2, scope: `${fork}/${round}` };
  const since = '2026-11-23T09:00:00.000Z';
  const wait = { key, kind: 'wait', title: '', deadline: null, since, event: null, onDeadline: 'next' } as const;
  return reopenFor(world, run)(found, key, wait);
}

describe('a wait inside a loop that is opened anew', () => {
  it('sees the item of its own round', () => {
    expect(reopened('until', '0')?.deadline).toBe('2026-12-01T09:00:00.000Z');
    expect(reopened('until', '1')?.deadline).toBe('2026-12-05T09:00:00.000Z');
  });

  it('counts events since the step of its own round', () => {
    expect([reopened('reply', '0')?.event?.after, reopened('reply', '1')?.event?.after]).toEqual(['11', '22']);
  });
});
