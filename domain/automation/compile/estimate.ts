import type { BoundNode } from '../nodes/bind.ts';
import type { Graph, Link } from '../validate/graph.ts';
import type { Scopes } from '../validate/scopes.ts';

/** What a run can cost, from the drawing alone. Exits by rule may end it sooner. */
export interface PlanEstimate {
  readonly minSeconds: number;
  /** Null: no upper bound (a loop through a wait). */
  readonly maxSeconds: number | null;
  /** On the way that sends fewest, if none is withheld. */
  readonly minMessages: number;
  /** No run sends more; branches that meet count what follows for each of them. Null where a loop has no bound. */
  readonly maxMessages: number | null;
  /** Events in the history of its workflow, where nothing wakes it but what it waits for. */
  readonly minEvents: number;
  readonly maxEvents: number | null;
}

/** A workflow that never waits: its start and end, one task of three events, and the segment's marker. */
const barestHistory = 6;
/** Whoever has stood still corrects at the end what operators see. */
const afterStanding = 1;
/** A wait that its timer ends: started, fired, what operators see, a task of three events, the segment's marker. */
const timerEvents = 7;
/** A wait that a signal ends has its timer cancelled as well. */
const signalEvents = 8;

interface Costs {
  readonly seconds: number;
  readonly messages: number;
  readonly events: number;
}
type Bounded = { readonly [K in keyof Costs]: number | null };

const nothing: Costs = { seconds: 0, messages: 0, events: 0 };
const kinds = ['seconds', 'messages', 'events'] as const;

/**
 * Shortest and longest way through the steps. A run goes forward once, and once more from the target of each jump for every time that it
 * may jump; a loop that is drawn through a wait has no bound.
 */
export function estimate(graph: Graph, scopes: Scopes): PlanEstimate {
  const position = new Map(graph.order.map((id, index) => [id, index]));
  const isForward = (link: Link): boolean => (position.get(link.to) ?? 0) > (position.get(link.from) ?? -1);
  const least = new Map<string, Costs>();
  const most = new Map<string, Bounded>();
  for (const id of [...graph.order].reverse()) {
    const own = graph.byId.get(id)?.bound ?? null;
    const links = (graph.outgoing.get(id) ?? []).filter(isForward);
    least.set(id, leastFrom(own, links, least));
    most.set(id, mostFrom(own, links, most));
  }
  const { entry } = graph;
  if (entry === null) return written(nothing, nothing);
  const back = graph.order.flatMap((id) => (graph.outgoing.get(id) ?? []).filter((link) => !isForward(link)));
  return written(
    shortest(graph, entry, least),
    back.reduce((all, link) => addTimes(all, ...again(graph, scopes, link, most)), most.get(entry) ?? nothing),
  );
}

/** What has to be added for a way back, and how often it may be gone. */
function again(graph: Graph, scopes: Scopes, link: Link, most: ReadonlyMap<string, Bounded>): readonly [Bounded, number | null] {
  const jump = link.jump ? graph.byId.get(link.from)?.bound?.jump : null;
  const rounds = scopes.of(link.from).reduce((times, side) => times * timesOf(graph.byId.get(side.step)?.bound ?? null, side.outcome), 1);
  return [most.get(link.to) ?? nothing, jump ? jump.maxVisits * rounds : null];
}

/** A goal that is reached early leaves everything out that lies before it. */
function shortest(graph: Graph, entry: string, least: ReadonlyMap<string, Costs>): Costs {
  const goals = graph.order.filter((id) => graph.byId.get(id)?.node.type === 'flow.goal');
  return lowest([entry, ...goals].map((id) => least.get(id) ?? nothing));
}

function leastFrom(own: BoundNode | null, links: readonly Link[], least: ReadonlyMap<string, Costs>): Costs {
  const drawn =
    own?.outcomes.filter((outcome) => !outcome.optional).every((outcome) => links.some((link) => link.outcome === outcome.name)) ?? false;
  // A way back costs more than to go on; whoever has no other way is held in the end.
  const next = links.filter((link) => own?.beside.includes(link.outcome) !== true).map((link) => least.get(link.to) ?? nothing);
  const after = (drawn || own?.jump) && next.length > 0 ? lowest(next) : nothing;
  const seconds = own?.estimate.minSeconds ?? 0;
  const events = own?.category === 'wait' && seconds > 0 ? timerEvents : 0;
  return {
    seconds: seconds + after.seconds,
    messages: (own?.estimate.messages ?? 0) + after.messages,
    events: events + after.events,
  };
}

