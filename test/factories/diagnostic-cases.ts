import type { JsonObject } from '../../domain/json.ts';
import { definition, step } from './definitions.ts';

const set = (id: string, name: string, type = 'number', value: JsonObject = { kind: 'literal', value: 1 }) =>
  step(id, 'flow.set_variable', { variables: [{ name, type, value }] });
const readsPoints = (id: string) => step(id, 'record.create_task', { title: 'Has {{vars.points}} points' });

const edge = (from: string, outcome: string, to: string) => ({ from, outcome, to });
const tag = (id: string, name = id) => step(id, 'record.add_tag', { tags: [name] });
/** start ─> par ─a─> x ─> join ─> last, and par ─b─> y ─> join, unless other edges are given. */
const sideBySide = (
  join: JsonObject = {},
  more: { nodes?: readonly ReturnType<typeof step>[]; edges?: readonly ReturnType<typeof edge>[] } = {},
) =>
  definition([step('par', 'flow.parallel'), tag('x'), tag('y'), step('join', 'flow.join', join), tag('last'), ...(more.nodes ?? [])], {
    edges: more.edges ?? [...meeting, edge('join', 'next', 'last')],
  });
const meeting = [
  edge('start', 'next', 'par'),
  edge('par', 'a', 'x'),
  edge('par', 'b', 'y'),
  edge('x', 'next', 'join'),
  edge('y', 'next', 'join'),
];

const afterLoop = (...edges: readonly ReturnType<typeof edge>[]) =>
  definition([step('each', 'flow.for_each'), tag('x'), step('task', 'record.create_task', { title: '{{steps.each.index}}' })], {
    edges: [edge('start', 'next', 'each'), edge('each', 'each', 'x'), ...edges],
  });

export const loopCases = {
  'AUT-238': { fires: definition([step('run', 'flow.run_automation', { automationId: '' })]), nodeId: 'run' },
  'AUT-239': { fires: definition([step('run', 'flow.run_automation', { automationId: 'gone' })]), nodeId: 'run' },
  'AUT-240': {
    fires: definition([step('run', 'flow.run_automation')]),
    context: { automation: () => ({ name: 'Draft', subject: 'lead' as const, live: false }) },
    nodeId: 'run',
  },
  'AUT-506': {
    fires: definition([tag('x')], { enrollment: { filter: null, key: 'record', reenroll: 'never', whileActive: 'restart' } }),
    pointer: '/enrollment/whileActive',
  },
  'AUT-235': { fires: afterLoop(edge('each', 'done', 'task')), nodeId: 'task', pointer: '/nodes/2/config/title' },
  'AUT-236': {
    fires: definition([
      step('find', 'record.find'),
      step('each', 'flow.for_each', { source: { kind: 'output', step: 'find', name: 'count' } }),
      tag('x'),
    ]),
    nodeId: 'each',
    pointer: '/nodes/1/config/source',
  },
  'AUT-237': {
    fires: definition([step('each', 'flow.for_each', { source: { kind: 'output', step: '', name: 'records' } }), tag('x')]),
    nodeId: 'each',
  },
} as const;

export const branchCases = {
  'AUT-115': {
    fires: definition([step('par', 'flow.parallel'), tag('x'), tag('y'), tag('last')], {
      edges: [...meeting.slice(0, 3), edge('x', 'next', 'last'), edge('y', 'next', 'last')],
    }),
    nodeId: 'last',
  },
  'AUT-116': { fires: definition([tag('x'), step('join', 'flow.join')]), nodeId: 'join' },
  'AUT-117': {
    fires: definition(
      [step('first', 'wait.duration'), step('par', 'flow.parallel'), tag('x'), step('back', 'flow.goto', { target: 'first' }), tag('y')],
      {
        edges: [
          edge('start', 'next', 'first'),
          edge('first', 'next', 'par'),
          edge('par', 'a', 'x'),
          edge('x', 'next', 'back'),
          edge('par', 'b', 'y'),
        ],
      },
    ),
    nodeId: 'back',
    pointer: '/nodes/3/config/target',
  },
  'AUT-118': {
    fires: sideBySide(
      {},
      {
        nodes: [step('join2', 'flow.join')],
        edges: [...meeting.slice(0, 4), edge('y', 'next', 'join2'), edge('join', 'next', 'last')],
      },
    ),
    nodeId: 'join2',
  },
  'AUT-119': { fires: sideBySide({ mode: 'some', count: 3 }), nodeId: 'join', pointer: '/nodes/3/config/count' },
  'AUT-120': { fires: sideBySide({}, { edges: [...meeting.slice(0, 4), edge('join', 'next', 'last')] }), nodeId: 'join' },
  'AUT-121': {
    fires: definition(
      [step('par', 'flow.parallel'), set('x', 'points'), set('y', 'points'), step('join', 'flow.join'), readsPoints('last')],
      {
        edges: [...meeting, edge('join', 'next', 'last')],
      },
    ),
    nodeId: 'y',
    pointer: '/nodes/2/config/variables/0/name',
  },
  'AUT-123': {
    fires: definition([step('each', 'flow.for_each'), step('wait', 'wait.duration'), step('goal', 'flow.goal'), tag('last')]),
    nodeId: 'goal',
  },
  'AUT-124': { fires: definition([step('goal', 'flow.goal'), tag('last')]), nodeId: 'goal' },
  'AUT-122': {
    fires: definition([1, 2, 3, 4, 5, 6].map((n) => step(`p${n}`, 'flow.parallel'))),
    nodeId: 'p6',
  },
} as const;

