import type { Scopes } from './scopes.ts';
import type { Normalized, NormalNode } from '../compile/normalize.ts';

/** One way from a step (or the trigger) to another. */
export interface Link {
  readonly from: string;
  readonly outcome: string;
  readonly to: string;
  /** Through `flow.goto`, whose visits are bounded. */
  readonly jump: boolean;
}

/** The steps and the paths between them; only what exists at both ends. */
export interface Graph {
  readonly byId: ReadonlyMap<string, NormalNode>;
  readonly triggerId: string;
  readonly entry: string | null;
  readonly outgoing: ReadonlyMap<string, readonly Link[]>;
  readonly incoming: ReadonlyMap<string, readonly Link[]>;
  /** From the trigger, in the order in which a person reads: branches in outcome order, a join after all its branches. */
  readonly order: readonly string[];
}

export function graphOf(normalized: Normalized): Graph {
  const byId = new Map(normalized.nodes.map((node) => [node.id, node]));
  const triggerId = normalized.definition.trigger.id;
  const outgoing = new Map<string, Link[]>();
  const incoming = new Map<string, Link[]>();
  for (const link of linksOf(normalized, byId, triggerId)) {
    push(outgoing, link.from, link);
    push(incoming, link.to, link);
  }
  for (const links of outgoing.values()) links.sort((a, b) => rank(byId, a) - rank(byId, b));
  const entry = outgoing.get(triggerId)?.[0]?.to ?? null;
  return { byId, triggerId, entry, outgoing, incoming, order: entry === null ? [] : readingOrder(entry, outgoing) };
}

function linksOf(normalized: Normalized, byId: ReadonlyMap<string, NormalNode>, triggerId: string): readonly Link[] {
  const links: Link[] = [];
  const seen = new Set<string>();
  for (const edge of normalized.definition.edges) {
    const known = (edge.from === triggerId || byId.has(edge.from)) && byId.has(edge.to);
    const key = JSON.stringify([edge.from, edge.outcome]);
    if (!known || seen.has(key)) continue;
    seen.add(key);
    links.push({ ...edge, jump: false });
  }
  for (const node of normalized.nodes) {
    const target = node.bound?.jump?.target;
    if (target !== undefined && byId.has(target)) links.push({ from: node.id, outcome: 'next', to: target, jump: true });
  }
  return links;
}

function rank(byId: ReadonlyMap<string, NormalNode>, link: Link): number {
  const outcomes = byId.get(link.from)?.bound?.outcomes ?? [];
  const index = outcomes.findIndex((outcome) => outcome.name === link.outcome);
  return index < 0 ? outcomes.length : index;
}

/** Reverse postorder, visiting later branches first so that earlier ones are read first. Jumps are no way to read on. Without recursion. */
function readingOrder(entry: string, outgoing: ReadonlyMap<string, readonly Link[]>): readonly string[] {
  const done: string[] = [];
  const seen = new Set<string>([entry]);
  const path: { id: string; rest: Link[] }[] = [{ id: entry, rest: forward(outgoing, entry) }];
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const link = top.rest.pop();
    if (link === undefined) {
      done.push(top.id);
      path.pop();
    } else if (!seen.has(link.to)) {
      seen.add(link.to);
      path.push({ id: link.to, rest: forward(outgoing, link.to) });
    }
  }
  // Steps that only a jump leads to (its target stands nowhere else) follow at the end.
  const order = done.reverse();
  for (const id of order) {
    for (const link of outgoing.get(id) ?? []) {
      if (seen.has(link.to)) continue;
      seen.add(link.to);
      order.push(link.to);
    }
  }
  return order;
}

function forward(outgoing: ReadonlyMap<string, readonly Link[]>, id: string): Link[] {
  return (outgoing.get(id) ?? []).filter((link) => !link.jump);
}

function push(map: Map<string, Link[]>, key: string, link: Link): void {
  const links = map.get(key);
  if (links === undefined) map.set(key, [link]);
  else links.push(link);
}

/** Which steps every path to a step has completed. */
export interface Completed {
  /** Whether any path leads to the step at all. */
  readonly reaches: (at: string) => boolean;
  /** Whether `step` was completed, by an outcome that gives outputs, whenever `at` is reached. */
  readonly before: (step: string, at: string) => boolean;
  /** Whether some step has set the variable whenever `at` is reached. */
  readonly hasSet: (variable: string, at: string) => boolean;
}

/**
 * Classic forward data flow over sets of bits: intersection over the ways in, until nothing changes. Where branches that went on side by
 * side meet, everything is done that any of those did which always get there.
 */
