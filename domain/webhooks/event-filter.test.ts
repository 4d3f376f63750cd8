import { describe, expect, it } from 'vitest';
import type { Condition } from '../expressions/ast.ts';
import { eventFilterProblems } from './event-filter.ts';

const isWeb: Condition = {
  kind: 'compare',
  left: { kind: 'field', path: 'event.data.source' },
  operator: 'is',
  right: { kind: 'literal', value: 'web' },
};

describe('a filter of events', () => {
  it('may ask for anything an event says, also for what changed', () => {
    const changed: Condition = { kind: 'changed', field: 'lead.status', to: 'qualified' };
    expect(eventFilterProblems({ kind: 'all', of: [isWeb, { kind: 'none', of: [changed] }] })).toEqual([]);
  });

  it('is refused where it asks for records, segments or steps, with the place', () => {
    const lead: Condition = { kind: 'compare', left: { kind: 'field', path: 'lead.email' }, operator: 'is_set' };
    const step: Condition = {
      kind: 'compare',
      left: { kind: 'call', fn: 'lower', args: [{ kind: 'output', step: 'find', name: 'id' }] },
      operator: 'is',
      right: { kind: 'field', path: 'tenant.name' },
    };
    const segment: Condition = { kind: 'segment', segment: '01900000-0000-7000-8000-000000000000' };
    const related: Condition = { kind: 'related', list: 'lead.tasks' };
    expect(eventFilterProblems({ kind: 'any', of: [isWeb, lead, step, segment, related] }).map((one) => one.pointer)).toEqual([
      '/of/1/left/path',
      '/of/2/left/args/0',
      '/of/2/right/path',
      '/of/3',
      '/of/4',
    ]);
  });
});