function mostFrom(own: BoundNode | null, links: readonly Link[], most: ReadonlyMap<string, Bounded>): Bounded {
  const beside = links.filter((link) => own?.parallel === true || own?.beside.includes(link.outcome) === true);
  const ways = links.filter((link) => !beside.includes(link)).map((link) => most.get(link.to) ?? nothing);
  const sides = beside.map((link) => ({ costs: most.get(link.to) ?? nothing, link }));
  const together = (kind: 'messages' | 'events') => sum(sides.map(({ costs, link }) => times(costs[kind], timesOf(own, link.outcome))));
  const seconds = own === null ? 0 : own.estimate.maxSeconds;
  return {
    // Rounds that go on one after the other take their time one after the other, and what follows waits for them.
    seconds: sum([
      seconds,
      own?.beside.includes('each') === true
        ? sum([
            highest(ways.map((way) => way.seconds)),
            ...sides.map(({ costs, link }) => times(costs.seconds, roundsOf(own, link.outcome))),
          ])
        : highest([...ways, ...sides.map(({ costs }) => costs)].map((way) => way.seconds)),
    ]),
    messages: sum([own?.estimate.messages ?? 0, together('messages'), highest(ways.map((way) => way.messages))]),
    events: sum([standing(own), together('events'), highest(ways.map((way) => way.events))]),
  };
}

function standing(own: BoundNode | null): number {
  const waits = own?.category === 'wait' || (own !== null && own.estimate.maxSeconds !== 0);
  const reminders = own === null ? 0 : timesOf(own, 'remind') * timerEvents;
  return waits ? signalEvents + (own?.beside.includes('remind') === true ? reminders : 0) : 0;
}

/** How often a branch beside a step is gone: once per record that is gone through, once per reminder. */
function timesOf(own: BoundNode | null, outcome: string): number {
  const { limit, reminders } = own?.config ?? {};
  if (outcome === 'each' && typeof limit === 'number') return limit;
  const asked = typeof reminders === 'object' && reminders !== null && 'times' in reminders ? reminders.times : null;
  return outcome === 'remind' ? (typeof asked === 'number' ? asked : 0) : 1;
}

function roundsOf(own: BoundNode | null, outcome: string): number {
  const atOnce = own?.config.atOnce;
  return Math.ceil(timesOf(own, outcome) / (typeof atOnce === 'number' ? atOnce : 1));
}

function written(low: Costs, high: Bounded): PlanEstimate {
  const history = (events: number): number => barestHistory + (events > 0 ? afterStanding + events : 0);
  return {
    minSeconds: low.seconds,
    maxSeconds: high.seconds,
    minMessages: low.messages,
    maxMessages: high.messages,
    minEvents: history(low.events),
    maxEvents: high.events === null ? null : history(high.events),
  };
}

function lowest(costs: readonly Costs[]): Costs {
  const [first = nothing, ...others] = costs;
  return others.reduce(
    (one, other) => ({
      seconds: Math.min(one.seconds, other.seconds),
      messages: Math.min(one.messages, other.messages),
      events: Math.min(one.events, other.events),
    }),
    first,
  );
}

function addTimes(all: Bounded, more: Bounded, count: number | null): Bounded {
  const [seconds, messages, events] = kinds.map((kind) =>
    sum([all[kind], count === null ? (more[kind] === 0 ? 0 : null) : times(more[kind], count)]),
  );
  return { seconds: seconds ?? null, messages: messages ?? null, events: events ?? null };
}

function highest(values: readonly (number | null)[]): number | null {
  return values.includes(null) ? null : Math.max(0, ...values.map((value) => value ?? 0));
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((all, value) => (all === null || value === null ? null : all + value), 0);
}

function times(value: number | null, count: number): number | null {
  return value === null ? null : value * count;
}
