import { describe, expect, it } from 'vitest';
import { compileContext, definition, step } from '../../../test/factories/definitions.ts';
import { enrolmentCases } from '../../../test/factories/enrolment-cases.ts';
import type { EnrollmentRule } from '../definition/definition.ts';
import { compile } from '../compile/compile.ts';
import { decompile } from '../compile/decompile.ts';

const tag = step('tag', 'record.add_tag');
const rule: EnrollmentRule = { filter: null, key: 'record', reenroll: 'always', whileActive: 'ignore' };
const [one, other] = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];
const inSegment = { kind: 'segment' as const, segment: one };
const known = { segment: (id: string) => (id === one || id === other ? { name: id, entity: 'lead' } : null) };

function codesOf(enrollment: EnrollmentRule, context = {}) {
  const { diagnostics } = compile(definition([tag], { enrollment }), { ...compileContext(), ...context });
  return diagnostics.map((diagnostic) => diagnostic.code);
}

describe('enrolment checks', () => {
  it('are silent about groups and segments that are there', () => {
    const enrollment = { ...rule, exclusive: { group: 'g', priority: 3 }, suppression: { segments: [one, other], leave: true } };
    expect(codesOf(enrollment, { ...known, exclusivityGroup: () => ({ name: 'Onboarding' }) })).toEqual([]);
    expect(codesOf(enrollment)).toEqual([]);
  });

  it('say which segment is not there, or is about other records', () => {
    const enrollment = { ...rule, suppression: { segments: [one, 'gone'], leave: false } };
    expect(codesOf(enrollment, known)).toEqual(['AUT-245']);
    expect(codesOf(enrollment, { segment: () => ({ name: 'x', entity: 'company' }) })).toEqual(['AUT-245', 'AUT-245']);
  });

  it('know who could still enter', () => {
    const suppression = { segments: [one], leave: false };
    const any = (...of: (typeof inSegment)[]) => ({ kind: 'any' as const, of });
    const elsewhere = { kind: 'segment' as const, segment: other };
    expect(codesOf({ ...rule, filter: any(inSegment), suppression }, known)).toEqual(['AUT-507']);
    expect(codesOf({ ...rule, filter: any(inSegment, elsewhere), suppression }, known)).toEqual([]);
    expect(codesOf({ ...rule, filter: { kind: 'none', of: [inSegment] }, suppression }, known)).toEqual([]);
  });

  it('come with their sentence at their place', () => {
    for (const [code, { fires, context, pointer }] of Object.entries(enrolmentCases)) {
      const { diagnostics } = compile(fires, { ...compileContext(), ...context });
      expect(diagnostics).toContainEqual(expect.objectContaining({ code, pointer, nodeId: null }));
    }
  });
});

describe('a plan', () => {
  it('reads the segments that keep out, and at gates only if runs leave for them', () => {
    const plan = (leave: boolean) =>
      compile(definition([tag], { enrollment: { ...rule, suppression: { segments: [one], leave } } }), compileContext()).plan;
    expect(plan(false)?.trigger.reads).toContain(`segment.${one}`);
    expect(plan(false)?.exitReads).toEqual([]);
    expect(plan(true)?.exitReads).toEqual([`segment.${one}`]);
  });

  it('keeps group and segments when it becomes a definition again', () => {
    const enrollment = { ...rule, exclusive: { group: one, priority: 2 }, suppression: { segments: [other], leave: true } };
    const { plan, hash } = compile(definition([tag], { enrollment }), compileContext());
    if (plan === null) throw new Error('it compiles');
    expect(compile(decompile(plan, 'Again'), compileContext()).hash).toBe(hash);
  });
});
