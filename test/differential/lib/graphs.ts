import type { AutomationDefinition, DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import type { NodeType } from '../../../domain/automation/nodes/node-types.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definitionFromTape, step } from '../../factories/definitions.ts';

/** Types whose outcome depends on nothing but the run: both engines must do the same with them. */
const types: readonly NodeType[] = [
  'wait.duration',
  'wait.until_window',
  'wait.until_date',
  'wait.for_event',
  'wait.for_event',
  'flow.if',
  'flow.switch',
  'flow.split',
  'flow.goto',
  'flow.exit',
  'flow.parallel',
  'flow.parallel',
  'flow.for_each',
  'flow.goal',
  'flow.set_variable',
  'record.update',
  'record.add_tag',
  'record.remove_tag',
  'record.create_task',
  'record.log_activity',
];

/** What every loop goes through: contacts of this name are there before anything begins. */
export const loopName = 'Loop';
/** What answers waits and reaches goals. */
export const answer = 'touch.logged';

/** Numbers by chance, the same for the same seed. */
export function tapeOf(seed: number, graph: number): readonly number[] {
  let state = (seed * 2_654_435_761 + graph * 40_503 + 1) >>> 0;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
  return Array.from({ length: 8 + (next() % 50) }, () => next() % 10_000);
}

/** A valid drawing whose waits are over in an instant, or only by an answer. */
export function graphOf(tape: readonly number[]): AutomationDefinition {
  const drawn = definitionFromTape(tape, 14, types);
  const sides = sidesOf(drawn);
  const nodes = drawn.nodes.map((node) =>
    quick(node, sides.get(node.id) ?? 0, (tape[node.id.length % Math.max(tape.length, 1)] ?? 0) % 2 === 0),
  );
  const loops = nodes.some((node) => node.type === 'flow.for_each');
  const find = step('loopers', 'record.find', {
    recordType: 'contact',
    condition: {
      kind: 'compare',
      left: { kind: 'field', path: 'found.lastName' },
      operator: 'is',
      right: { kind: 'literal', value: loopName },
    },
    take: 'all',
  });
  const first = drawn.edges.find((edge) => edge.from === drawn.trigger.id);
  return {
    ...drawn,
    trigger: { id: drawn.trigger.id, type: 'trigger.manual', config: {} },
    enrollment: { ...drawn.enrollment, reenroll: 'always' },
    nodes: loops ? [find, ...nodes] : nodes,
    edges:
      loops && first !== undefined
        ? [
            ...drawn.edges.filter((edge) => edge !== first),
            { from: drawn.trigger.id, outcome: 'next', to: find.id },
            { from: find.id, outcome: 'found', to: first.to },
          ]
        : drawn.edges,
  };
}

/** How late a branch is against those it runs beside: races for a join are won by the same branch in both. */
function sidesOf(drawn: AutomationDefinition): ReadonlyMap<string, number> {
  const late = new Map<string, number>();
  for (const edge of drawn.edges) {
    const from = drawn.nodes.find((node) => node.id === edge.from);
    const own = late.get(edge.from) ?? 0;
    const side = from?.type === 'flow.parallel' && edge.outcome === 'b' ? own + 1 : own;
    if (!late.has(edge.to)) late.set(edge.to, side);
  }
  return late;
}

const everyDay = ['1', '2', '3', '4', '5', '6', '7'];

function quick(node: DefinitionNode, late: number, answered: boolean): DefinitionNode {
  const config = quickConfig(node, 0.02 + late * 0.9, answered);
  return config === null ? node : { ...node, config: { ...node.config, ...config } };
}

function quickConfig(node: DefinitionNode, seconds: number, answered: boolean): JsonObject | null {
  switch (node.type) {
    case 'wait.duration':
      return { duration: { amount: seconds, unit: 'seconds' } };
    case 'wait.until_window':
      return { window: { kind: 'hours', days: everyDay, from: '00:00', to: '24:00', timeZone: 'UTC', skipHolidays: false } };
    case 'wait.for_event':
      return {
        events: [answer],
        timeout: answered ? { amount: 5, unit: 'hours' } : { amount: seconds, unit: 'seconds' },
        ...(Object.hasOwn(node.config, 'reminders')
          ? { reminders: { every: { amount: answered ? 0.05 : 900, unit: 'seconds' }, times: 2 } }
          : {}),
      };
    case 'flow.for_each':
      return { source: { kind: 'output', step: 'loopers', name: 'records' } };
    // What one branch writes the other must not read: which comes first is nobody's promise.
    case 'record.update':
      return { changes: [{ field: 'lead.lastName', value: { kind: 'literal', value: 'Changed' } }] };
    case 'record.create_task':
      return { due: null };
    default:
      return null;
  }
}
