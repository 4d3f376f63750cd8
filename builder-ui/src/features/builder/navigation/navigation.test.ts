import { describe, expect, it } from 'vitest';
import { layOut } from '../layout/layout.ts';
import { neighbour, range, type Stop } from './navigation.ts';

const layout = layOut({
  root: 'start',
  nodes: [
    { id: 'start', height: 84, outcomes: ['next'] },
    { id: 'if', height: 64, outcomes: ['yes', 'no'] },
    { id: 'a', height: 64, outcomes: ['next'] },
    { id: 'b', height: 64, outcomes: ['next'] },
    { id: 'join', height: 64, outcomes: ['next'] },
  ],
  edges: [
    { from: 'start', outcome: 'next', to: 'if' },
    { from: 'if', outcome: 'yes', to: 'a' },
    { from: 'if', outcome: 'no', to: 'b' },
    { from: 'a', outcome: 'next', to: 'join' },
    { from: 'b', outcome: 'next', to: 'join' },
  ],
});
const step = (id: string): Stop => ({ kind: 'step', id });

describe('neighbour', () => {
  it('follows the path down to the open end and up again', () => {
    expect(neighbour(layout, step('if'), 'down')).toEqual(step('a'));
    expect(neighbour(layout, step('a'), 'down')).toEqual(step('join'));
    const end = neighbour(layout, step('join'), 'down');
    expect(end).toEqual({ kind: 'end', from: 'join', outcome: 'next' });
    expect(neighbour(layout, end ?? step('a'), 'up')).toEqual(step('join'));
    expect(neighbour(layout, step('join'), 'up')).toEqual(step('a'));
  });

  it('changes to the branch beside', () => {
    expect(neighbour(layout, step('a'), 'right')).toEqual(step('b'));
    expect(neighbour(layout, step('b'), 'left')).toEqual(step('a'));
    expect(neighbour(layout, step('a'), 'left')).toBeNull();
  });

  it('goes to both ends', () => {
    expect(neighbour(layout, step('b'), 'home')).toEqual(step('start'));
    expect(neighbour(layout, step('b'), 'end')).toEqual(step('join'));
  });

  it('selects a range in reading order', () => {
    expect(range(layout, 'b', 'if')).toEqual(['if', 'a', 'b']);
  });
});
