import { card, chipRoom, gap, stubWidth } from './geometry.ts';
import type { Branch, Structure } from './structure.ts';

/**
 * A block is a step with everything it dominates. It is as high and wide as it must be, its first step stands in its upper
 * left corner, and the branches that leave it each have a lane that is free down to its lower edge:
 *
 *   +------+ . . . . . .
 *   | step |           .      The first branch goes on below the step, the others to the right of it. So what is to the
 *   +--+---+           .      left or above never depends on what is to the right or below, and inserting a step moves
 *      +---------+     .      only what is beside or below it.
 *   +------+ +------+  .
 *   | a    | | b    |  .
 *   +--+---+ +--+---+  .
 *      +--------+      .      The branches come together in the step that stands under the first of them.
 *   +------+           .
 *   | join |           .
 *   +------+ . . . . . .
 */
export interface Block {
  readonly width: number;
  readonly height: number;
  readonly order: readonly string[];
  readonly parts: readonly Part[];
  readonly exits: readonly Exit[];
}

export type Part =
  | { readonly kind: 'node'; readonly id: string; readonly x: number; readonly y: number }
  | { readonly kind: 'block'; readonly block: Block; readonly x: number; readonly y: number }
  /** The lane of an edge: its x, and the y where its own part begins. */
  | { readonly kind: 'lane'; readonly edge: string; readonly x: number; readonly y: number; readonly shape: 'line' | 'chip' | 'open' };

/** An edge that leaves the block downwards; `y` is where its lane begins. */
export interface Exit {
  readonly branch: Branch;
  readonly to: string;
  readonly x: number;
  readonly y: number;
}

interface Group {
  x: number;
  width: number;
  bottom: number;
  order: string[];
  parts: Part[];
  exits: Exit[];
}

const middle = card.width / 2;

export function blockOf(id: string, structure: Structure): Block {
  const node = structure.nodes.get(id);
  if (node === undefined) throw new TypeError(`no such step: ${id}`);
  const branches = structure.branches.get(id) ?? [];
  const groups = columns(branches, node.height, structure);
  for (const join of structure.joins.get(id) ?? []) mergeAt(join, groups, node.height, structure);
  const parts: Part[] = [{ kind: 'node', id, x: 0, y: 0 }];
  const order = [id];
  const exits: Exit[] = [];
  let width: number = card.width;
  let height = node.height;
  for (const group of groups) {
    width = Math.max(width, group.x + group.width);
    height = Math.max(height, group.bottom);
    order.push(...group.order);
    parts.push(...group.parts.map((part) => ({ ...part, x: part.x + group.x })));
    exits.push(...group.exits.map((exit) => ({ ...exit, x: exit.x + group.x })));
  }
  return { width, height, order, parts, exits };
}

function columns(branches: readonly Branch[], height: number, structure: Structure): Group[] {
  const several = branches.length > 1;
  const groups: Group[] = [];
  let x = 0;
  for (const [index, branch] of branches.entries()) {
    const group = several ? column(branch, index, height, structure) : chainEnd(branch, height, structure);
    group.x = x;
    x += group.width + gap.columns;
    groups.push(group);
  }
  return groups;
}

/** What follows the only outcome of a step. */
function chainEnd(branch: Branch, height: number, structure: Structure): Group {
  const group: Group = { x: 0, width: card.width, bottom: height, order: [], parts: [], exits: [] };
  if (branch.to === null) return stub(group, branch, 'open', middle, height, height + gap.rows);
  if (branch.back) return stub(group, branch, 'chip', middle, height, height + chipRoom);
  if (structure.isJoin.has(branch.to)) {
    group.exits.push({ branch, to: branch.to, x: middle, y: height });
    group.bottom = height;
    return group;
  }
  return attach(group, branch.to, branch, height + gap.rows, structure);
}

/** One of several outcomes. */
function column(branch: Branch, index: number, height: number, structure: Structure): Group {
  const width = index === 0 ? card.width : stubWidth;
  const group: Group = { x: 0, width, bottom: height + gap.branch, order: [], parts: [], exits: [] };
  const lane = width / 2;
  if (branch.to === null) return stub(group, branch, 'open', lane, height, height + gap.branch);
  // The insert button of a branch stands lower than that of a chain, the chip stands under it.
  const laneTop = height + gap.branch - gap.rows;
  if (branch.back) return stub(group, branch, 'chip', lane, laneTop, laneTop + chipRoom);
  if (structure.isJoin.has(branch.to)) {
    group.exits.push({ branch, to: branch.to, x: lane, y: laneTop });
    group.bottom = laneTop;
    return group;
  }
  return attach(group, branch.to, branch, height + gap.branch, structure);
}

