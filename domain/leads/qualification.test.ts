import { describe, expect, it } from 'vitest';
import type { FactorKey, FactorState } from './factors.ts';
import { factorKeys } from './factors.ts';
import { factorProblems, qualificationOf, qualifiedRequirements } from './qualification.ts';
import { defaultPolicy, policyOf, policyProblems, sourcesFor } from './qualification-policy.ts';

const proven = (factor: FactorKey, claim: FactorState['claim'] = 'yes'): FactorState => ({ factor, claim, source: 'call', note: null });
const claimed = (factor: FactorKey, claim: FactorState['claim'] = 'yes'): FactorState => ({ factor, claim, source: null, note: null });
const unmet = (lead: Parameters<typeof qualifiedRequirements>[0], policy = defaultPolicy) =>
  qualifiedRequirements(lead, policy).flatMap((one) => (one.met ? [] : [one.code]));

describe('evidence coverage', () => {
  it('counts factors that are claimed and proven among those that need it', () => {
    expect(qualificationOf([], defaultPolicy)).toMatchObject({ coverage: 0, known: 0, confidence: 0, weakest: 'budget' });
    const half = [proven('budget'), proven('problem', 'no'), proven('timeline', 'partial'), claimed('icpFit')];
    expect(qualificationOf(half, defaultPolicy)).toMatchObject({ coverage: 50, covered: 3, known: 4 });
  });

  it('is whole when no factor needs evidence, and looks only at those switched on', () => {
    const policy = policyOf({ factors: defaultPolicy.factors.map((rule) => ({ ...rule, requireEvidence: false })) });
    expect(qualificationOf([], policy).coverage).toBe(100);
    const two = policyOf({ factors: defaultPolicy.factors.map((rule, index) => ({ ...rule, enabled: index < 2 })) });
    expect(qualificationOf([proven('budget')], two)).toMatchObject({ coverage: 50, needingEvidence: 2 });
  });

  it('is compared exactly with the threshold', () => {
    const policy = policyOf({
      minimumCoverage: 67,
      minimumFactors: 0,
      factors: defaultPolicy.factors.map((rule, index) => ({ ...rule, enabled: index < 3 })),
    });
    const facts = { touched: true, notes: 'x', factors: [proven('budget'), proven('readiness')] };
    expect(unmet(facts, policy)).toEqual(['LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE']);
    expect(unmet(facts, { ...policy, minimumCoverage: 66 })).toEqual([]);
  });
});

describe('what a lead needs to be qualified', () => {
  it('is touch, factors, notes and evidence, in this order', () => {
    expect(unmet({ touched: false, notes: ' ', factors: [] })).toEqual([
      'LEAD_STATUS_REQUIRES_ACTIVITY',
      'LEAD_STATUS_REQUIRES_FACTORS',
      'LEAD_STATUS_REQUIRES_NOTES',
      'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE',
    ]);
    const factors = (['budget', 'problem', 'icpFit'] as const).map((key) => proven(key));
    expect(unmet({ touched: true, notes: 'Wants it', factors })).toEqual([]);
  });

  it('always includes notes, whatever the policy leaves out', () => {
    const open = policyOf({ requireEvidence: false, requireActivity: false, minimumFactors: 0 });
    expect(unmet({ touched: false, notes: null, factors: [] }, open)).toEqual(['LEAD_STATUS_REQUIRES_NOTES']);
  });
});

describe('confidence and the weakest signal', () => {
  it('counts an unproven claim half and asks for what is not discussed first', () => {
    const all = factorKeys.map((key) => proven(key));
    expect(qualificationOf(all, defaultPolicy)).toMatchObject({ confidence: 100, weakest: null });
    expect(qualificationOf([...all.slice(1), claimed('budget')], defaultPolicy)).toMatchObject({ confidence: 92, weakest: 'budget' });
    expect(qualificationOf(all.slice(0, 5), defaultPolicy).weakest).toBe('icpFit');
  });

  it('groups the factors by the four dimensions', () => {
    const { dimensions } = qualificationOf([proven('economicBuyer'), proven('budget')], defaultPolicy);
    expect(dimensions).toEqual({ companyFit: 0, qualificationReadiness: 33, valueSeverity: 0, stakeholderAccess: 100 });
  });
});

describe('a factor', () => {
  it('has no evidence while it is unknown, and takes only sources its policy names', () => {
    expect(factorProblems({ ...claimed('budget', 'unknown'), source: 'call' }, defaultPolicy)).toMatchObject([{ code: 'factor_unknown' }]);
    const strict = policyOf({ factors: defaultPolicy.factors.map((rule) => ({ ...rule, sources: ['document' as const] })) });
    expect(factorProblems(proven('budget'), strict)).toMatchObject([
      { code: 'evidence_source_not_allowed', pointer: '/factors/budget/source' },
    ]);
    expect(sourcesFor(defaultPolicy, 'budget')).toContain('referral');
  });

  it('can neither be added to nor left out of a policy', () => {
    expect(policyProblems(defaultPolicy)).toEqual([]);
    expect(policyProblems({ ...defaultPolicy, factors: defaultPolicy.factors.slice(1) })).toMatchObject([{ code: 'factors_fixed' }]);
    const off = defaultPolicy.factors.map((rule) => ({ ...rule, enabled: false }));
    expect(policyProblems({ ...defaultPolicy, factors: off })).toMatchObject([{ code: 'minimum_out_of_reach' }]);
  });
});
