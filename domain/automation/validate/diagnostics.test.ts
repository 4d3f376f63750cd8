import { describe, expect, it } from 'vitest';
import { compileContext, definition, step } from '../../../test/factories/definitions.ts';
import { branchCases, loopCases, outsideCases, variableCases } from '../../../test/factories/diagnostic-cases.ts';
import { enrolmentCases } from '../../../test/factories/enrolment-cases.ts';
import { clockCases } from '../../../test/factories/clock-cases.ts';
import { neighbourCases } from '../../../test/factories/neighbour-cases.ts';
import type { CompileContext } from '../compile/context.ts';
import { compile } from '../compile/compile.ts';
import type { JsonObject } from '../../json.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import type { TriggerType } from '../nodes/node-types.ts';
import type { DiagnosticCode } from './codes.ts';
import { codes } from './codes.ts';
import type { Diagnostic, Fix } from './diagnostic.ts';
import { diagnosticsPage } from './diagnostics-page.ts';

interface Case {
  /** Makes the compiler say it. */
  readonly fires: unknown;
  readonly context?: Partial<CompileContext>;
  /** The step it is about. */
  readonly nodeId?: string;
  readonly pointer?: string;
}

const tag = step('tag', 'record.add_tag');
const task = step('task', 'record.create_task');
const field = (path: string) => ({ kind: 'field' as const, path });
const literal = (value: string | number | null | readonly string[]) => ({ kind: 'literal' as const, value });
const ifStep = (left: object, operator: string, right?: object, id = 'if') => ({
  id,
  type: 'flow.if' as const,
  config: { condition: { kind: 'compare', left, operator, ...(right === undefined ? {} : { right }) } } as never,
});
const branching = (condition: ReturnType<typeof ifStep>) => definition([condition, step('end', 'flow.exit')]);
const nested = (levels: number): object => (levels === 0 ? { kind: 'all', of: [] } : { kind: 'all', of: [nested(levels - 1)] });
const trigger = (type: TriggerType, config: JsonObject): Partial<AutomationDefinition> => ({ trigger: { id: 'start', type, config } });
const output = (name: string) => ({ kind: 'output', step: 'task', name });
/** start ─> if ─yes─> task ─> last, and if ─no─> last: the task is not made on every path. */
const aroundTask = (last: object) =>
  definition([step('if', 'flow.if'), task, { ...last, id: 'last' } as never], {
    edges: [
      { from: 'start', outcome: 'next', to: 'if' },
      { from: 'if', outcome: 'yes', to: 'task' },
      { from: 'task', outcome: 'next', to: 'last' },
      { from: 'if', outcome: 'no', to: 'last' },
    ],
  });
const empty = { timeZone: 'UTC', week: {}, exceptions: [] };
const hours = (days: string[], timeZone = 'automation') => ({
  window: { kind: 'hours', days, from: '09:00', to: '17:00', timeZone, skipHolidays: true },
});

const compareFields = (left: string, right: string) => ({ kind: 'compare', left: field(left), operator: 'is', right: field(right) });
const findWith = (condition: object, more: JsonObject = {}) =>
  definition([step('find', 'record.find', { condition: condition as never, ...more }), tag], {
    edges: [
      { from: 'start', outcome: 'next', to: 'find' },
      { from: 'find', outcome: 'found', to: 'tag' },
    ],
  });
const dealMove = (config: JsonObject) =>
  definition([step('move', 'record.move_stage', { about: { kind: 'subject' }, ...config })], {
    subject: 'deal',
    trigger: { id: 'start', type: 'trigger.event', config: { events: ['deal.created'], changes: [] } },
    exit: [],
  });

const splitInto = (...percents: number[]) =>
  definition([step('split', 'flow.split', { branches: percents.map((percent, index) => ({ id: `b${index}`, label: '', percent })) }), tag]);
const untilDate = (config: JsonObject) => definition([step('until', 'wait.until_date', config), tag]);

