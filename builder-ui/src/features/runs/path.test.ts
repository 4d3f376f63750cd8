import { describe, expect, it } from 'vitest';
import { testDefinition, testNode } from '../builder/draft/test-catalogue.ts';
import type { RunStep } from './api/runs-api.ts';
import { pathOf } from './path.ts';

const definition = testDefinition([testNode('a'), testNode('if', 'flow.if'), testNode('b')], []);

function step(name: string, status: RunStep['status'], outcome: string | null): RunStep {
  const rest = {
    epoch: 1,
    visit: 1,
    number: 1,
    type: 'record.add_tag',
    title: name,
    inputs: null,
    output: null,
    evaluation: null,
    error: null,
  };
  return {
    ...rest,
    step: name,
    status,
    outcome,
    attempts: 1,
    deadline: null,
    eventId: null,
    startedAt: '2026-11-21T09:00:00.000Z',
    finishedAt: null,
  };
}

describe('pathOf', () => {
  it('marks what was taken, where it waits, and nothing else', () => {
    const steps = [step('a', 'done', 'next'), step('if', 'done', 'yes'), step('b', 'waiting', null)];
    const { paint, taken } = pathOf({ definition, steps, waits: [], heldStep: null, ready: [] });
    expect(Object.fromEntries(paint)).toEqual({ trigger: 'taken', a: 'taken', if: 'taken', b: 'here' });
    expect([...taken]).toEqual(['trigger/next', 'a/next', 'if/yes']);
  });

  it('shows a held step as held, whatever its row says', () => {
    const { paint } = pathOf({ definition, steps: [step('a', 'failed', null)], waits: [], heldStep: 'a', ready: [] });
    expect(paint.get('a')).toBe('held');
  });
});
