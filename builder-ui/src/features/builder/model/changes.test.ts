import { describe, expect, it } from 'vitest';
import { testDefinition, testNode } from '../draft/test-catalogue.ts';
import { changesBetween } from './changes.ts';

const before = testDefinition(
  [testNode('a'), testNode('b'), testNode('if', 'flow.if')],
  [
    { from: 'trigger', outcome: 'next', to: 'a' },
    { from: 'a', outcome: 'next', to: 'b' },
    { from: 'b', outcome: 'next', to: 'if' },
  ],
);

describe('changesBetween', () => {
  it('finds nothing between equals', () => {
    expect(changesBetween(before, structuredClone(before))).toEqual([]);
  });

  it('names what was added, removed and changed, and not the lines that follow from it', () => {
    const after = {
      ...before,
      name: 'Other',
      nodes: [testNode('a', 'record.add_tag', { tags: ['hot'] }), testNode('new'), testNode('if', 'flow.if')],
      edges: [
        { from: 'trigger', outcome: 'next', to: 'a' },
        { from: 'a', outcome: 'next', to: 'new' },
        { from: 'new', outcome: 'next', to: 'if' },
      ],
    };
    expect(changesBetween(before, after).map((change) => change.kind)).toEqual(['member', 'changed', 'added', 'removed']);
  });

  it('tells of lines between old steps that lead elsewhere', () => {
    const after = { ...before, edges: [...before.edges.slice(0, 2), { from: 'if', outcome: 'yes', to: 'b' }] };
    expect(changesBetween(before, after).map((change) => change.kind)).toEqual(['rerouted']);
  });
});
