import type { AutomationDefinition, DefinitionEdge, DefinitionNode } from '../../domain/automation/definition/definition.ts';
import { fixtureIds, nodeFixture, triggerFixtures } from '../../domain/automation/nodes/fixtures.ts';
import { bindNode } from '../../domain/automation/nodes/bind.ts';
import type { NodeType } from '../../domain/automation/nodes/node-types.ts';
import { nodeTypes } from '../../domain/automation/nodes/node-types.ts';
import type { CompileContext } from '../../domain/automation/compile/context.ts';
import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import type { JsonObject } from '../../domain/json.ts';
import { catalogueOf } from '../../domain/records/field-catalogue.ts';

/** Monday to Friday, nine to five, in UTC. */
export const officeHours: BusinessCalendar = {
  timeZone: 'UTC',
  week: Object.fromEntries(['1', '2', '3', '4', '5'].map((day) => [day, [{ from: '09:00', to: '17:00' }]])),
  exceptions: [],
};

/** A tenant in which the ids of the fixtures exist. */
export function compileContext(overrides: Partial<CompileContext> = {}): CompileContext {
  return {
    catalogue: catalogueOf(),
    template: (id) => (id === 'welcome' ? { name: 'Welcome', variables: ['lead.firstName'] } : null),
    user: (id) => (id === fixtureIds.user ? { name: 'Ann', active: true } : null),
    stage: (id) => (id === fixtureIds.stage ? { name: 'Offer' } : null),
    automation: (id) => (id === fixtureIds.automation ? { name: 'Other', subject: 'lead', live: true } : null),
    team: (id) => (id === fixtureIds.team ? { name: 'Sales', activeMembers: 2 } : null),
    calendar: officeHours,
    ...overrides,
  };
}

/** An automation about leads with the given steps; `next` of each leads to the following one unless edges are given. */
export function definition(nodes: readonly DefinitionNode[], overrides: Partial<AutomationDefinition> = {}): AutomationDefinition {
  return {
    schemaVersion: 1,
    name: 'Test',
    subject: 'lead',
    trigger: { id: 'start', type: 'trigger.event', config: { ...triggerFixtures['trigger.event'] } },
    enrollment: { filter: null, key: 'record', reenroll: 'never', whileActive: 'ignore' },
    exit: [{ kind: 'event', reason: 'Deleted', events: ['lead.deleted'], when: null }],
    settings: { timeZone: 'tenant', onError: 'hold', loopGuard: { max: 20, perHours: 24 } },
    nodes,
    edges: chain(nodes),
    ...overrides,
  };
}

/** The fixture of a type as a step. */
export function step(id: string, type: NodeType, config: JsonObject = {}): DefinitionNode {
  return { id, type, config: { ...nodeFixture(type), ...config } };
}

/** Edges through the first outcome of each step. */
export function chain(nodes: readonly DefinitionNode[]): readonly DefinitionEdge[] {
  const ids = [{ id: 'start', outcome: 'next' }, ...nodes.map((node) => ({ id: node.id, outcome: outcomesOf(node)[0] ?? 'next' }))];
  return nodes.flatMap((node, index) => {
    const from = ids[index];
    const before = nodes[index - 1];
    return from === undefined || (before !== undefined && outcomesOf(before).length === 0)
      ? []
      : [{ from: from.id, outcome: from.outcome, to: node.id }];
  });
}

/** The ways out that are always there; `next` for a config that is not valid. */
function outcomesOf(node: DefinitionNode): readonly string[] {
  if (!nodeTypes.includes(node.type)) return ['next'];
  const bound = bindNode(node.type, node.config);
  return bound.ok ? bound.bound.outcomes.filter((outcome) => !outcome.optional).map((outcome) => outcome.name) : ['next'];
}

/** Steps that others need before them: what they link, move or wait for. */
function needed(type: NodeType, id: string): readonly DefinitionNode[] {
  const make = (as: string, recordType: string) =>
    step(`${id}${as}`, 'record.create', {
      recordType,
      values: [{ field: recordType === 'contact' ? 'lastName' : 'name', value: { kind: 'literal', value: as } }],
    });
  if (type === 'flow.join') return [step(`${id}p`, 'flow.parallel')];
  if (type === 'record.move_stage') return [make('d', 'deal')];
  return type === 'record.associate' ? [make('p', 'contact'), make('c', 'company')] : [];
}

function needing(type: NodeType, before: readonly DefinitionNode[]): JsonObject {
  const [one, other] = before.map((node) => ({ kind: 'output', step: node.id, name: 'record' }));
  if (type === 'record.move_stage' && one !== undefined) return { about: one };
  return type === 'record.associate' && one !== undefined && other !== undefined ? { record: one, with: other } : {};
}

