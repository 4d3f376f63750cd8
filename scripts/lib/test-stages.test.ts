import { expect, test } from 'vitest';
import { ALL_STAGES, CHECKS, stagesFor } from './test-stages.ts';

test('without a name everything runs, and each stage once', () => {
  expect(stagesFor([])).toEqual(ALL_STAGES);
  expect(new Set(ALL_STAGES.map(({ name }) => name)).size).toBe(ALL_STAGES.length);
});

test('a group or a stage can be named', () => {
  expect(stagesFor(['check'])).toEqual(CHECKS);
  expect(stagesFor(['e2e']).map(({ title }) => title)).toEqual(['Browser tests']);
});

test('a name that is none is answered with those there are', () => {
  expect(() => stagesFor(['e3e'])).toThrow(/There is no stage "e3e"\. There are check, .*e2e/);
});
