import type { BoundNode } from '../nodes/bind.ts';
import type { Graph, Link } from '../validate/graph.ts';

/** What a run can cost, from the drawing alone. Exits by rule may end it sooner. */
export interface PlanEstimate {
  readonly minSeconds: number;
  /** Null: no upper bound (a loop through a wait). */
  readonly maxSeconds: number | null;
  /** No run sends more; branches that meet count what follows for each of them. Null where a loop has no small bound. */
  readonly maxMessages: number | null;
}

/** Shortest and longest way through the steps, jumps left out of the shortest; with loops the longest has no bound. */
export function estimate(graph: Graph): PlanEstimate {
  const position = new Map(graph.order.map((id, index) => [id, index]));
  const looped = graph.order.some((id) =>
    (graph.outgoing.get(id) ?? []).some((link) => (position.get(link.to) ?? 0) <= (position.get(id) ?? 0)),
  );
  const shortest = new Map<string, number>();
  const longest = new Map<string, number | null>();
  const messages = new Map<string, number>();
  for (const id of [...graph.order].reverse()) {
    const own = graph.byId.get(id)?.bound;
    const links = (graph.outgoing.get(id) ?? []).filter((link) => !link.jump && shortest.has(link.to));
    const drawn =
      own?.outcomes.filter((outcome) => !outcome.optional).every((outcome) => links.some((link) => link.outcome === outcome.name)) ?? false;
    const next = links.map((link) => link.to);
    const least = next.map((to) => shortest.get(to) ?? 0);
    // A wait for an event may be over at once; its time-out bounds it from above only.
    shortest.set(id, (own?.estimate.minSeconds ?? 0) + (drawn && least.length > 0 ? Math.min(...least) : 0));
    longest.set(
      id,
      sum(own?.estimate.maxSeconds ?? (own === null || own === undefined ? 0 : null), most(next.map((to) => longest.get(to) ?? null))),
    );
    messages.set(id, (own?.estimate.messages ?? 0) + messagesAfter(own ?? null, links, messages));
  }
  const entry = graph.entry;
  if (entry === null) return { minSeconds: 0, maxSeconds: 0, maxMessages: 0 };
  return {
    minSeconds: shortest.get(entry) ?? 0,
    maxSeconds: looped ? null : (longest.get(entry) ?? null),
    maxMessages: looped ? null : (messages.get(entry) ?? 0),
  };
}

/** Alternatives send what the longest of them sends; what goes on side by side, or again and again, sends all of it. */
function messagesAfter(own: BoundNode | null, links: readonly Link[], messages: ReadonlyMap<string, number>): number {
  const of = (link: Link): number => messages.get(link.to) ?? 0;
  const beside = (link: Link): boolean => own?.parallel === true || own?.beside.includes(link.outcome) === true;
  const times = typeof own?.config.limit === 'number' ? own.config.limit : 1;
  const together = links.filter(beside).reduce((all, link) => all + of(link) * times, 0);
  return together + Math.max(0, ...links.filter((link) => !beside(link)).map(of));
}

function most(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : Math.max(0, ...values.map((value) => value ?? 0));
}

function sum(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}