export function completedBefore(graph: Graph, scopes: Scopes): Completed {
  const names = [...graph.order, ...new Set(graph.order.flatMap((id) => variablesOf(graph, id)))];
  const position = new Map(names.map((name, index) => [name, index]));
  const words = Math.ceil(names.length / 32);
  const sets = new Map<string, Uint32Array>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of graph.order) {
      const next = waysIn(graph, scopes, id)
        .map((links) => meet(graph, position, sets, links, words))
        .reduce(union, null);
      const known = sets.get(id);
      if (next === null || (known !== undefined && known.every((word, index) => word === next[index]))) continue;
      sets.set(id, next);
      changed = true;
    }
  }
  const before = (name: string, at: string): boolean => {
    const bit = position.get(name);
    return bit !== undefined && (((sets.get(at)?.[bit >> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
  };
  return { reaches: (at) => sets.has(at), before, hasSet: (variable, at) => before(bitOf(variable), at) };
}

/** Not the id of any step: those have no dots. */
function bitOf(variable: string): string {
  return `vars.${variable}`;
}

function variablesOf(graph: Graph, id: string): readonly string[] {
  return (graph.byId.get(id)?.bound?.references.variables ?? []).map(({ value }) => bitOf(value.name));
}

function meet(
  graph: Graph,
  position: ReadonlyMap<string, number>,
  sets: ReadonlyMap<string, Uint32Array>,
  links: readonly Link[],
  words: number,
): Uint32Array | null {
  let result: Uint32Array | null = null;
  for (const link of links) {
    const fromTrigger = link.from === graph.triggerId;
    const known = sets.get(link.from);
    if (!fromTrigger && known === undefined) continue;
    const through = new Uint32Array(words);
    if (known !== undefined) through.set(known);
    if (!fromTrigger && givesResults(graph.byId.get(link.from), link)) {
      for (const name of [link.from, ...variablesOf(graph, link.from)]) {
        const bit = position.get(name);
        if (bit !== undefined) through[bit >> 5] = (through[bit >> 5] ?? 0) | (1 << (bit & 31));
      }
    }
    if (result === null) result = through;
    else for (let word = 0; word < words; word++) result[word] = (result[word] ?? 0) & (through[word] ?? 0);
  }
  return result;
}

/** The ways into a step that are alternatives; one list for each branch that is sure to come if they meet here and all are waited for. */
function waysIn(graph: Graph, scopes: Scopes, id: string): readonly (readonly Link[])[] {
  const links = graph.incoming.get(id) ?? [];
  const node = graph.byId.get(id);
  if (node?.bound?.join !== true || node.bound.config.mode !== 'all') return [links];
  const byBranch = new Map<string, Link[]>();
  for (const link of links) push(byBranch, scopes.along(link).at(-1)?.outcome ?? '', link);
  const sure = [...byBranch].filter(([branch]) => !mayEnd(graph, scopes, id, branch)).map(([, ways]) => ways);
  return sure.length === 0 ? [links] : sure;
}

/** Whether a branch may come to an end before it meets the others. */
function mayEnd(graph: Graph, scopes: Scopes, join: string, branch: string): boolean {
  const depth = scopes.of(join).length;
  return graph.order.some((id) => {
    const side = scopes.of(id)[depth];
    if (
      side === undefined ||
      side.outcome !== branch ||
      !(graph.incoming.get(join) ?? []).some((link) => scopes.along(link)[depth]?.step === side.step)
    )
      return false;
    const { bound } = graph.byId.get(id) ?? {};
    const drawn = graph.outgoing.get(id) ?? [];
    const open = (bound?.outcomes ?? []).some(
      (outcome) => outcome.optional !== true && !drawn.some((link) => link.outcome === outcome.name),
    );
    return bound?.parallel === true ? false : open;
  });
}

function union(one: Uint32Array | null, other: Uint32Array | null): Uint32Array | null {
  if (one === null || other === null) return one ?? other;
  return one.map((word, index) => word | (other[index] ?? 0));
}

/** A failed step leaves without its results; one that is to go on all the same leaves by its usual way. */
function givesResults(node: NormalNode | undefined, link: Link): boolean {
  const left = node?.bound?.outcomes.find((outcome) => outcome.name === link.outcome);
  const goesOn = node?.node.onFailure?.rule === 'go_on' && link.outcome === node.bound?.skipOutcome;
  return left?.optional !== true && left?.empty !== true && !goesOn;
}

/** Steps from which a path leads to the step. */
export function ancestorsOf(graph: Graph, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const link of graph.incoming.get(next) ?? []) {
      if (found.has(link.from)) continue;
      found.add(link.from);
      open.push(link.from);
    }
  }
  return found;
}
