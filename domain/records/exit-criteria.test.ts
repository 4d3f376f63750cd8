import { describe, expect, it } from 'vitest';
import { noCriteria, stagesPassed, unmetCriteria } from './exit-criteria.ts';

const stage = (id: string, position: number, kind: 'open' | 'won' | 'lost' = 'open', pipelineId = 'p') => ({
  id,
  position,
  kind,
  pipelineId,
});
const [a, b, c] = [stage('a', 0), stage('b', 1), stage('c', 2)];
const [won, lost] = [stage('won', 3, 'won'), stage('lost', 4, 'lost')];
const all = [a, b, c, won, lost];
const ids = (stages: readonly { readonly id: string }[]) => stages.map((one) => one.id);

describe('the stages a move passes', () => {
  it('are all from the one it leaves up to the one it enters', () => {
    expect(ids(stagesPassed(all, a, c))).toEqual(['a', 'b']);
    expect(ids(stagesPassed(all, b, won))).toEqual(['b', 'c']);
  });

  it('are none on the way back or out', () => {
    expect(stagesPassed(all, c, a)).toEqual([]);
    expect(stagesPassed(all, a, lost)).toEqual([]);
  });

  it('begin anew for a deal from elsewhere', () => {
    expect(ids(stagesPassed(all, stage('x', 9, 'open', 'other'), b))).toEqual(['a']);
    expect(ids(stagesPassed(all, lost, c))).toEqual(['a', 'b']);
    expect(ids(stagesPassed(all, undefined, b))).toEqual(['a']);
  });
});

describe('unmet criteria', () => {
  const facts = (deal: object) => ({ now: '2026-11-21T12:00:00.000Z', timeZone: 'UTC', roots: { deal: { ...deal } }, outputs: {} });
  const above = (path: string, value: number) =>
    ({
      kind: 'compare',
      left: { kind: 'field', path },
      operator: 'greater_than',
      right: { kind: 'literal', value },
    }) as const;

  it('name what is empty; an amount of nothing is empty', () => {
    const criteria = { ...noCriteria, requiredFields: ['amountMinor', 'contactId', 'custom.budget'], nextStep: true };
    const unmet = unmetCriteria(criteria, facts({ amountMinor: 0, contactId: 'x', custom: {} }), false);
    expect(unmet.map((one) => one.fields[0] ?? one.kind)).toEqual(['amountMinor', 'custom.budget', 'next_step']);
    expect(unmetCriteria(criteria, facts({ amountMinor: 1, contactId: 'x', custom: { budget: 5 } }), true)).toEqual([]);
  });

  it('name each failing part of a condition with the fields that would settle it', () => {
    const condition = { kind: 'all', of: [above('deal.amountMinor', 10), above('deal.company.employeeCount', 5)] } as const;
    const unmet = unmetCriteria({ ...noCriteria, condition }, facts({ amountMinor: 5 }), true);
    expect(unmet.map((one) => one.fields)).toEqual([['amountMinor'], []]);
    expect(unmet[0]?.words).toBe('amount minor is above 10');
  });
});
