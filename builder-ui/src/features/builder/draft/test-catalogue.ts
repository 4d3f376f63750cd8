import type { AutomationDefinition, DefinitionNode } from '../../../../../domain/automation/definition/definition.ts';
import type { JsonObject } from '../../../../../domain/json.ts';
import type { StepCatalogue } from './catalogue.ts';

/** A catalogue of its own for tests of editing: three shapes of steps are all that matters there. */
export const testCatalogue: StepCatalogue = {
  outcomesOf: (node) => {
    if (node.type === 'flow.if') return ['yes', 'no'];
    if (node.type === 'wait.for_event') return ['event', 'timeout'];
    return node.type === 'flow.exit' || node.type === 'flow.goto' ? [] : ['next'];
  },
  stepPointers: (node) => (node.type === 'flow.goto' ? ['/target'] : []),
  defaultsOf: (type): JsonObject => (type === 'flow.goto' ? { target: '' } : {}),
};

export function testNode(
  id: string,
  type: DefinitionNode['type'] = 'record.add_tag',
  config: DefinitionNode['config'] = {},
): DefinitionNode {
  return { id, type, config };
}

export function testDefinition(nodes: readonly DefinitionNode[], edges: AutomationDefinition['edges']): AutomationDefinition {
  return {
    schemaVersion: 1,
    name: 'Test',
    subject: 'lead',
    trigger: { id: 'trigger', type: 'trigger.event', config: { events: ['lead.created'] } },
    enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore' },
    exit: [],
    settings: { timeZone: 'tenant', onError: 'hold', loopGuard: { max: 10, perHours: 1 } },
    nodes,
    edges,
  };
}
