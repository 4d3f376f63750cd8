import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../domain/automation/nodes/node-types.ts';
import { workflowBundle } from '../../workers/lib/workflow-bundle.ts';
import * as workflows from '../../workflows/index.ts';
import { changedShell } from '../workflows/rules/shells.ts';
import { personalWords } from './lib/person.ts';
import { recordedStepTypes } from './lib/step-types.ts';
import { leavesOf, recordedHistories, typeOf } from './lib/histories.ts';

// Open runs live for months and are replayed by whatever build runs then: what was recorded must replay for ever.

Runtime.install({ logger: new DefaultLogger('ERROR') });

const recorded = recordedHistories();

describe('today’s workflows', () => {
  test.each(recorded)('replay $name', async ({ name, history }) => {
    await Worker.runReplayHistory({ workflowBundle: await workflowBundle() }, history, name);
  });

  test('are all recorded', () => {
    const types = new Set(recorded.map(({ history }) => typeOf(history)));
    expect([...types].sort()).toEqual(Object.keys(workflows).sort());
  });

  test('went through every type of step', () => {
    const names = new Set(recorded.map(({ name }) => name));
    const types = Object.entries(recordedStepTypes()).flatMap(([name, of]) => (names.has(name) ? of : []));
    expect(nodeTypes.filter((type) => !types.includes(type))).toEqual([]);
  });

  test('fail to replay when one of them forgets what it did', async () => {
    const forgetful = await changedShell(['showStanding(answer);', '']);
    const answered = recorded.find(({ name }) => name === 'automation-run.answered');
    await expect(Worker.runReplayHistory({ workflowBundle: forgetful }, answered?.history, 'forgetful')).rejects.toThrow(
      /[Nn]ondeterminism/,
    );
  });
});

describe('what the histories hold', () => {
  test.each(recorded)('$name: ids, instants and short words', ({ history }) => {
    const leaves = leavesOf(history);
    expect(leaves.length).toBeGreaterThan(5);
    expect(leaves.filter((text) => !isHarmless(text))).toEqual([]);
  });

  test('a person is noticed', () => {
    expect(['zebedee@quillfeather.example', 'Call Persephone', '+44 20 7946 0958', 'x'.repeat(700)].filter(isHarmless)).toEqual([]);
  });
});

/** Ids, instants and durations apart, what remains is short, and holds no address, no number that could be called, and nobody the recordings are about. */
function isHarmless(text: string): boolean {
  const rest = text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
    .replace(/^\d+(\.\d+)?s$/, '');
  const words = rest.toLowerCase();
  return (
    rest.length <= 500 && !/\S@\S/.test(rest) && !/\+?\d[\d ().-]{6,}/.test(rest) && !personalWords.some((word) => words.includes(word))
  );
}
