import type { AutomationDefinition, DefinitionEdge, DefinitionNode } from '../../../../domain/automation/definition/definition.ts';
import type { NodeType } from '../../../../domain/automation/nodes/node-types.ts';
import { nodeSpecs, triggerSpecs } from '../../../../domain/automation/nodes/registry.ts';
import type { JsonObject } from '../../../../domain/json.ts';
import type { SubjectType } from '../../../../domain/records/record-types.ts';

export const recipes = ['empty', 'first_touch', 'welcome'] as const;
export type Recipe = (typeof recipes)[number];

interface Texts {
  readonly taskTitle: string;
  readonly reminder: string;
  readonly escalation: string;
  readonly followUp: string;
  readonly mailSubject: string;
  readonly mailBody: string;
  readonly deleted: string;
}

/** A draft to begin with; what only a person can choose (the team) is left open, and the problems bar says so. */
export function draftOf(recipe: Recipe, name: string, subject: SubjectType, texts: Texts): AutomationDefinition {
  const steps = recipe === 'first_touch' ? firstTouch(texts) : recipe === 'welcome' ? welcome(texts) : { nodes: [], edges: [] };
  return {
    schemaVersion: 1,
    name,
    subject: recipe === 'empty' ? subject : 'lead',
    trigger: {
      id: 'start',
      type: 'trigger.event',
      config: recipe === 'empty' ? triggerSpecs['trigger.event'].defaults : { events: ['lead.created'], changes: [] },
    },
    enrollment: { filter: null, key: 'record', reenroll: 'after_end', whileActive: 'ignore' },
    exit: recipe === 'empty' ? [] : [{ kind: 'event', reason: texts.deleted, events: ['lead.deleted'], when: null }],
    settings: { timeZone: 'tenant', onError: 'hold', loopGuard: { max: 20, perHours: 24 } },
    ...steps,
  };
}

type Steps = Pick<AutomationDefinition, 'nodes' | 'edges'>;

function step(id: string, type: NodeType, config: JsonObject = {}): DefinitionNode {
  return { id, type, config: { ...nodeSpecs[type].defaults, ...config } };
}
function edge(from: string, outcome: string, to: string): DefinitionEdge {
  return { from, outcome, to };
}

const twoHours: JsonObject = { amount: 2, unit: 'hours', business: true };

function firstTouch(texts: Texts): Steps {
  return {
    nodes: [
      step('assign', 'record.assign'),
      step('task', 'record.create_task', {
        title: texts.taskTitle,
        kind: 'first_touch',
        priority: 'high',
        due: { kind: 'duration', duration: twoHours },
      }),
      step('touch', 'wait.for_event', { events: ['touch.logged'], timeout: twoHours, since: 'task' }),
      step('touched', 'flow.exit', { result: 'succeeded' }),
      step('remind', 'message.in_app', { to: { kind: 'owner' }, text: texts.reminder, level: 'warning' }),
      step('second', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: 1, unit: 'hours', business: true }, since: 'task' }),
      step('tell', 'message.in_app', { to: { kind: 'manager' }, text: texts.escalation, level: 'warning' }),
      step('reassign', 'record.assign', { mode: 'least_loaded', excludeOwner: true }),
    ],
    edges: [
      edge('start', 'next', 'assign'),
      edge('assign', 'next', 'task'),
      edge('task', 'next', 'touch'),
      edge('touch', 'happened', 'touched'),
      edge('touch', 'timed_out', 'remind'),
      edge('remind', 'next', 'second'),
      edge('second', 'happened', 'touched'),
      edge('second', 'timed_out', 'tell'),
      edge('tell', 'next', 'reassign'),
    ],
  };
}

function welcome(texts: Texts): Steps {
  return {
    nodes: [
      step('if', 'flow.if', {
        condition: { kind: 'all', of: [{ kind: 'compare', left: { kind: 'field', path: 'lead.email' }, operator: 'is_set' }] },
      }),
      step('mail', 'message.email', {
        content: { kind: 'inline', subject: texts.mailSubject, body: texts.mailBody },
        consent: 'transactional',
        window: { kind: 'business_hours' },
      }),
      step('tag', 'record.add_tag', { tags: ['welcomed'] }),
      step('wait', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: 3, unit: 'days' } }),
      step('task', 'record.create_task', { title: texts.followUp, kind: 'follow_up' }),
    ],
    edges: [
      edge('start', 'next', 'if'),
      edge('if', 'yes', 'mail'),
      edge('mail', 'next', 'tag'),
      edge('tag', 'next', 'wait'),
      edge('wait', 'timed_out', 'task'),
    ],
  };
}
