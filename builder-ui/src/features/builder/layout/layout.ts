import { blockOf } from './blocks.ts';
import type { Block } from './blocks.ts';
import type { EdgeShape, LaidEdge, Layout, LayoutInput, Point, Rect } from './geometry.ts';
import { branchInsertDrop, busDrop, card, chipRoom, chip, gap, labelDrop } from './geometry.ts';
import { structureOf } from './structure.ts';
import type { Branch, Structure } from './structure.ts';

interface Lane extends Point {
  readonly shape: EdgeShape;
}

interface Placement {
  readonly nodes: Map<string, Rect>;
  readonly lanes: Map<string, Lane>;
}

/** Computes every position from the graph alone: the same graph always looks the same, and no position is stored. */
export function layOut(input: LayoutInput): Layout {
  const structure = structureOf(input);
  const placed: Placement = { nodes: new Map(), lanes: new Map() };
  const order: string[] = [];
  let x = 0;
  let height = 0;
  for (const root of structure.roots) {
    const block = blockOf(root, structure);
    place(block, x, 0, placed, structure);
    order.push(...block.order);
    // Edges that leave a part that is not connected have no lane to anywhere.
    for (const exit of block.exits) placed.lanes.set(exit.branch.id, { x: x + exit.x, y: exit.y, shape: 'chip' });
    height = Math.max(height, block.height);
    x += block.width + gap.columns * 2;
  }
  const edges = [...structure.branches.values()].flatMap((branches) =>
    branches.map((branch) => route(branch, branches.length > 1, placed, structure)),
  );
  return {
    nodes: placed.nodes,
    edges,
    order,
    joins: joinPoints(edges, placed, structure),
    joinsOf: structure.joins,
    width: Math.max(0, x - gap.columns * 2),
    height,
  };
}

function place(block: Block, x: number, y: number, placed: Placement, structure: Structure): void {
  for (const part of block.parts) {
    const at = { x: x + part.x, y: y + part.y };
    if (part.kind === 'block') place(part.block, at.x, at.y, placed, structure);
    else if (part.kind === 'lane') placed.lanes.set(part.edge, { ...at, shape: part.shape });
    else placed.nodes.set(part.id, { ...at, width: card.width, height: structure.nodes.get(part.id)?.height ?? card.medium });
  }
}

function route(branch: Branch, several: boolean, placed: Placement, structure: Structure): LaidEdge {
  const source = placed.nodes.get(branch.from) ?? { x: 0, y: 0, width: card.width, height: card.medium };
  const start = { x: source.x + source.width / 2, y: source.y + source.height };
  const lane = placed.lanes.get(branch.id) ?? { ...start, shape: 'open' as const };
  const target = branch.to === null || lane.shape !== 'line' ? undefined : placed.nodes.get(branch.to);
  const insert = { x: lane.x, y: start.y + (several ? branchInsertDrop : gap.rows / 2) };
  const points: Point[] = [start];
  if (lane.x !== start.x) points.push({ x: start.x, y: start.y + busDrop }, { x: lane.x, y: start.y + busDrop });
  if (target !== undefined) points.push(...enter(target, lane.x, branch.to !== null && structure.isJoin.has(branch.to)));
  else points.push({ x: lane.x, y: lane.shape === 'chip' ? lane.y + chipRoom - chip.height : insert.y });
  return {
    id: branch.id,
    from: branch.from,
    outcome: branch.outcome,
    to: branch.to,
    shape: lane.shape,
    points,
    insert,
    label: several ? { x: lane.x, y: start.y + labelDrop } : null,
  };
}

function enter(target: Rect, lane: number, join: boolean): Point[] {
  const x = target.x + target.width / 2;
  const end = { x, y: target.y };
  if (!join || lane === x) return [end];
  return [{ x: lane, y: target.y - gap.join }, { x, y: target.y - gap.join }, end];
}

function joinPoints(edges: readonly LaidEdge[], placed: Placement, structure: Structure): ReadonlyMap<string, Point> {
  const drawn = new Map<string, number>();
  for (const edge of edges) if (edge.shape === 'line' && edge.to !== null) drawn.set(edge.to, (drawn.get(edge.to) ?? 0) + 1);
  const result = new Map<string, Point>();
  for (const id of structure.isJoin) {
    const rect = placed.nodes.get(id);
    if (rect !== undefined && (drawn.get(id) ?? 0) > 1) result.set(id, { x: rect.x + rect.width / 2, y: rect.y - gap.join / 2 });
  }
  return result;
}
