import * as fc from 'fast-check';
import { card } from './geometry.ts';
import type { LayoutEdge, LayoutInput, LayoutNode } from './geometry.ts';

/** What the property tests draw: any graph at all, with joins, loops, parts that nothing leads to. */
export function anyGraph(maxNodes: number): fc.Arbitrary<LayoutInput> {
  return fc.integer({ min: 1, max: maxNodes }).chain((count) =>
    fc
      .array(
        fc.record({
          height: fc.constantFrom(card.small, card.medium, card.large),
          targets: fc.array(fc.option(fc.integer({ min: 0, max: count - 1 }), { freq: 4 }), { maxLength: 4 }),
        }),
        { minLength: count, maxLength: count },
      )
      .map((drawn) => graphOf(drawn)),
  );
}

/** Graphs as people draw them: sequences, branches that come together again or end, some gotos. */
export function drawnGraph(steps: number): fc.Arbitrary<LayoutInput> {
  return fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: steps, maxLength: steps }).map((choices) => grow(choices));
}

function graphOf(drawn: readonly { height: number; targets: readonly (number | null)[] }[]): LayoutInput {
  const nodes: LayoutNode[] = [];
  const edges: LayoutEdge[] = [];
  for (const [index, { height, targets }] of drawn.entries()) {
    const outcomes = targets.map((_, outcome) => `o${outcome}`);
    nodes.push({ id: `n${index}`, height, outcomes });
    for (const [outcome, target] of targets.entries())
      if (target !== null) edges.push({ from: `n${index}`, outcome: `o${outcome}`, to: `n${target}` });
  }
  return { root: 'n0', nodes, edges };
}

/** Grows a graph step by step: each number picks a place and what to put there. Numbers keep it reproducible. */
export function grow(choices: readonly number[]): LayoutInput {
  const nodes: LayoutNode[] = [{ id: 'root', height: card.large, outcomes: ['next'] }];
  const edges: LayoutEdge[] = [];
  for (const [index, choice] of choices.entries()) {
    const open = nodes.flatMap((node) =>
      node.outcomes
        .filter((outcome) => !edges.some((edge) => edge.from === node.id && edge.outcome === outcome))
        .map((outcome) => ({ from: node.id, outcome })),
    );
    const id = `s${index}`;
    const kind = Math.floor(choice / 7) % 10;
    const outcomes = kind < 3 ? ['yes', 'no'] : kind === 3 ? ['a', 'b', 'c'] : kind === 4 && open.length > 1 ? [] : ['next'];
    const height = [card.small, card.medium, card.large][choice % 3] ?? card.medium;
    nodes.push({ id, height, outcomes });
    const place = open[choice % Math.max(1, open.length)];
    if (place !== undefined) edges.push({ ...place, to: id });
    else {
      const cut = edges[choice % edges.length];
      if (cut === undefined) continue;
      edges.splice(edges.indexOf(cut), 1, { ...cut, to: id });
      if (outcomes[0] !== undefined) edges.push({ from: id, outcome: outcomes[0], to: cut.to });
    }
    // Now and then two or three open branches come together in the new step.
    if (kind > 6) for (const other of open.slice(0, 3)) if (other !== place) edges.push({ ...other, to: id });
  }
  return { root: 'root', nodes, edges };
}
