import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { card, gap } from './geometry.ts';
import type { Layout, LayoutInput, Point, Rect } from './geometry.ts';
import { layOut } from './layout.ts';
import { anyGraph, drawnGraph } from './random-graph.ts';

const step = (id: string, ...outcomes: readonly string[]) => ({ id, height: card.medium, outcomes });
const edge = (from: string, outcome: string, to: string) => ({ from, outcome, to });

/*
 *   start
 *     |
 *    if --------.
 *    yes        no
 *     a         (lane)
 *     `----.----'
 *        join
 */
const diamond: LayoutInput = {
  root: 'start',
  nodes: [step('start', 'next'), step('if', 'yes', 'no'), step('a', 'next'), step('join', 'next')],
  edges: [edge('start', 'next', 'if'), edge('if', 'yes', 'a'), edge('if', 'no', 'join'), edge('a', 'next', 'join')],
};

describe('layOut', () => {
  it('puts a chain in one column', () => {
    const laid = layOut({ root: 'a', nodes: [step('a', 'next'), step('b', 'next')], edges: [edge('a', 'next', 'b')] });
    expect(laid.nodes.get('b')).toEqual({ x: 0, y: card.medium + gap.rows, width: card.width, height: card.medium });
    expect(laid.edges.map((one) => one.shape)).toEqual(['line', 'open']);
  });

  it('puts branches left to right in outcome order and their join under the step that opened them', () => {
    const laid = layOut(diamond);
    const [opener, first, join] = [laid.nodes.get('if'), laid.nodes.get('a'), laid.nodes.get('join')];
    expect(join?.x).toBe(opener?.x);
    expect(first?.x).toBe(opener?.x);
    expect(join?.y ?? 0).toBeGreaterThan((first?.y ?? 0) + card.medium);
    expect(laid.edges.filter((one) => one.to === 'join').map((one) => one.shape)).toEqual(['line', 'line']);
    expect([...laid.joins.keys()]).toEqual(['join']);
    expect(laid.order).toEqual(['start', 'if', 'a', 'join']);
  });

  it('draws a way back as a chip', () => {
    const laid = layOut({ ...diamond, edges: [...diamond.edges, edge('join', 'next', 'if')] });
    expect(laid.edges.find((one) => one.from === 'join')?.shape).toBe('chip');
  });

  it('places parts that nothing leads to beside the rest', () => {
    const laid = layOut({
      ...diamond,
      nodes: [...diamond.nodes, step('lost', 'next')],
      edges: [...diamond.edges, edge('lost', 'next', 'a')],
    });
    expect(laid.nodes.get('lost')?.x ?? 0).toBeGreaterThan(card.width);
    expect(laid.edges.find((one) => one.from === 'lost')?.shape).toBe('chip');
  });

  it('places every step of any graph, without overlap and without a line through a card or across another', () => {
    fc.assert(
      fc.property(anyGraph(14), (graph) => {
        const laid = layOut(graph);
        expect(laid.nodes.size).toBe(graph.nodes.length);
        expect(new Set(laid.order).size).toBe(graph.nodes.length);
        expect(troubles(laid)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it('draws what people draw without overlap or crossing', () => {
    fc.assert(
      fc.property(drawnGraph(40), (graph) => {
        expect(troubles(layOut(graph))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('moves only what is beside or below an inserted step, as long as the same ways are drawn as lines', () => {
    fc.assert(
      fc.property(drawnGraph(30), fc.nat(), fc.constantFrom(['next'], ['yes', 'no'], ['a', 'b', 'c']), (graph, pick, outcomes) => {
        const cut = graph.edges[pick % Math.max(1, graph.edges.length)];
        if (cut === undefined) return;
        const before = layOut(graph);
        const after = layOut(insert(graph, cut, outcomes));
        const added = after.nodes.get('new');
        if (added === undefined) throw new Error('the inserted step is missing');
        // A wider part can leave a way past it without room, or give it room again: then its join stands elsewhere.
        fc.pre(lines(before, cut) === lines(after, cut));
        for (const [id, old] of before.nodes) {
          const now = after.nodes.get(id);
          const still = old.y + old.height <= added.y && old.x <= added.x;
          if (still) expect({ id, ...now }).toEqual({ id, ...old });
        }
      }),
      { numRuns: 150 },
    );
  });
});

function insert(graph: LayoutInput, cut: LayoutInput['edges'][number], outcomes: readonly string[]): LayoutInput {
  return {
    root: graph.root,
    nodes: [...graph.nodes, step('new', ...outcomes)],
    edges: [
      ...graph.edges.filter((one) => one !== cut),
      { ...cut, to: 'new' },
      { from: 'new', outcome: outcomes[0] ?? 'next', to: cut.to },
    ],
  };
}

/** The ways drawn as lines, but for the one that a step was inserted into. */
function lines(laid: Layout, cut: LayoutInput['edges'][number]): string {
  const others = laid.edges.filter((one) => one.from !== 'new' && !(one.from === cut.from && one.outcome === cut.outcome));
  return others
    .filter((one) => one.shape === 'line')
    .map((one) => one.id)
    .toSorted()
    .join(' ');
}

/** Overlapping cards, lines through cards, lines across lines: what must not be. */
function troubles(laid: Layout): string[] {
  const found: string[] = [];
  const cards = [...laid.nodes.entries()];
  for (const [index, [id, rect]] of cards.entries())
    for (const [other, second] of cards.slice(index + 1)) if (overlap(rect, second)) found.push(`${id} covers ${other}`);
  const segments = laid.edges.flatMap((one) => one.points.slice(1).map((to, index) => ({ edge: one, from: one.points[index] ?? to, to })));
  for (const { edge: one, from, to } of segments) {
    if (from.x !== to.x && from.y !== to.y) found.push(`${one.id} is slanted`);
    if (to.y < from.y) found.push(`${one.id} runs upwards`);
    for (const [id, rect] of cards) if (through(rect, from, to)) found.push(`${one.id} runs through ${id}`);
  }
  for (const [index, a] of segments.entries()) {
    for (const b of segments.slice(index + 1)) {
      if (a.edge === b.edge) continue;
      if (across(a, b)) found.push(`${a.edge.id} crosses ${b.edge.id}`);
    }
  }
  return found;
}

function overlap(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function through(rect: Rect, from: Point, to: Point): boolean {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
  return left < rect.x + rect.width && right > rect.x && top < rect.y + rect.height && bottom > rect.y;
}

/** Lines may meet only where they part from one step or come together in one. */
function across(a: { edge: Layout['edges'][number]; from: Point; to: Point }, b: typeof a): boolean {
  const [flat, upright] = a.from.y === a.to.y ? [a, b] : [b, a];
  const related = a.edge.from === b.edge.from || (a.edge.to !== null && a.edge.to === b.edge.to);
  if (flat.from.y !== flat.to.y || upright.from.x !== upright.to.x || upright.from.y === upright.to.y) {
    return !related && collinear(a, b);
  }
  const [left, right] = [Math.min(flat.from.x, flat.to.x), Math.max(flat.from.x, flat.to.x)];
  const { x } = upright.from;
  const { y } = flat.from;
  const inside = x > left && x < right && y > upright.from.y && y < upright.to.y;
  const touching = x >= left && x <= right && y >= upright.from.y && y <= upright.to.y;
  return related ? inside && a.edge.to !== b.edge.to && a.edge.from !== b.edge.from : touching;
}

function collinear(a: { from: Point; to: Point }, b: { from: Point; to: Point }): boolean {
  const spans = (axis: 'x' | 'y', one: { from: Point; to: Point }) =>
    [Math.min(one.from[axis], one.to[axis]), Math.max(one.from[axis], one.to[axis])] as const;
  const [ax, ay, bx, by] = [spans('x', a), spans('y', a), spans('x', b), spans('y', b)];
  return ax[0] <= bx[1] && bx[0] <= ax[1] && ay[0] <= by[1] && by[0] <= ay[1];
}