function stub(group: Group, branch: Branch, shape: 'chip' | 'open', x: number, y: number, bottom: number): Group {
  group.parts.push({ kind: 'lane', edge: branch.id, x, y, shape });
  group.bottom = bottom;
  return group;
}

function attach(group: Group, id: string, branch: Branch, y: number, structure: Structure): Group {
  const block = blockOf(id, structure);
  group.width = Math.max(card.width, block.width);
  group.bottom = y + block.height;
  group.order = [...block.order];
  group.parts.push({ kind: 'block', block, x: 0, y }, { kind: 'lane', edge: branch.id, x: middle, y, shape: 'line' });
  group.exits = block.exits.map((exit) => ({ ...exit, y: exit.y + y }));
  return group;
}

/** Puts the join under the branches that lead to it; exits that would cross it become chips. */
function mergeAt(join: string, groups: Group[], height: number, structure: Structure): void {
  const feeding = groups.flatMap((group, index) => (group.exits.some((exit) => exit.to === join) ? [index] : []));
  const block = blockOf(join, structure);
  const [first, last] = [feeding[0], feeding.at(-1)];
  if (first === undefined || last === undefined) {
    groups.push(detached(block, groups, height));
    return;
  }
  const range = groups.slice(first, last + 1);
  const head = range[0];
  if (head === undefined) return;
  const merged: Group = { x: head.x, width: 0, bottom: 0, order: [], parts: [], exits: [] };
  for (const group of range) {
    const shift = group.x - head.x;
    merged.width = Math.max(merged.width, shift + group.width);
    merged.bottom = Math.max(merged.bottom, group.bottom);
    merged.order.push(...group.order);
    merged.parts.push(...group.parts.map((part) => ({ ...part, x: part.x + shift })));
    merged.exits.push(...group.exits.map((exit) => ({ ...exit, x: exit.x + shift })));
  }
  settleExits(join, merged, block);
  const y = merged.bottom + gap.join;
  merged.parts.push({ kind: 'block', block, x: 0, y });
  merged.order.push(...block.order);
  merged.bottom = y + block.height;
  merged.exits.push(...block.exits.map((exit) => ({ ...exit, y: exit.y + y })));
  const before = last + 1 < groups.length ? (range.at(-1)?.x ?? 0) + (range.at(-1)?.width ?? 0) - head.x : 0;
  const grown = Math.max(0, block.width - before);
  merged.width = Math.max(merged.width, block.width);
  groups.splice(first, range.length, merged);
  if (before > 0) for (const group of groups.slice(first + 1)) group.x += grown;
}

/** Lines that enter the join get their lanes; others stay exits only if they pass to the right of everything. */
function settleExits(join: string, merged: Group, block: Block): void {
  const entering = merged.exits.filter((exit) => exit.to === join);
  const edge = Math.max(block.width, ...entering.map((exit) => exit.x));
  const passing: Exit[] = [];
  for (const exit of merged.exits) {
    if (exit.to === join) {
      merged.parts.push({ kind: 'lane', edge: exit.branch.id, x: exit.x, y: exit.y, shape: 'line' });
      merged.bottom = Math.max(merged.bottom, exit.y + gap.rows);
      continue;
    }
    // Room for a chip is kept even when a line fits: whether it does depends on how wide the join's own branches are, and
    // what stands below must not move what stands above.
    merged.bottom = Math.max(merged.bottom, exit.y + chipRoom);
    if (exit.x > edge + gap.columns / 2) passing.push(exit);
    else merged.parts.push({ kind: 'lane', edge: exit.branch.id, x: exit.x, y: exit.y, shape: 'chip' });
  }
  merged.exits = passing;
}

/** A join that all lines lead to as chips stands beside the other branches. */
function detached(block: Block, groups: readonly Group[], height: number): Group {
  const end = Math.max(0, ...groups.map((group) => group.x + group.width + gap.columns));
  const y = height + gap.branch;
  return {
    x: end,
    width: block.width,
    bottom: y + block.height,
    order: [...block.order],
    parts: [{ kind: 'block', block, x: 0, y }],
    exits: block.exits.map((exit) => ({ ...exit, y: exit.y + y })),
  };
}
