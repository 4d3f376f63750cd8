import { describe, expect, it } from 'vitest';
import { carryOut, type Command } from './commands.ts';
import { testCatalogue, testDefinition, testNode } from './test-catalogue.ts';

/*
 *  trigger -> a -> if -yes-> b -> c
 *                     -no--> d -> c
 */
const draft = testDefinition(
  [testNode('a'), testNode('if', 'flow.if'), testNode('b'), testNode('c'), testNode('d')],
  [
    { from: 'trigger', outcome: 'next', to: 'a' },
    { from: 'a', outcome: 'next', to: 'if' },
    { from: 'if', outcome: 'yes', to: 'b' },
    { from: 'if', outcome: 'no', to: 'd' },
    { from: 'b', outcome: 'next', to: 'c' },
    { from: 'd', outcome: 'next', to: 'c' },
  ],
);

function after(command: Command, from = draft) {
  const carried = carryOut(from, command, testCatalogue);
  if (!carried.ok) throw new Error(carried.refusal);
  return {
    ids: carried.definition.nodes.map((node) => node.id).toSorted(),
    edges: arrows(carried.definition.edges),
    definition: carried.definition,
  };
}
const arrows = (edges: typeof draft.edges) => edges.map((edge) => `${edge.from}.${edge.outcome}>${edge.to}`).toSorted();
const refusal = (command: Command) => {
  const carried = carryOut(draft, command, testCatalogue);
  return carried.ok ? null : carried.refusal;
};

describe('carryOut', () => {
  it('inserts into an edge', () => {
    const { edges } = after({ type: 'insert', at: { from: 'a', outcome: 'next' }, node: testNode('new') });
    expect(edges).toContain('a.next>new');
    expect(edges).toContain('new.next>if');
    expect(edges).not.toContain('a.next>if');
  });

  it('inserts before a join for every branch that leads to it', () => {
    const { edges } = after({ type: 'insert', at: { before: 'c' }, node: testNode('new') });
    expect(edges.filter((edge) => edge.endsWith('>new'))).toEqual(['b.next>new', 'd.next>new']);
    expect(edges).toContain('new.next>c');
  });

  it('inserts at an open end, and lets a branching step go on by its first outcome', () => {
    expect(after({ type: 'insert', at: { from: 'c', outcome: 'next' }, node: testNode('new') }).edges).toContain('c.next>new');
    expect(after({ type: 'insert', at: { from: 'a', outcome: 'next' }, node: testNode('new', 'flow.if') }).edges).toContain('new.yes>if');
  });

  it('puts no end into the middle of a path', () => {
    expect(refusal({ type: 'insert', at: { from: 'a', outcome: 'next' }, node: testNode('new', 'flow.exit') })).toBe('end_in_the_middle');
  });

  it('removes a step and closes the gap', () => {
    const { edges, ids } = after({ type: 'remove', nodeId: 'b', keep: 'next' });
    expect(edges).toContain('if.yes>c');
    expect(ids).not.toContain('b');
  });

  it('removes a branching step with the branches that are not kept', () => {
    const { edges, ids } = after({ type: 'remove', nodeId: 'if', keep: 'yes' });
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(edges).toEqual(['a.next>b', 'b.next>c', 'trigger.next>a']);
    expect(after({ type: 'remove', nodeId: 'if', keep: null }).ids).toEqual(['a']);
  });

  it('moves a step to another place and up past the branching before it', () => {
    expect(after({ type: 'move', nodeId: 'a', to: { from: 'if', outcome: 'no' } }).edges).toEqual(
      ['a.next>d', 'b.next>c', 'd.next>c', 'if.no>a', 'if.yes>b', 'trigger.next>if'].toSorted(),
    );
    expect(after({ type: 'move', nodeId: 'b', to: { before: 'if' } }).edges).toContain('b.next>if');
  });

  it('does not move a step into its own branch', () => {
    expect(refusal({ type: 'move', nodeId: 'if', to: { from: 'd', outcome: 'next' } })).toBe('inside_itself');
    expect(refusal({ type: 'move', nodeId: 'b', to: { from: 'if', outcome: 'yes' } })).toBe('already_there');
  });

  it('joins forwards by an edge and goes back by a goto step', () => {
    const open = after({ type: 'goto', from: 'd', outcome: 'next', to: null, gotoId: 'g' }).definition;
    expect(after({ type: 'goto', from: 'd', outcome: 'next', to: 'b', gotoId: 'g' }, open).edges).toContain('d.next>b');
    const back = after({ type: 'goto', from: 'd', outcome: 'next', to: 'a', gotoId: 'g' }, open);
    expect(back.edges).toContain('d.next>g');
    expect(back.definition.nodes.find((node) => node.id === 'g')?.config).toEqual({ target: 'a' });
  });

  it('lets gotos follow when their target is removed', () => {
    const looped = after({ type: 'goto', from: 'c', outcome: 'next', to: 'a', gotoId: 'g' }).definition;
    const { definition } = after({ type: 'remove', nodeId: 'a', keep: 'next' }, looped);
    expect(definition.nodes.find((node) => node.id === 'g')?.config).toEqual({ target: 'if' });
  });

  it('renames an outcome on its edges', () => {
    const { edges } = after({ type: 'outcome', nodeId: 'if', from: 'no', to: 'else', config: { x: 1 } });
    expect(edges).toContain('if.else>d');
  });

  it('applies the fix of a problem', () => {
    const { definition } = after({
      type: 'fix',
      fix: { title: '', patch: [{ op: 'replace', path: '/nodes/0/config/tag', value: 'hot' }] },
    });
    expect(definition.nodes[0]?.config).toEqual({ tag: 'hot' });
    expect(refusal({ type: 'fix', fix: { title: '', patch: [{ op: 'remove', path: '/nodes' }] } })).toBe('fix_does_not_fit');
  });
});