/** Drawings that make the compiler say what it has to say of variables and failures. */
export const variableCases = {
  'AUT-231': {
    fires: definition([set('a', 'points'), set('b', 'points', 'text', { kind: 'literal', value: 'x' }), readsPoints('c')]),
    nodeId: 'b',
    pointer: '/nodes/1/config/variables/0/name',
  },
  'AUT-232': {
    fires: definition([step('if', 'flow.if'), set('set', 'points'), readsPoints('read')], {
      edges: [
        { from: 'start', outcome: 'next', to: 'if' },
        { from: 'if', outcome: 'yes', to: 'set' },
        { from: 'set', outcome: 'next', to: 'read' },
        { from: 'if', outcome: 'no', to: 'read' },
      ],
    }),
    nodeId: 'read',
    pointer: '/nodes/2/config/title',
  },
  'AUT-233': { fires: definition([set('set', 'points')]), nodeId: 'set', pointer: '/nodes/0/config/variables/0/name' },
  'AUT-234': {
    fires: definition(
      [{ ...step('tag', 'record.add_tag'), onFailure: { rule: 'fail' } }, step('other', 'record.add_tag', { tags: ['x'] })],
      {
        edges: [
          { from: 'start', outcome: 'next', to: 'tag' },
          { from: 'tag', outcome: 'error', to: 'other' },
        ],
      },
    ),
    nodeId: 'tag',
    pointer: '/nodes/0/onFailure/rule',
  },
} as const;

const call = (config: JsonObject = {}) =>
  definition([step('call', 'http.request', config), tag('tag')], { edges: [edge('start', 'next', 'call'), edge('call', 'ok', 'tag')] });
const someId = '01890000-0000-7000-8000-0000000000cc';
const started = (type: 'trigger.form' | 'trigger.webhook', config: JsonObject) =>
  definition([tag('tag')], { trigger: { id: 'start', type, config } });

export const outsideCases = {
  'AUT-601': { fires: call({ url: 'https://{{lead.website}}/x' }), nodeId: 'call', pointer: '/nodes/0/config/url' },
  'AUT-602': { fires: call({ url: 'http://169.254.169.254/latest' }), nodeId: 'call' },
  'AUT-603': { fires: call({ headers: [{ name: 'Host', value: 'x' }] }), nodeId: 'call' },
  'AUT-604': { fires: call({ credentialId: someId }), context: { credential: () => null }, nodeId: 'call' },
  'AUT-605': {
    fires: call({ credentialId: someId }),
    context: { credential: () => ({ name: 'ERP', hosts: ['other.example.com'] }) },
    nodeId: 'call',
  },
  'AUT-606': { fires: call({ answer: [{ name: 'id', path: '$.a[', type: 'text' }] }), nodeId: 'call' },
  'AUT-607': {
    fires: call({
      answer: [
        { name: 'id', path: '$.a', type: 'text' },
        { name: 'id', path: '$.b', type: 'text' },
      ],
    }),
    nodeId: 'call',
  },
  'AUT-608': { fires: started('trigger.form', { formId: someId }), context: { form: () => null }, nodeId: 'start' },
  'AUT-609': { fires: started('trigger.webhook', { webhookId: someId }), context: { inboundWebhook: () => null }, nodeId: 'start' },
  'AUT-610': {
    fires: started('trigger.form', { formId: someId }),
    context: { form: () => ({ name: 'Ask for a demo', about: ['deal', 'contact'] as const }) },
    nodeId: 'start',
  },
} as const;
