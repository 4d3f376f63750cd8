import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import { catalogueOf } from '../records/field-catalogue.ts';
import type { Condition, Expression, Operator } from './ast.ts';
import { functionNames, operators } from './ast.ts';
import { checkCondition, typeOf } from './check.ts';
import { evaluate, valueOf } from './evaluate.ts';
import type { Facts } from './facts.ts';
import { pathsOfCondition } from './paths.ts';
import { conditionPhrase, conditionWords } from './sentence.ts';
import { parseText, renderText, variablesOf } from './text.ts';

const facts: Facts = {
  now: '2026-11-21T09:00:00.000Z',
  timeZone: 'Asia/Dubai',
  roots: {
    lead: {
      firstName: 'Zoë',
      lastName: '',
      email: 'zoe@example.com',
      score: 60,
      source: 'web',
      tags: ['VIP', 'cold'],
      createdAt: '2026-11-20T21:30:00.000Z',
      custom: { budget: 5000, renewal: '2027-03-31' },
      owner: { name: 'Ann', email: 'ann@acme.test' },
    },
    event: {
      type: 'lead.updated',
      before: { status: 'new', custom: { budget: 1 } },
      after: { status: 'contacted', custom: { budget: 5000 } },
      data: { outcome: 'connected' },
    },
    run: { id: 'r', startedAt: '2026-11-21T08:00:00.000Z' },
  },
  outputs: { call: { task: { type: 'task', id: 't1' }, dueAt: '2026-11-22T09:00:00.000Z' } },
};

const field = (path: string): Expression => ({ kind: 'field', path });
const literal = (value: Json): Expression => ({ kind: 'literal', value });
const is = (left: Expression, operator: Operator, right?: Json): boolean =>
  evaluate({ kind: 'compare', left, operator, ...(right === undefined ? {} : { right: literal(right) }) }, facts).result;

describe('evaluate', () => {
  it.each<[string, Operator, Json | undefined, boolean]>([
    ['lead.firstName', 'is', 'zoë', true],
    ['lead.firstName', 'starts_with', 'Z', true],
    ['lead.email', 'ends_with', '@example.com', true],
    ['lead.email', 'contains', 'EXAMPLE', true],
    ['lead.score', 'greater_than', 50, true],
    ['lead.score', 'greater_than', '50', true],
    ['lead.score', 'between', [50, 60], true],
    ['lead.score', 'less_or_equal', 59, false],
    ['lead.source', 'is_any_of', ['web', 'referral'], true],
    ['lead.source', 'is_none_of', ['web'], false],
    ['lead.tags', 'has_any_tag', ['vip'], true],
    ['lead.tags', 'has_no_tag', ['vip'], false],
    // 21:30 UTC on the 20th is the 21st in Dubai.
    ['lead.createdAt', 'is', '2026-11-21', true],
    ['lead.createdAt', 'before', '2026-11-21', false],
    ['lead.createdAt', 'after', '2026-11-20', true],
    ['lead.createdAt', 'within_last', { amount: 12, unit: 'hours' }, true],
    ['lead.createdAt', 'within_next', { amount: 12, unit: 'hours' }, false],
    ['lead.custom.renewal', 'within_next', { amount: 20, unit: 'weeks' }, true],
    ['lead.owner.name', 'is', 'Ann', true],
    ['event.data.outcome', 'is', 'connected', true],
    // Missing: negative questions are true, all others false.
    ['lead.lastName', 'is_set', undefined, false],
    ['lead.lastName', 'is_not_set', undefined, true],
    ['lead.lastName', 'is', '', false],
    ['lead.lastName', 'is_not', 'Kim', true],
    ['lead.nothing', 'less_than', 5, false],
    ['lead.nothing', 'does_not_contain', 'x', true],
    ['lead.nothing', 'has_no_tag', ['x'], true],
    ['lead.__proto__', 'is_set', undefined, false],
    ['lead.constructor', 'is_set', undefined, false],
  ])('%s %s %j is %s', (path, operator, right, expected) => {
    expect(is(field(path), operator, right)).toBe(expected);
  });

  it('sees what an event changed, from and to', () => {
    const changed = (path: string, ends: object = {}) => evaluate({ kind: 'changed', field: path, ...ends }, facts).result;
    expect(changed('lead.status')).toBe(true);
    expect(changed('lead.status', { from: 'new', to: 'contacted' })).toBe(true);
    expect(changed('lead.status', { to: 'qualified' })).toBe(false);
    expect(changed('lead.custom.budget', { to: 5000 })).toBe(true);
    expect(changed('lead.email')).toBe(false);
  });

  it('works out values', () => {
    const call = (fn: (typeof functionNames)[number], ...args: Expression[]): Json => valueOf({ kind: 'call', fn, args }, facts);
    expect(call('add', field('lead.score'), literal(10))).toBe(70);
    expect(call('divide', literal(1), literal(0))).toBeNull();
    expect(call('add', field('lead.nothing'), literal(1))).toBeNull();
    expect(call('join', field('lead.firstName'), literal(' '), field('lead.lastName'), field('lead.score'))).toBe('Zoë 60');
    expect(call('coalesce', field('lead.lastName'), literal('there'))).toBe('there');
    expect(call('upper', field('lead.source'))).toBe('WEB');
    // A date is its midnight in the zone of the facts: 30 days before 31 March in Dubai.
    expect(call('add_duration', field('lead.custom.renewal'), literal({ amount: -30, unit: 'days' }))).toBe('2027-02-28T20:00:00.000Z');
    expect(valueOf({ kind: 'output', step: 'call', name: 'dueAt' }, facts)).toBe('2026-11-22T09:00:00.000Z');
    expect(valueOf({ kind: 'output', step: 'constructor', name: 'name' }, facts)).toBeNull();
  });

  it('keeps what it looked at, and stops where the answer is known', () => {
    const low: Condition = { kind: 'compare', left: field('lead.score'), operator: 'less_than', right: literal(10) };
    const evaluation = evaluate({ kind: 'all', of: [low, low] }, facts);
    expect(evaluation).toEqual({
      result: false,
      leaves: [{ left: 'lead.score', operator: 'less_than', leftValue: 60, rightValue: 10, result: false }],
    });
    expect(evaluate({ kind: 'any', of: [] }, facts).result).toBe(false);
    expect(evaluate({ kind: 'none', of: [] }, facts).result).toBe(true);
  });

  const anything = fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json);
  it('never throws, and negative operators are exact opposites', () => {
    const opposites: readonly (readonly [Operator, Operator])[] = [
      ['is', 'is_not'],
      ['contains', 'does_not_contain'],
      ['is_any_of', 'is_none_of'],
      ['has_any_tag', 'has_no_tag'],
      ['is_set', 'is_not_set'],
    ];
    fc.assert(
      fc.property(anything, anything, fc.constantFrom('UTC', 'Asia/Dubai', 'Nowhere'), (left, right, timeZone) => {
        const at = { ...facts, timeZone };
        const ask = (operator: Operator): boolean =>
          evaluate({ kind: 'compare', left: literal(left), operator, right: literal(right) }, at).result;
        for (const operator of operators) expect(typeof ask(operator)).toBe('boolean');
        for (const [one, other] of opposites) expect(ask(one)).toBe(!ask(other));
        for (const fn of functionNames) valueOf({ kind: 'call', fn, args: [literal(left), literal(right)] }, at);
      }),
    );
  });
});

