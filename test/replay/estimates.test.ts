import { expect, test } from 'vitest';
import { compile } from '../../domain/automation/compile/compile.ts';
import { compileContext, definition, step } from '../factories/definitions.ts';
import { recordedHistories } from './lib/histories.ts';

// What the compiler says a run's history comes to, beside histories of real runs on a real server.

const wait = step('wait', 'wait.for_event', { events: ['touch.logged'], filter: null, timeout: { amount: 2, unit: 'hours' }, since: null });
const pause = (id: string) => step(id, 'wait.duration', { duration: { amount: 1, unit: 'seconds' } });
const tag = step('tag', 'record.add_tag', { tags: ['new'] });

const lengths = new Map(recordedHistories().map(({ name, history }) => [name, Array.isArray(history.events) ? history.events.length : 0]));

test.each([
  ['automation-run.short', definition([tag])],
  ['automation-run.answered', definition([tag, wait])],
  ['automation-run.timed-out', definition([tag, wait])],
  ['automation-run.calls', definition([step('call', 'http.request'), tag])],
  ['automation-run.records', definition([tag, pause('one'), pause('two')])],
  ['automation-run.sides', definition([tag, pause('one'), pause('two')])],
])('%s is as long as it was said to be', (name, drawn) => {
  const { estimate } = compile(drawn, compileContext());
  const length = lengths.get(name) ?? 0;
  expect(length).toBeGreaterThanOrEqual(estimate?.minEvents ?? Infinity);
  expect(length).toBeLessThanOrEqual(estimate?.maxEvents ?? 0);
  // Not so wide that it says nothing.
  expect((estimate?.maxEvents ?? 0) - length).toBeLessThanOrEqual(2);
});
