import type { AutomationDefinition, DefinitionEdge, DefinitionNode } from '../../../domain/automation/definition/definition.ts';
import type { NodeType } from '../../../domain/automation/nodes/node-types.ts';
import { nodeSpecs } from '../../../domain/automation/nodes/registry.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { definition } from '../../factories/definitions.ts';

function step(id: string, type: NodeType, config: JsonObject = {}): DefinitionNode {
  return { id, type, config: { ...nodeSpecs[type].defaults, ...config } };
}

const edge = (from: string, outcome: string, to: string): DefinitionEdge => ({ from, outcome, to });

/** Assigns in turn, makes the first-touch task, says so to the owner, waits for the touch and ends by it. */
export function firstTouch(teamId: string): AutomationDefinition {
  return definition(
    [
      step('assign', 'record.assign', { mode: 'round_robin', pool: { kind: 'team', teamId } }),
      step('task', 'record.create_task', {
        title: 'First contact with {{default lead.firstName "the lead"}}',
        kind: 'first_touch',
        priority: 'high',
        due: { kind: 'duration', duration: { amount: 2, unit: 'hours' } },
      }),
      step('tell', 'message.in_app', { to: { kind: 'owner' }, text: 'A new lead waits for you: {{default lead.firstName "a lead"}}' }),
      step('touch', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: 2, unit: 'hours' }, since: 'task' }),
      step('touched', 'flow.exit', { result: 'succeeded', reason: 'Touched in time' }),
      step('late', 'message.in_app', { to: { kind: 'manager' }, text: 'Nobody has called in time', level: 'warning' }),
    ],
    {
      name: 'New lead first touch',
      edges: [
        edge('start', 'next', 'assign'),
        edge('assign', 'next', 'task'),
        edge('task', 'next', 'tell'),
        edge('tell', 'next', 'touch'),
        edge('touch', 'happened', 'touched'),
        edge('touch', 'timed_out', 'late'),
      ],
    },
  );
}

/** Waits for some seconds, then tags: something that falls due while it is paused. */
export function shortWait(seconds: number): AutomationDefinition {
  return definition(
    [
      step('wait', 'wait.duration', { duration: { amount: seconds, unit: 'seconds' } }),
      step('tag', 'record.add_tag', { tags: ['waited'] }),
    ],
    { name: 'Wait and tag' },
  );
}