describe('static types', () => {
  const scope = {
    catalogue: catalogueOf({ lead: [{ key: 'budget', label: 'Budget', type: 'number', required: false, options: [] }] }),
    subject: 'lead' as const,
    events: ['touch.logged'],
    outputType: () => null,
  };
  const codes = (left: Expression, operator: Operator, right?: Expression) =>
    checkCondition({ kind: 'compare', left, operator, ...(right === undefined ? {} : { right }) }, scope).map((problem) => problem.code);

  it('know built-in, custom, related and event fields', () => {
    expect(typeOf(field('lead.score'), scope)).toBe('number');
    expect(typeOf(field('lead.custom.budget'), scope)).toBe('number');
    expect(typeOf(field('lead.owner.manager.email'), scope)).toBe('email');
    expect(typeOf(field('event.data.outcome'), scope)).toBe('select');
    expect(typeOf(field('event.after.score'), scope)).toBe('number');
    expect(codes(field('deal.amountMinor'), 'is_set')).toEqual(['unknown_field']);
    expect(codes(field('lead.owner.owner.name'), 'is_set')).toEqual(['unknown_field']);
  });

  it('refuse operators and values that do not fit', () => {
    expect(codes(field('lead.score'), 'contains', literal('6'))).toEqual(['operator']);
    expect(codes(field('lead.score'), 'greater_than', literal('many'))).toEqual(['value']);
    expect(codes(field('lead.score'), 'between', literal([1]))).toEqual(['value']);
    expect(codes(field('lead.source'), 'is_any_of', literal(['web', 'fax']))).toEqual(['value']);
    expect(codes(field('lead.createdAt'), 'within_last', literal('a week'))).toEqual(['value']);
    expect(codes(field('lead.createdAt'), 'before', field('lead.score'))).toEqual(['value']);
    expect(codes(field('lead.createdAt'), 'before', { kind: 'call', fn: 'now', args: [] })).toEqual([]);
    expect(codes(field('event.data.outcome'), 'is', literal('connected'))).toEqual([]);
  });
});

