import { describe, expect, it } from 'vitest';
import { compileContext, definition, step } from '../../../test/factories/definitions.ts';
import type { JsonObject } from '../../json.ts';
import { compile } from '../compile/compile.ts';
import { decompile } from '../compile/decompile.ts';

const set = (id: string, name: string, type: string, value: JsonObject) =>
  step(id, 'flow.set_variable', { variables: [{ name, type, value }] });
const codesOf = (input: unknown) => compile(input, compileContext()).diagnostics.map(({ code, nodeId }) => `${code} ${nodeId}`);
const points = set('set', 'points', 'number', { kind: 'literal', value: 3 });
const field = (path: string) => ({ kind: 'field', path });
const compares = (operator: string, right: JsonObject) =>
  step('if', 'flow.if', { condition: { kind: 'compare', left: field('vars.points'), operator, right } });

describe('variables', () => {
  it('can be compared, written and put into texts', () => {
    const drawn = definition([
      points,
      compares('greater_than', { kind: 'literal', value: 2 }),
      step('update', 'record.update', { changes: [{ field: 'lead.score', value: field('vars.points') }] }),
      step('mail', 'message.email', { content: { kind: 'inline', subject: 'x', body: '{{default vars.points "0"}}' } }),
    ]);
    const { plan, diagnostics } = compile(drawn, compileContext());
    expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
    expect(plan?.segments[0]?.reads.some((path) => path.startsWith('vars.'))).toBe(false);
  });

  it('are unknown unless a step sets them, and typed by it', () => {
    expect(codesOf(definition([compares('is', { kind: 'literal', value: 2 }), step('end', 'flow.exit')]))).toContain('AUT-201 if');
    expect(codesOf(definition([points, compares('contains', { kind: 'literal', value: 'x' }), step('end', 'flow.exit')]))).toContain(
      'AUT-202 if',
    );
    const text = set('set', 'points', 'number', { kind: 'literal', value: 'many' });
    expect(codesOf(definition([text, step('task', 'record.create_task', { title: '{{vars.points}}' })]))).toContain('AUT-203 set');
  });

  it('need no path of their own where a fallback stands in', () => {
    const drawn = (title: string) =>
      definition([step('if', 'flow.if'), points, step('task', 'record.create_task', { title })], {
        edges: [
          { from: 'start', outcome: 'next', to: 'if' },
          { from: 'if', outcome: 'yes', to: 'set' },
          { from: 'set', outcome: 'next', to: 'task' },
          { from: 'if', outcome: 'no', to: 'task' },
        ],
      });
    expect(codesOf(drawn('{{vars.points}}'))).toContain('AUT-232 task');
    expect(codesOf(drawn('{{default vars.points "none"}}'))).toEqual([]);
  });

  it('set on both ways are set', () => {
    const drawn = definition(
      [step('if', 'flow.if'), points, { ...points, id: 'other' }, step('task', 'record.create_task', { title: '{{vars.points}}' })],
      {
        edges: [
          { from: 'start', outcome: 'next', to: 'if' },
          { from: 'if', outcome: 'yes', to: 'set' },
          { from: 'if', outcome: 'no', to: 'other' },
          { from: 'set', outcome: 'next', to: 'task' },
          { from: 'other', outcome: 'next', to: 'task' },
        ],
      },
    );
    expect(codesOf(drawn)).toEqual([]);
  });
});

describe('rules for failures', () => {
  const retry = { attempts: 5, firstDelaySeconds: 60, factor: 2, maxDelaySeconds: 3600, on: ['unavailable'] } as const;
  const tag = { ...step('tag', 'record.add_tag'), onFailure: { retry, rule: 'go_on' } } as const;

  it('stand in the plan and come back out of it', () => {
    const { plan } = compile(definition([tag]), compileContext());
    expect(plan?.steps[0]).toMatchObject({ retry, onError: 'go_on' });
    if (plan === null) throw new Error('no plan');
    expect(decompile(plan, 'x').nodes[0]?.onFailure).toEqual({ retry, rule: 'go_on' });
  });

  it('leave no results that others may count on', () => {
    const make = { ...step('make', 'record.create_task'), onFailure: { rule: 'go_on' } } as const;
    const wait = step('wait', 'wait.for_event', { about: { kind: 'output', step: 'make', name: 'task' } });
    expect(codesOf(definition([make, wait]))).toContain('AUT-207 wait');
  });
});
