import type { JsonObject } from '../../json.ts';
import type { NodeType, TriggerType } from './node-types.ts';
import type { NodeConfigs, TriggerConfigs } from './registry.ts';

const user = '01890000-0000-7000-8000-000000000001';
const team = '01890000-0000-7000-8000-0000000000aa';
const automation = '01890000-0000-7000-8000-0000000000cc';
const stage = '01890000-0000-7000-8000-0000000000bb';

/** One valid, complete config per node type for a lead: tests of all layers and the page of node types use them. */
export const nodeFixtures: { readonly [T in NodeType]: NodeConfigs[T] } = {
  'wait.duration': { duration: { amount: 3, unit: 'days' } },
  'wait.until_window': { window: { kind: 'business_hours' } },
  'wait.for_event': {
    about: { kind: 'subject' },
    events: ['touch.logged'],
    filter: null,
    timeout: { amount: 2, unit: 'hours', business: true },
    since: null,
  },
  'wait.until_date': {
    date: { kind: 'field', path: 'lead.followUpAt' },
    offset: { direction: 'before', amount: 1, unit: 'days' },
    at: '09:00',
    ifMissing: 'branch',
    ifPast: 'go_on',
  },
  'flow.switch': {
    branches: [
      {
        id: 'hot',
        label: 'Hot',
        when: {
          kind: 'compare',
          left: { kind: 'field', path: 'lead.score' },
          operator: 'greater_than',
          right: { kind: 'literal', value: 80 },
        },
      },
      {
        id: 'warm',
        label: 'Warm',
        when: {
          kind: 'compare',
          left: { kind: 'field', path: 'lead.score' },
          operator: 'greater_than',
          right: { kind: 'literal', value: 40 },
        },
      },
    ],
  },
  'flow.split': {
    branches: [
      { id: 'a', label: 'Short text', percent: 30 },
      { id: 'b', label: 'Long text', percent: 70 },
    ],
  },
  'flow.if': {
    condition: {
      kind: 'compare',
      left: { kind: 'field', path: 'lead.score' },
      operator: 'greater_than',
      right: { kind: 'literal', value: 50 },
    },
  },
  'flow.parallel': {
    branches: [
      { id: 'a', label: 'Write' },
      { id: 'b', label: 'Call' },
    ],
  },
  'flow.join': { mode: 'all', count: 1 },
  'flow.for_each': { source: { kind: 'related', list: 'lead.tasks' }, atOnce: 2, limit: 50 },
  'flow.goal': { criterion: { kind: 'event', events: ['touch.logged'], when: null } },
  'flow.set_variable': {
    variables: [
      {
        name: 'points',
        type: 'number',
        value: {
          kind: 'call',
          fn: 'add',
          args: [
            { kind: 'field', path: 'lead.score' },
            { kind: 'literal', value: 10 },
          ],
        },
      },
    ],
  },
  'flow.goto': { target: 'first', maxVisits: 3 },
  'flow.exit': { result: 'exited', reason: 'Not wanted any more.' },
  'flow.run_automation': { automationId: automation, about: { kind: 'subject' }, wait: { amount: 2, unit: 'days' } },
  'record.create_task': {
    title: 'Call {{lead.firstName}}',
    description: '',
    kind: 'first_touch',
    priority: 'high',
    due: { kind: 'duration', duration: { amount: 2, unit: 'hours', business: true } },
    assignee: { kind: 'owner' },
  },
  'record.update': { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 10 } }] },
  'record.add_tag': { tags: ['welcomed'] },
  'record.remove_tag': { tags: ['cold'] },
  'record.assign': {
    mode: 'round_robin',
    pool: { kind: 'team', teamId: team },
    excludeOwner: false,
    onlyIfUnassigned: false,
    reason: 'In turn',
  },
  'record.log_activity': { type: 'note', direction: null, subject: 'Checked', body: '' },
  'record.find': {
    recordType: 'contact',
    condition: {
      kind: 'all',
      of: [
        {
          kind: 'compare',
          left: { kind: 'field', path: 'found.email' },
          operator: 'is',
          right: { kind: 'field', path: 'lead.email' },
        },
      ],
    },
    sort: 'newest',
    take: 'first',
    limit: 20,
  },
  'record.create': {
    recordType: 'contact',
    values: [
      { field: 'lastName', value: { kind: 'field', path: 'lead.lastName' } },
      { field: 'email', value: { kind: 'field', path: 'lead.email' } },
    ],
    stageId: null,
    onDuplicate: 'use',
  },
  'record.associate': {
    record: { kind: 'output', step: 'find', name: 'record' },
    with: { kind: 'output', step: 'company', name: 'record' },
    ifLinked: 'replace',
  },
  'record.archive': { about: { kind: 'subject' } },
  'record.move_stage': { about: { kind: 'output', step: 'deal', name: 'record' }, stageId: stage, reason: '' },
  'message.email': {
    content: { kind: 'inline', subject: 'Welcome', body: '<p>Hello {{default lead.firstName "there"}}</p>' },
    to: { kind: 'subject' },
    consent: 'transactional',
    window: null,
  },
  'http.request': {
    method: 'POST',
    url: 'https://api.example.com/orders/{{lead.email}}',
    headers: [{ name: 'X-Source', value: 'cadenza' }],
    body: { kind: 'json', fields: [{ name: 'customer.name', value: { kind: 'field', path: 'lead.firstName' } }] },
    credentialId: null,
    timeoutSeconds: 15,
    followRedirects: false,
    retry: { attempts: 4, firstDelaySeconds: 10 },
    okStatuses: ['2xx'],
    answer: [{ name: 'orderId', path: '$.id', type: 'text' }],
  },
  'message.in_app': { to: { kind: 'user', userId: user }, text: 'Look at {{lead.lastName}}', level: 'info' },
};

export const triggerFixtures: { readonly [T in TriggerType]: TriggerConfigs[T] } = {
  'trigger.event': { events: ['lead.created'], changes: [] },
  'trigger.date': {
    field: 'lead.followUpAt',
    offsets: [
      { direction: 'before', amount: 7, unit: 'days' },
      { direction: 'after', amount: 0, unit: 'days' },
    ],
    at: '09:00',
    zone: 'automation',
    yearly: false,
    catchUpHours: 24,
  },
  'trigger.schedule': {
    cron: '0 9 * * mon-fri',
    timeZone: 'automation',
    among: { kind: 'compare', left: { kind: 'field', path: 'lead.status' }, operator: 'is', right: { kind: 'literal', value: 'nurture' } },
    catchUpHours: 6,
  },
  'trigger.segment': { segmentId: '01890000-0000-7000-8000-0000000000f2', when: 'entered' },
  'trigger.form': { formId: '01890000-0000-7000-8000-0000000000f0' },
  'trigger.webhook': { webhookId: '01890000-0000-7000-8000-0000000000f1' },
  'trigger.manual': {},
};

/** Ids that the fixtures name. */
export const fixtureIds = { user, team, stage, automation };

/** A fixture as a definition holds it. */
export function nodeFixture(type: NodeType): JsonObject {
  return nodeFixtures[type] as unknown as JsonObject; // configs are JSON by their schemas
}