/** The fixture of a type as a step, behind the steps that it needs. */
export function stepWithNeeds(id: string, type: NodeType): readonly DefinitionNode[] {
  const before = needed(type, id);
  return [...before, step(id, type, needing(type, before))];
}

/**
 * A valid definition from a tape of numbers: the same tape gives the same one, a shorter or smaller tape a simpler one, so that
 * property tests shrink well. Paths branch, join, jump back and end.
 */
export function definitionFromTape(tape: readonly number[], maxSteps = 25, types: readonly NodeType[] = nodeTypes): AutomationDefinition {
  const nodes: DefinitionNode[] = [];
  const edges: DefinitionEdge[] = [];
  let at = 0;
  let inLoop = 0;
  const draw = (below: number): number => (tape[at++] ?? 0) % below;
  // A join stands where branches meet, nowhere else.
  const drawn = types.filter((type) => type !== 'flow.join');

  const add = (node: DefinitionNode, open: readonly DefinitionEdge[]): DefinitionEdge[] => {
    nodes.push(node);
    for (const edge of open) edges.push({ ...edge, to: node.id });
    return outcomesOf(node).map((outcome) => ({ from: node.id, outcome, to: '' }));
  };
  const freshId = (): string => `s${nodes.length + 1}`;

  /** Branches side by side; most of the time those that did not end meet in a join. */
  const growSides = (open: readonly DefinitionEdge[], depth: number): DefinitionEdge[] => {
    const parallel = step(freshId(), 'flow.parallel');
    const sides = add(parallel, open).map((edge) => grow([edge], [], depth + 2));
    const coming = sides.filter((ends) => ends.length > 0 && ends.every((end) => end.from !== parallel.id));
    if (coming.length === 0 || draw(3) === 0) return [];
    const mode = ['all', 'any', 'some'][draw(3)] ?? 'all';
    return add(step(freshId(), 'flow.join', { mode, count: 1 + draw(coming.length) }), coming.flat());
  };

  /** A loop whose steps end in it. */
  const growLoop = (open: readonly DefinitionEdge[], depth: number): DefinitionEdge[] => {
    const [each, done] = add(step(freshId(), 'flow.for_each', { atOnce: 1 + draw(3) }), open);
    inLoop += 1;
    if (each !== undefined) grow([each], [], depth + 2);
    inLoop -= 1;
    return done === undefined ? [] : [done];
  };

  /** The ends that stay open. */
  const grow = (from: DefinitionEdge[], ancestors: readonly string[], depth: number): DefinitionEdge[] => {
    let open = from;
    let path = ancestors;
    while (open.length > 0 && nodes.length < maxSteps && at < tape.length) {
      const type = drawn[draw(drawn.length)] ?? 'wait.duration';
      if (type === 'flow.goto' && path.length === 0) continue;
      if (type === 'flow.parallel') {
        if (depth < 5) open = growSides(open, depth);
        continue;
      }
      if (type === 'flow.for_each') {
        if (depth < 5) open = growLoop(open, depth);
        continue;
      }
      if (type === 'flow.goal' && inLoop > 0) continue;
      const id = freshId();
      const target = path[draw(Math.max(path.length, 1))] ?? 'first';
      const before = needed(type, id);
      for (const node of before) open = add(node, open);
      const reminders = { every: { amount: 1, unit: 'hours' }, times: 1 + draw(3) };
      const reminding = type === 'wait.for_event' && depth < 5 && draw(3) === 0;
      const out = add(
        step(id, type, reminding ? { reminders } : type === 'flow.goto' ? { target, maxVisits: 1 + draw(3) } : needing(type, before)),
        open,
      );
      const remind = reminding ? out.pop() : undefined;
      if (remind !== undefined) {
        inLoop += 1;
        grow([remind], [], depth + 2);
        inLoop -= 1;
      }
      path = [...path, id];
      if (out.length === 0) return [];
      if (out.length === 1 || depth > 4 || draw(2) === 0) open = out;
      else {
        // The first branch grows on its own, the others join in what follows.
        grow(out.slice(0, 1), path, depth + 1);
        open = out.slice(1);
      }
    }
    return open;
  };
  grow([{ from: 'start', outcome: 'next', to: '' }], [], 0);
  // A condition whose branches both stayed open decides nothing: give it an end.
  for (const node of nodes.slice()) {
    const [first, ...others] = node.type.startsWith('flow.') ? outcomesOf(node) : [];
    if (first === undefined || others.length === 0 || edges.some((edge) => edge.from === node.id)) continue;
    const id = `s${nodes.length + 1}`;
    nodes.push(step(id, 'flow.exit'));
    edges.push({ from: node.id, outcome: first, to: id });
  }
  return definition(nodes, { edges });
}
