import { describe, expect, it } from 'vitest';
import { compileContext, definition, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import { expectationWords, missWords } from './expectation-words.ts';
import type { Expectation } from './expectations.ts';
import { checkExpectations } from './expectations.ts';
import type { SimulatedRun, SimulationResult } from './scenario.ts';

const { plan } = compile(definition([step('rest', 'wait.duration', { duration: { amount: 1, unit: 'days' } })]), compileContext());
if (plan === null) throw new Error('it does not compile');

const run = (id: string, more: Partial<SimulatedRun> = {}): SimulatedRun => ({
  record: { type: 'lead', id },
  name: id.toUpperCase(),
  status: 'succeeded',
  reason: '',
  endedAt: null,
  messages: 1,
  tasks: 0,
  timeline: [],
  visited: ['rest'],
  final: { status: 'new', custom: { budget: 5 }, tags: [] },
  ...more,
});
const result: SimulationResult = {
  runs: [run('a'), run('b', { status: 'waiting', messages: 3, visited: [], final: { status: 'nurture' } })],
  totals: {
    statuses: { succeeded: 1, failed: 0, cancelled: 0, exited: 0, held: 0, waiting: 1 },
    messages: 4,
    messagesPerDay: {},
    tasksPerPerson: {},
    outcomes: { rest: { next: 1 } },
    notReached: [],
  },
};

const check = (expectation: Expectation) => checkExpectations([expectation], plan, result)[0];
/** The names of those it was not met for. */
const missed = (expectation: Expectation) => check(expectation)?.misses.map((miss) => miss.record?.name ?? miss.code);

describe('expectations', () => {
  it.each<[Expectation, readonly string[]]>([
    [{ kind: 'ended', record: null, status: 'succeeded' }, ['B']],
    [{ kind: 'ended', record: 'b', status: 'waiting' }, []],
    [{ kind: 'step', record: null, step: 'rest', passed: true }, ['B']],
    [{ kind: 'step', record: 'a', step: 'rest', passed: false }, ['A']],
    [{ kind: 'messages', record: null, atLeast: null, atMost: 2 }, ['B']],
    [{ kind: 'tasks', record: null, atLeast: 0, atMost: 0 }, []],
    [{ kind: 'field', record: 'a', field: 'custom.budget', value: 5 }, []],
    [{ kind: 'field', record: null, field: 'status', value: 'new' }, ['B']],
    // Nothing, an empty text and an empty list are the same.
    [{ kind: 'field', record: null, field: 'tags', value: null }, []],
    [{ kind: 'total_ended', status: 'waiting', atLeast: 1, atMost: 1 }, []],
    [{ kind: 'total_outcome', step: 'rest', outcome: 'next', atLeast: 2, atMost: null }, ['otherwise']],
    [{ kind: 'total_outcome', step: 'rest', outcome: 'never', atLeast: null, atMost: 0 }, []],
    [{ kind: 'total_outcome', step: 'gone', outcome: 'next', atLeast: null, atMost: 0 }, ['no_such_step']],
  ])('%j', (expectation, names) => {
    expect(missed(expectation)).toEqual(names);
    expect(check(expectation)?.met).toBe(names.length === 0);
  });

  it('tell of a record that is gone, and read as sentences', () => {
    const gone: Expectation = { kind: 'ended', record: 'zzz', status: 'exited' };
    const ended: Expectation = { kind: 'ended', record: null, status: 'succeeded' };
    const [first, second] = checkExpectations([gone, ended], plan, result);
    if (first === undefined || second === undefined) throw new Error('nothing was checked');
    expect(missWords(gone, first, plan)).toBe('Expected that the record ends as exited, but the record is gone.');
    expect(missWords(ended, second, plan)).toBe('Expected that every record ends as succeeded, but B is waiting.');
    expect(expectationWords({ kind: 'messages', record: null, atLeast: 1, atMost: 2 }, plan)).toBe(
      'the number of messages for every record is 1 to 2',
    );
  });
});
