import type { Graph, Link } from './graph.ts';

/** A branch that goes on beside others: the step that opens it and the outcome it begins with. */
export interface Side {
  readonly step: string;
  readonly outcome: string;
}

/** In which branches every step stands, and where they meet. */
export interface Scopes {
  /** Outermost first; empty for steps on the main path and for those that nothing leads to. */
  readonly of: (id: string) => readonly Side[];
  /** The branch a link ends in, before it comes to a join. */
  readonly along: (link: Link) => readonly Side[];
  /** Links whose branches do not fit to those of the step they lead to. */
  readonly misfits: readonly Link[];
  /** Joins to which a link leads that is in no branch. */
  readonly bare: readonly Link[];
  /** Step that opens branches -> join -> the branches that get there. */
  readonly meetings: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>;
}

/** Follows every path once; a step belongs to the branches of the first path that comes by. */
export function scopesOf(graph: Graph): Scopes {
  const stacks = new Map<string, readonly Side[]>();
  const misfits: Link[] = [];
  const bare: Link[] = [];
  const meetings = new Map<string, Map<string, Set<string>>>();
  const along = (link: Link): readonly Side[] => {
    const own = stacks.get(link.from) ?? [];
    const from = graph.byId.get(link.from)?.bound;
    return from?.parallel === true || from?.beside.includes(link.outcome) === true
      ? [...own, { step: link.from, outcome: link.outcome }]
      : own;
  };
  const open: Link[] = [...(graph.outgoing.get(graph.triggerId) ?? [])].slice(0, 1);
  const seen = new Set<Link>();
  for (let link = open.shift(); link !== undefined; link = open.shift()) {
    if (seen.has(link)) continue;
    seen.add(link);
    let stack = along(link);
    if (graph.byId.get(link.to)?.bound?.join === true) {
      const side = stack.at(-1);
      if (side === undefined || graph.byId.get(side.step)?.bound?.parallel !== true) bare.push(link);
      else {
        stack = stack.slice(0, -1);
        note(meetings, side, link.to);
      }
    }
    const known = stacks.get(link.to);
    if (known === undefined) {
      stacks.set(link.to, stack);
      open.push(...(graph.outgoing.get(link.to) ?? []));
    } else if (!sameSides(known, stack)) misfits.push(link);
  }
  return { of: (id) => stacks.get(id) ?? [], along, misfits, bare, meetings };
}

function note(meetings: Map<string, Map<string, Set<string>>>, side: Side, join: string): void {
  const joins = meetings.get(side.step) ?? new Map<string, Set<string>>();
  meetings.set(side.step, joins.set(join, (joins.get(join) ?? new Set()).add(side.outcome)));
}

function sameSides(one: readonly Side[], other: readonly Side[]): boolean {
  return (
    one.length === other.length && one.every((side, index) => side.step === other[index]?.step && side.outcome === other[index]?.outcome)
  );
}

/** Whether two steps may be under way at the same time: the branches they stand in part from one step by different outcomes. */
export function areBeside(one: readonly Side[], other: readonly Side[]): boolean {
  return one.some((side) => other.some((beside) => beside.step === side.step && beside.outcome !== side.outcome));
}