describe('sentences', () => {
  const condition: Condition = {
    kind: 'any',
    of: [
      { kind: 'compare', left: field('lead.score'), operator: 'greater_than', right: literal(50) },
      {
        kind: 'all',
        of: [
          { kind: 'compare', left: field('lead.companyName'), operator: 'is_set' },
          { kind: 'changed', field: 'lead.status', to: 'qualified' },
        ],
      },
    ],
  };

  it('are plain English for logs, and keys with parameters for people', () => {
    expect(conditionWords(condition)).toBe('score is above 50 or (company name is known and status has changed to qualified)');
    expect(conditionPhrase(condition)).toMatchObject({
      key: 'conditions.any',
      params: { of: [{ key: 'conditions.greater_than' }, { key: 'conditions.all' }] },
    });
    expect(pathsOfCondition(condition)).toEqual(['lead.score', 'lead.companyName', 'event.before', 'event.after']);
  });
});

describe('text with variables', () => {
  it('fills in values, fallbacks and results of steps, and leaves the rest alone', () => {
    expect(renderText('Call {{lead.firstName}} {{lead.lastName}} of {{default lead.companyName "an unknown company"}}', facts)).toBe(
      'Call Zoë of an unknown company',
    );
    expect(renderText('Due {{steps.call.dueAt}}, {{#if x}}', facts)).toBe('Due 22 Nov 2026, 13:00, {{#if x}}');
    expect(variablesOf('{{a.b}} {{{a.b}}} {{default c.d "x"}}')).toEqual([
      { path: 'a.b', hasFallback: false },
      { path: 'c.d', hasFallback: true },
    ]);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        const source = `${text}{{lead.email}}${text}`;
        const parts = parseText(source);
        expect(parts.filter((part) => part.kind === 'text').every((part) => source.includes(part.text))).toBe(true);
        expect(typeof renderText(source, facts)).toBe('string');
      }),
    );
  });
});

describe('related records', () => {
  const related = (list: string, rest: object = {}): Condition => ({ kind: 'related', list, ...rest });
  const withTasks: Facts = {
    ...facts,
    roots: {
      ...facts.roots,
      lead: { ...(facts.roots.lead as object), tasks: [{ status: 'open' }, { status: 'done' }, { status: 'open' }] },
    },
  };
  const open: Condition = {
    kind: 'compare',
    left: { kind: 'field', path: 'task.status' },
    operator: 'is',
    right: { kind: 'literal', value: 'open' },
  };

  it('are asked for, counted, and may be none', () => {
    const answer = (condition: Condition) => evaluate(condition, withTasks).result;
    expect(answer(related('lead.tasks'))).toBe(true);
    expect(answer(related('lead.notes'))).toBe(false);
    expect(answer(related('lead.tasks', { where: open, count: { operator: 'is', value: 2 } }))).toBe(true);
    expect(answer(related('lead.tasks', { where: open, count: { operator: 'greater_than', value: 2 } }))).toBe(false);
    expect(answer(related('lead.notes', { count: { operator: 'less_than', value: 1 } }))).toBe(true);
  });

  it('are checked like fields, under the name of their kind', () => {
    const scope = { subject: 'lead' as const, events: [], catalogue: catalogueOf(), outputType: () => null };
    expect(checkCondition(related('lead.tasks', { where: open }), scope)).toEqual([]);
    expect(checkCondition(open, scope)).toMatchObject([{ code: 'unknown_field' }]);
    expect(checkCondition(related('lead.deals'), scope)).toMatchObject([{ code: 'unknown_list', pointer: '/list' }]);
    expect(checkCondition(related('lead.owner.tasks'), scope)).toMatchObject([{ code: 'unknown_list' }]);
  });

  it('are read by one path each, with what is asked of them', () => {
    const paths = pathsOfCondition(related('contact.company.deals', { where: related('deal.tasks', { where: open }) }));
    expect(paths).toEqual(['contact.company.deals', 'contact.company.deals.tasks', 'contact.company.deals.tasks.status']);
  });
});

describe('periods of the calendar', () => {
  const period = (value: string, at: string, timeZone: string, now = '2026-11-21T20:30:00.000Z') =>
    evaluate(
      {
        kind: 'compare',
        left: { kind: 'field', path: 'lead.at' },
        operator: 'in_period',
        right: { kind: 'literal', value },
      },
      { now, timeZone, roots: { lead: { at } }, outputs: {} },
    ).result;

  it('begin and end at midnight where one is', () => {
    expect(period('today', '2026-11-21T20:30:00Z', 'UTC')).toBe(true);
    expect(period('today', '2026-11-21T20:30:00Z', 'Asia/Dubai')).toBe(true);
    expect(period('today', '2026-11-21T19:59:59Z', 'Asia/Dubai')).toBe(false);
    expect(period('yesterday', '2026-11-21', 'Asia/Dubai')).toBe(true);
    expect(period('this_week', '2026-11-16', 'UTC')).toBe(true);
    expect(period('next_week', '2026-11-23', 'UTC')).toBe(true);
    expect(period('last_quarter', '2026-09-30', 'UTC')).toBe(true);
    expect(period('next_month', '2026-12-31', 'UTC')).toBe(true);
    expect(period('last_month', '2026-02-28', 'UTC', '2026-03-31T00:00:00.000Z')).toBe(true);
    expect(period('someday', '2026-11-21', 'UTC')).toBe(false);
  });
});