/** One drawing per code: a code without one does not compile. */
const cases: { readonly [code in DiagnosticCode]: Case } = {
  ...enrolmentCases,
  ...neighbourCases,
  'AUT-001': { fires: definition([step('tag', 'record.add_tag', { tags: Array.from({ length: 200_001 }, () => 'x') })]) },
  'AUT-002': { fires: { ...definition([]), schemaVersion: 7 }, pointer: '/schemaVersion' },
  'AUT-003': { fires: { ...definition([]), name: 12 }, pointer: '/name' },
  'AUT-004': { fires: definition([{ id: 'x', type: 'wait.for_godot', config: {} } as never]), nodeId: 'x', pointer: '/nodes/0/type' },
  'AUT-005': {
    fires: definition([step('a', 'wait.duration', { duration: { amount: -1, unit: 'days' } })]),
    nodeId: 'a',
    pointer: '/nodes/0/config/duration/amount',
  },
  'AUT-006': { fires: { ...definition([]), trigger: null }, pointer: '/trigger' },
  'AUT-007': { fires: definition(Array.from({ length: 501 }, (_, index) => step(`n${index}`, 'record.add_tag'))), pointer: '/nodes' },
  'AUT-008': { fires: definition([step('a', 'flow.if', { condition: nested(9) } as never), tag]), nodeId: 'a' },
  'AUT-101': { fires: definition([tag, tag]), nodeId: 'tag', pointer: '/nodes/1' },
  'AUT-102': {
    fires: definition([tag], {
      edges: [
        { from: 'start', outcome: 'next', to: 'tag' },
        { from: 'ghost', outcome: 'next', to: 'tag' },
      ],
    }),
    pointer: '/edges/1/from',
  },
  'AUT-103': {
    fires: definition([tag], {
      edges: [
        { from: 'start', outcome: 'next', to: 'tag' },
        { from: 'tag', outcome: 'next', to: 'ghost' },
      ],
    }),
    nodeId: 'tag',
  },
  'AUT-104': {
    fires: definition([tag, task], {
      edges: [
        { from: 'start', outcome: 'next', to: 'tag' },
        { from: 'tag', outcome: 'yes', to: 'task' },
      ],
    }),
    nodeId: 'tag',
  },
  'AUT-105': {
    fires: definition([tag, task], {
      edges: [
        { from: 'start', outcome: 'next', to: 'tag' },
        { from: 'start', outcome: 'next', to: 'task' },
      ],
    }),
    nodeId: 'start',
  },
  'AUT-106': { fires: definition([step('if', 'flow.if')]), nodeId: 'if' },
  'AUT-107': {
    fires: definition([tag, task], { edges: [{ from: 'start', outcome: 'next', to: 'tag' }] }),
    nodeId: 'task',
    pointer: '/nodes/1',
  },
  'AUT-108': {
    fires: definition([tag, task], {
      edges: [
        { from: 'start', outcome: 'next', to: 'tag' },
        { from: 'tag', outcome: 'next', to: 'task' },
        { from: 'task', outcome: 'next', to: 'tag' },
      ],
    }),
    nodeId: 'tag',
  },
  'AUT-109': { fires: definition([tag, step('go', 'flow.goto', { target: '' })]), nodeId: 'go' },
  'AUT-110': { fires: definition([tag, step('go', 'flow.goto', { target: 'go' })]), nodeId: 'go' },
  'AUT-111': {
    fires: definition([tag], {
      edges: [
        { from: 'start', outcome: 'next', to: 'tag' },
        { from: 'tag', outcome: 'next', to: 'start' },
      ],
    }),
    nodeId: 'tag',
  },
  'AUT-112': { fires: definition([tag, step('go', 'flow.goto', { target: 'tag' })]), nodeId: 'go' },
  'AUT-113': { fires: definition([]), pointer: '/nodes' },
  'AUT-114': { fires: splitInto(60, 50), nodeId: 'split', pointer: '/nodes/0/config/branches' },
  'AUT-245': {
    fires: branching({
      id: 'if',
      type: 'flow.if',
      config: { condition: { kind: 'segment', segment: '00000000-0000-7000-8000-000000000001' } } as never,
    }),
    context: { segment: () => ({ name: 'Companies of note', entity: 'company' }) },
    nodeId: 'if',
    pointer: '/nodes/0/config/condition/segment',
  },
  'AUT-201': { fires: branching(ifStep(field('lead.shoeSize'), 'is_set')), nodeId: 'if', pointer: '/nodes/0/config/condition/left/path' },
  'AUT-202': { fires: branching(ifStep(field('lead.score'), 'starts_with', literal('1'))), nodeId: 'if' },
  'AUT-203': { fires: branching(ifStep(field('lead.status'), 'is', literal('on fire'))), nodeId: 'if' },
  'AUT-204': { fires: branching(ifStep(field('lead.score'), 'greater_than')), nodeId: 'if' },
  'AUT-205': { fires: branching(ifStep({ kind: 'call', fn: 'add', args: [literal(1)] }, 'greater_than', literal(1))), nodeId: 'if' },
  'AUT-206': { fires: definition([task, ifStep(output('colour'), 'is_set'), step('end', 'flow.exit')]), nodeId: 'if' },
  'AUT-207': {
    fires: aroundTask(step('last', 'wait.for_event', { about: { kind: 'output', step: 'task', name: 'task' } })),
    nodeId: 'last',
  },
  'AUT-208': {
    fires: definition([step('mail', 'message.email', { content: { kind: 'inline', subject: 'Hi {{lead.firstName}}', body: 'x' } })]),
    nodeId: 'mail',
    pointer: '/nodes/0/config/content/subject',
  },
  'AUT-209': { fires: definition([step('mail', 'message.email', { content: { kind: 'template', templateId: 'gone' } })]), nodeId: 'mail' },
  'AUT-210': {
    fires: definition([step('mail', 'message.email', { content: { kind: 'template', templateId: 'odd' } })]),
    context: { template: () => ({ name: 'Odd', variables: ['deal.amountMinor'] }) },
    nodeId: 'mail',
  },
  'AUT-211': { fires: definition([step('mail', 'message.email', { content: { kind: 'template', templateId: '' } })]), nodeId: 'mail' },
  'AUT-212': { fires: definition([step('tell', 'message.in_app', { to: { kind: 'user', userId: 'nobody' } })]), nodeId: 'tell' },
  'AUT-213': { fires: definition([step('assign', 'record.assign', { pool: { kind: 'team', teamId: 'none' } })]), nodeId: 'assign' },
  'AUT-214': {
    fires: definition([step('assign', 'record.assign')]),
    context: { team: () => ({ name: 'Ghosts', activeMembers: 0 }) },
    nodeId: 'assign',
  },
  'AUT-215': {
    fires: definition([step('tell', 'message.in_app')]),
    context: { user: () => ({ name: 'Ben', active: false }) },
    nodeId: 'tell',
  },
  'AUT-216': {
    fires: definition([step('set', 'record.update', { changes: [{ field: 'lead.ownerUserId', value: literal('x') }] })]),
    nodeId: 'set',
  },
  'AUT-217': { fires: definition([step('task', 'record.create_task', { title: ' ' })]), nodeId: 'task', pointer: '/nodes/0/config/title' },
  'AUT-218': { fires: definition([step('tag', 'record.add_tag', { tags: [] })]), nodeId: 'tag' },
  'AUT-219': { fires: definition([step('task', 'record.create_task', { title: 'Call {{#if lead.firstName}}' })]), nodeId: 'task' },
  'AUT-220': {
    fires: definition([tag], trigger('trigger.event', { events: ['lead.teleported'] })),
    nodeId: 'start',
    pointer: '/trigger/config/events/0',
  },
  'AUT-221': { fires: definition([step('wait', 'wait.for_event', { since: 'later' }), { ...tag, id: 'later' }]), nodeId: 'wait' },
  'AUT-222': { fires: definition([step('tell', 'message.in_app', { to: { kind: 'user', userId: '' } })]), nodeId: 'tell' },
  'AUT-223': { fires: definition([step('assign', 'record.assign', { pool: { kind: 'team', teamId: '' } })]), nodeId: 'assign' },
  'AUT-224': {
    fires: definition([task, step('wait', 'wait.for_event', { about: { kind: 'output', step: 'task', name: 'dueAt' } })]),
    nodeId: 'wait',
  },
  'AUT-225': { fires: findWith(compareFields('lead.email', 'found.email')), nodeId: 'find', pointer: '/nodes/0/config/condition' },
  'AUT-226': { fires: dealMove({ stageId: '' }), nodeId: 'move', pointer: '/nodes/0/config/stageId' },
  'AUT-227': { fires: dealMove({ stageId: 'gone' }), nodeId: 'move' },
  'AUT-228': {
    fires: definition([
      step('make', 'record.create'),
      step('link', 'record.associate', { record: { kind: 'subject' }, with: { kind: 'output', step: 'make', name: 'record' } }),
    ]),
    nodeId: 'link',
    pointer: '/nodes/1/config/with',
  },
  'AUT-229': {
    fires: definition([step('make', 'record.create', { recordType: 'deal', values: [{ field: 'amountMinor', value: literal(100) }] })]),
    nodeId: 'make',
    pointer: '/nodes/0/config/values',
  },
  'AUT-230': { fires: definition([step('move', 'record.move_stage', { about: { kind: 'subject' } })]), nodeId: 'move' },
  ...branchCases,
  ...loopCases,
  ...variableCases,
  ...clockCases,
  ...outsideCases,
  'AUT-301': { fires: definition([step('wait', 'wait.for_event', { timeout: null })]), nodeId: 'wait' },
  'AUT-302': { fires: definition([step('wait', 'wait.until_window', hours([]))]), nodeId: 'wait' },
  'AUT-303': { fires: definition([step('wait', 'wait.until_window')]), context: { calendar: empty }, nodeId: 'wait' },
  'AUT-304': { fires: definition([step('wait', 'wait.until_window', hours(['1'], 'Mars/Olympus'))]), nodeId: 'wait' },
  'AUT-305': { fires: definition([step('wait', 'wait.duration', { duration: { amount: 0, unit: 'days' } })]), nodeId: 'wait' },
  'AUT-306': { fires: definition([step('wait', 'wait.duration', { duration: { amount: 300, unit: 'weeks' } })]), nodeId: 'wait' },
  'AUT-307': {
    fires: definition([step('wait', 'wait.duration', { duration: { amount: 0.5, unit: 'days', business: true } })]),
    nodeId: 'wait',
  },
  'AUT-308': {
    fires: definition([step('wait', 'wait.duration', { duration: { amount: 30, unit: 'days' } })], { exit: [] }),
    nodeId: 'wait',
  },
  'AUT-309': { fires: untilDate({ ifMissing: null }), nodeId: 'until', pointer: '/nodes/0/config/ifMissing' },
  'AUT-310': { fires: untilDate({ date: { kind: 'literal', value: null } }), nodeId: 'until', pointer: '/nodes/0/config/date' },
  'AUT-401': { fires: definition([step('mail', 'message.email', { consent: null })]), nodeId: 'mail' },
  'AUT-402': { fires: definition([step('one', 'message.email'), step('two', 'message.email')]), nodeId: 'two' },
  'AUT-501': {
    fires: definition([step('set', 'record.update')], {
      ...trigger('trigger.event', { events: ['lead.updated'] }),
      enrollment: { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore' },
    }),
    nodeId: 'set',
  },
  'AUT-502': { fires: definition([tag], trigger('trigger.event', { events: [] })), nodeId: 'start' },
  'AUT-503': { fires: definition([tag], trigger('trigger.event', { events: ['deal.created'] })), nodeId: 'start' },
  'AUT-504': {
    fires: definition([tag], {
      ...trigger('trigger.manual', {}),
      enrollment: { filter: null, key: 'event.data.id', reenroll: 'never', whileActive: 'ignore' },
    }),
    pointer: '/enrollment/key',
  },
  'AUT-505': {
    fires: definition(
      [step('if', 'flow.if', { condition: { kind: 'changed', field: 'lead.status' } }), step('end', 'flow.exit')],
      trigger('trigger.manual', {}),
    ),
    nodeId: 'if',
  },
};

function find(input: unknown, code: string, context: Partial<CompileContext> = {}): Diagnostic | undefined {
  return compile(input, compileContext(context)).diagnostics.find((diagnostic) => diagnostic.code === code);
}

describe('diagnostics', () => {
  it.each(Object.entries(cases))('%s is said where it is due, in words', (code, { fires, context, nodeId, pointer }) => {
    const diagnostic = find(fires, code, context);
    expect(diagnostic).toBeDefined();
    expect(diagnostic?.severity).toBe(codes[code as DiagnosticCode].severity);
    if (nodeId !== undefined) expect(diagnostic?.nodeId).toBe(nodeId);
    if (pointer !== undefined) expect(diagnostic?.pointer).toBe(pointer);
    expect(diagnostic?.message).toMatch(/^[^\s].*[.?]$/s);
    expect(diagnostic?.message).not.toMatch(/(^|[^{]){\w+}([^}]|$)|undefined|\[object/);
  });

  it('are silent about a good automation', () => {
    const good = definition([
      step('assign', 'record.assign'),
      task,
      step('wait', 'wait.for_event', {
        since: 'assign',
        about: { kind: 'output', step: 'task', name: 'task' },
        events: ['task.completed'],
      }),
      step('update', 'record.update', { changes: [{ field: 'lead.followUpAt', value: output('dueAt') }] }),
      step('mail', 'message.email', { content: { kind: 'template', templateId: 'welcome' } }),
    ]);
    expect(compile(good, compileContext()).diagnostics).toEqual([]);
  });

  it('are silent about records that are found, made, linked, moved and archived as they should be', () => {
    const made = (name: string) => ({ kind: 'output', step: name, name: 'record' });
    const good = definition(
      [
        step('find', 'record.find', { recordType: 'company', condition: compareFields('found.name', 'lead.companyName') as never }),
        step('person', 'record.create'),
        step('deal', 'record.create', {
          recordType: 'deal',
          values: [
            { field: 'name', value: field('lead.lastName') },
            { field: 'companyId', value: made('find') },
            { field: 'ownerUserId', value: field('lead.ownerUserId') },
          ],
          onDuplicate: 'create',
        }),
        step('link', 'record.associate', { record: made('deal'), with: made('person') }),
        step('move', 'record.move_stage', { about: made('deal') }),
        step('task', 'record.create_task', { title: 'Call {{steps.find.record.name}} about {{steps.deal.record.name}}' }),
        step('if', 'flow.if', {
          condition: { kind: 'compare', left: { kind: 'output', step: 'person', name: 'record.email' }, operator: 'is_set' },
        }),
        step('archive', 'record.archive', { about: made('person') }),
      ],
      {
        edges: [
          { from: 'start', outcome: 'next', to: 'find' },
          { from: 'find', outcome: 'found', to: 'person' },
          { from: 'person', outcome: 'created', to: 'deal' },
          { from: 'deal', outcome: 'created', to: 'link' },
          { from: 'link', outcome: 'next', to: 'move' },
          { from: 'move', outcome: 'next', to: 'task' },
          { from: 'task', outcome: 'next', to: 'if' },
          { from: 'if', outcome: 'yes', to: 'archive' },
        ],
      },
    );
    expect(compile(good, compileContext()).diagnostics).toEqual([]);
    expect(compile(dealMove({}), compileContext()).diagnostics).toEqual([]);
  });

  it('are silent about splits of 100, dates with a choice and branches with conditions', () => {
    expect(compile(splitInto(33.3, 33.3, 33.4), compileContext()).diagnostics).toEqual([]);
    expect(compile(untilDate({}), compileContext()).diagnostics).toEqual([]);
    expect(compile(definition([step('switch', 'flow.switch'), tag]), compileContext()).diagnostics).toEqual([]);
    const empty = { branches: [{ id: 'a', label: '', when: { kind: 'all', of: [] } }] };
    expect(find(definition([step('switch', 'flow.switch', empty as never), tag]), 'AUT-218')?.pointer).toBe(
      '/nodes/0/config/branches/0/when',
    );
    const twice = { branches: [{ id: 'else', label: '', when: { kind: 'all', of: [] } }] };
    expect(find(definition([step('switch', 'flow.switch', twice as never), tag]), 'AUT-005')?.nodeId).toBe('switch');
  });

  it('know that nothing was found', () => {
    const title = { title: 'Call {{steps.find.record.email}}' };
    const drawn = (outcome: string) =>
      definition([step('find', 'record.find'), step('task', 'record.create_task', title)], {
        edges: [
          { from: 'start', outcome: 'next', to: 'find' },
          { from: 'find', outcome, to: 'task' },
        ],
      });
    expect(find(drawn('none'), 'AUT-207')?.nodeId).toBe('task');
    expect(compile(drawn('found'), compileContext()).diagnostics).toEqual([]);
  });

  it('find fields that results do not have', () => {
    const drawn = definition([
      step('make', 'record.create'),
      step('task', 'record.create_task', { title: '{{steps.make.record.shoeSize}}' }),
    ]);
    expect(find(drawn, 'AUT-206')?.nodeId).toBe('task');
    expect(find(findWith(compareFields('found.shoeSize', 'lead.email')), 'AUT-201')?.nodeId).toBe('find');
    expect(find(findWith({ kind: 'all', of: [] }), 'AUT-218')?.nodeId).toBe('find');
    const wrong = definition([
      step('make', 'record.create', {
        values: [
          { field: 'lastName', value: literal('x') },
          { field: 'updatedAt', value: literal('x') },
        ],
      }),
    ]);
    expect(find(wrong, 'AUT-216')?.pointer).toBe('/nodes/0/config/values/1/field');
  });

  it('ask for a fallback only where there is none', () => {
    const guarded = { kind: 'call', fn: 'coalesce', args: [output('dueAt'), { kind: 'call', fn: 'now', args: [] }] };
    const last = step('last', 'record.update', { changes: [{ field: 'lead.followUpAt', value: guarded }] });
    expect(compile(aroundTask(last), compileContext()).diagnostics).toEqual([]);
    const bare = step('last', 'record.update', { changes: [{ field: 'lead.followUpAt', value: output('dueAt') }] });
    expect(find(aroundTask(bare), 'AUT-207')?.nodeId).toBe('last');
  });

  it('do not count the results of a step that failed', () => {
    const drawn = definition([task, step('wait', 'wait.for_event', { about: { kind: 'output', step: 'task', name: 'task' } })], {
      edges: [
        { from: 'start', outcome: 'next', to: 'task' },
        { from: 'task', outcome: 'error', to: 'wait' },
      ],
    });
    expect(find(drawn, 'AUT-207')?.nodeId).toBe('wait');
  });

  it('offer fixes that fix', () => {
    const withFix = Object.entries(cases).flatMap(([code, one]) => {
      const diagnostic = find(one.fires, code, one.context);
      return diagnostic?.fix === undefined ? [] : [{ code, one, fix: diagnostic.fix }];
    });
    expect(withFix.map(({ code }) => code)).toEqual(
      expect.arrayContaining([
        'AUT-102',
        'AUT-103',
        'AUT-104',
        'AUT-105',
        'AUT-107',
        'AUT-111',
        'AUT-208',
        'AUT-301',
        'AUT-401',
        'AUT-504',
      ]),
    );
    for (const { code, one, fix } of withFix) expect([code, find(patched(one.fires, fix), code, one.context)]).toEqual([code, undefined]);
  });

  it('are all described in docs/diagnostics.md', async () => {
    expect(Object.keys(codes).filter((code) => !diagnosticsPage().includes(`\`${code}\``))).toEqual([]);
    await expect(diagnosticsPage()).toMatchFileSnapshot('../../../docs/diagnostics.md');
  });
});

/** JSON Patch, as the builder applies it. */
function patched(input: unknown, fix: Fix): unknown {
  const copy = JSON.parse(JSON.stringify(input));
  for (const operation of fix.patch) {
    const keys = operation.path
      .slice(1)
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    const parent = keys.reduce((at, key) => at[key], copy);
    if (operation.op !== 'remove') parent[last] = operation.value;
    else if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }
  return copy;
}
