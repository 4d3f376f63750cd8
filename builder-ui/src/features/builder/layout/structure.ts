import type { LayoutInput, LayoutNode } from './geometry.ts';
import { edgeId } from './geometry.ts';

/** One outcome of a step as the layout sees it. */
export interface Branch {
  readonly id: string;
  readonly from: string;
  readonly outcome: string;
  readonly to: string | null;
  /** Leads back to a step above it (or out of a part that is not connected): never drawn as a line. */
  readonly back: boolean;
}

/**
 * The graph as a tree of dominators: `joins` of a step are the steps in which branches opened by it come together again,
 * every other step has exactly one line leading to it.
 */
export interface Structure {
  readonly nodes: ReadonlyMap<string, LayoutNode>;
  readonly branches: ReadonlyMap<string, readonly Branch[]>;
  readonly joins: ReadonlyMap<string, readonly string[]>;
  readonly isJoin: ReadonlySet<string>;
  /** The root first, then the heads of parts that nothing leads to. */
  readonly roots: readonly string[];
}

interface Walk {
  readonly back: Set<string>;
  readonly postorder: string[];
}

export function structureOf(input: LayoutInput): Structure {
  const nodes = new Map(input.nodes.map((node) => [node.id, node]));
  const targets = outgoing(input, nodes);
  const seen = new Set<string>();
  const roots: string[] = [];
  const back = new Set<string>();
  const joins = new Map<string, string[]>();
  const isJoin = new Set<string>();
  for (const root of rootsOf(input, nodes)) {
    if (seen.has(root) || !nodes.has(root)) continue;
    roots.push(root);
    const earlier = new Set(seen);
    const walk = depthFirst(root, targets, seen, earlier);
    for (const id of walk.back) back.add(id);
    gatherJoins(walk, targets, joins, isJoin);
  }
  const branches = new Map<string, readonly Branch[]>();
  for (const [id, list] of targets) {
    branches.set(
      id,
      list.map((branch) => ({ ...branch, back: back.has(branch.id) })),
    );
  }
  return { nodes, branches, joins, isJoin, roots };
}

function rootsOf(input: LayoutInput, nodes: ReadonlyMap<string, LayoutNode>): string[] {
  const entered = new Set(input.edges.filter((edge) => nodes.has(edge.from)).map((edge) => edge.to));
  const heads = input.nodes.filter((node) => !entered.has(node.id)).map((node) => node.id);
  // A cycle that nothing leads to has no head: any of its steps will do, hence all steps at the end.
  return [input.root, ...heads, ...input.nodes.map((node) => node.id)];
}

function outgoing(input: LayoutInput, nodes: ReadonlyMap<string, LayoutNode>): Map<string, Branch[]> {
  const byOutcome = new Map<string, string>();
  for (const edge of input.edges) {
    const id = edgeId(edge.from, edge.outcome);
    if (!byOutcome.has(id) && nodes.has(edge.to)) byOutcome.set(id, edge.to);
  }
  const result = new Map<string, Branch[]>();
  for (const node of input.nodes) {
    const list = node.outcomes.map((outcome) => {
      const id = edgeId(node.id, outcome);
      return { id, from: node.id, outcome, to: byOutcome.get(id) ?? null, back: false };
    });
    result.set(node.id, list);
  }
  return result;
}

function depthFirst(root: string, targets: ReadonlyMap<string, readonly Branch[]>, seen: Set<string>, foreign: ReadonlySet<string>): Walk {
  const back = new Set<string>();
  const postorder: string[] = [];
  const onPath = new Set<string>([root]);
  const stack: { id: string; next: number }[] = [{ id: root, next: 0 }];
  seen.add(root);
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const branch = targets.get(top.id)?.[top.next];
    if (branch === undefined) {
      stack.pop();
      onPath.delete(top.id);
      postorder.push(top.id);
      continue;
    }
    top.next += 1;
    if (branch.to === null) continue;
    if (onPath.has(branch.to) || foreign.has(branch.to)) back.add(branch.id);
    else if (!seen.has(branch.to)) {
      seen.add(branch.to);
      onPath.add(branch.to);
      stack.push({ id: branch.to, next: 0 });
    }
  }
  return { back, postorder };
}

/** Dominators by the method of Cooper, Harvey and Kennedy; without back edges one pass is enough. */
function gatherJoins(walk: Walk, targets: ReadonlyMap<string, readonly Branch[]>, joins: Map<string, string[]>, isJoin: Set<string>): void {
  const rank = new Map(walk.postorder.map((id, index) => [id, index]));
  const above = new Map<string, string>();
  const forward = new Map<string, number>();
  const common = (left: string, right: string): string => {
    let [a, b] = [left, right];
    while (a !== b) {
      if ((rank.get(a) ?? 0) < (rank.get(b) ?? 0)) a = above.get(a) ?? b;
      else b = above.get(b) ?? a;
    }
    return a;
  };
  for (const id of walk.postorder.toReversed()) {
    for (const branch of targets.get(id) ?? []) {
      if (branch.to === null || walk.back.has(branch.id)) continue;
      const known = above.get(branch.to);
      above.set(branch.to, known === undefined ? id : common(known, id));
      forward.set(branch.to, (forward.get(branch.to) ?? 0) + 1);
    }
  }
  for (const id of walk.postorder.toReversed()) {
    const dominator = above.get(id);
    if (dominator === undefined || (forward.get(id) ?? 0) < 2) continue;
    isJoin.add(id);
    const list = joins.get(dominator);
    if (list === undefined) joins.set(dominator, [id]);
    else list.push(id);
  }
}
