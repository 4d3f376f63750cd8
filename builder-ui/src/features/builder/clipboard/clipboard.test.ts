import { describe, expect, it } from 'vitest';
import { testCatalogue, testDefinition, testNode } from '../draft/test-catalogue.ts';
import { clip, prepare, readClip } from './clipboard.ts';

const draft = testDefinition(
  [testNode('a'), testNode('b', 'flow.if'), testNode('g', 'flow.goto', { target: 'a' }), testNode('far')],
  [
    { from: 'trigger', outcome: 'next', to: 'a' },
    { from: 'a', outcome: 'next', to: 'b' },
    { from: 'b', outcome: 'yes', to: 'g' },
    { from: 'b', outcome: 'no', to: 'far' },
  ],
);

function ids() {
  let serial = 0;
  return () => `new${(serial += 1)}`;
}

describe('the clipboard', () => {
  it('gives new ids and lets mentions among the copied steps follow', () => {
    const clipped = readClip(clip(draft, new Set(['a', 'b', 'g']), testCatalogue, (id) => id));
    if (clipped === null) throw new Error('not read');
    const { fragment, unresolved } = prepare(clipped, draft, testCatalogue, ids());
    expect(fragment.nodes.map((node) => node.id)).toEqual(['new1', 'new2', 'new3']);
    expect(fragment.edges).toEqual([
      { from: 'new1', outcome: 'next', to: 'new2' },
      { from: 'new2', outcome: 'yes', to: 'new3' },
    ]);
    expect(fragment.nodes[2]?.config).toEqual({ target: 'new1' });
    expect(unresolved).toEqual([]);
  });

  it('names what cannot be found in another automation', () => {
    const clipped = readClip(clip(draft, new Set(['g']), testCatalogue, () => 'Add the tag'));
    if (clipped === null) throw new Error('not read');
    const { unresolved, otherSubject } = prepare(clipped, { ...testDefinition([], []), subject: 'deal' }, testCatalogue, ids());
    expect(unresolved).toEqual([{ nodeId: 'new1', name: 'Add the tag' }]);
    expect(otherSubject).toBe('lead');
  });

  it.each(['', 'hello', '{}', '[]', '{"cadenza":"steps/1"}', '{"cadenza":"steps/1","subject":"lead","nodes":[{"id":1}],"edges":[]}'])(
    'leaves foreign text alone: %s',
    (text) => {
      expect(readClip(text)).toBeNull();
    },
  );
});
