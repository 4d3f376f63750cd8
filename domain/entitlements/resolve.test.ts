import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { features, limits } from './entitlements.ts';
import { planCodes, plans } from './plans.ts';
import { type Override, overrideProblem, overrideScopes, resolveEntitlements } from './resolve.ts';

const limitOverride = (scope: Override['scope'], subjectId: string, value: number | null): Override => ({
  scope,
  subjectId,
  entitlement: 'contacts.max',
  value,
});

describe('what holds for somebody', () => {
  it('is what the plan says where nobody says otherwise', () => {
    const free = resolveEntitlements(plans.free, []);
    expect(free.limits['contacts.max']).toMatchObject({ value: 500, source: { scope: 'plan' } });
    expect(free.features['leads.import'].value).toBe(false);
    const all = resolveEntitlements(plans.unlimited, []);
    expect(features.every((feature) => all.features[feature].value)).toBe(true);
    expect(limits.every((limit) => all.limits[limit].value === null)).toBe(true);
  });

  it('takes user before team before workspace before plan, and of teams the most generous', () => {
    const workspace = limitOverride('tenant', 'w', 10);
    const teams = [limitOverride('team', 'b', 20), limitOverride('team', 'a', 30)];
    const user = limitOverride('user', 'u', 5);
    const of = (overrides: readonly Override[]) => resolveEntitlements(plans.starter, overrides).limits['contacts.max'];
    expect(of([workspace]).value).toBe(10);
    expect(of([workspace, ...teams])).toMatchObject({ value: 30, source: { scope: 'team', subjectId: 'a' } });
    expect(of([workspace, limitOverride('team', 'c', null), ...teams]).value).toBeNull();
    const resolved = of([...teams, workspace, user]);
    expect(resolved.value).toBe(5);
    expect(resolved.considered.map((source) => source.scope)).toEqual(['user', 'team', 'team', 'tenant', 'plan']);
  });

  it('names as its source whatever stands first among what was considered, whatever the order of the overrides', () => {
    const override = fc.record({
      scope: fc.constantFrom(...overrideScopes),
      subjectId: fc.constantFrom('a', 'b', 'c'),
      entitlement: fc.constantFrom('leads.max' as const, 'deals.max' as const),
      value: fc.option(fc.nat(100), { nil: null }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...planCodes), fc.array(override), (plan, overrides) => {
        const forwards = resolveEntitlements(plans[plan], overrides);
        const backwards = resolveEntitlements(plans[plan], overrides.toReversed());
        for (const limit of limits) {
          expect(forwards.limits[limit].value).toBe(backwards.limits[limit].value);
          expect(forwards.limits[limit].source).toEqual(forwards.limits[limit].considered[0]);
        }
      }),
    );
  });
});

it('features are granted or not, limits are whole numbers or none', () => {
  expect(overrideProblem('leads.import', true)).toBeNull();
  expect(overrideProblem('leads.import', 3)).toMatch(/granted/);
  expect(overrideProblem('leads.import', null)).toMatch(/granted/);
  expect(overrideProblem('leads.max', null)).toBeNull();
  expect(overrideProblem('leads.max', 0)).toBeNull();
  for (const value of [true, -1, 1.5, Number.NaN, 2_000_000_000]) expect(overrideProblem('leads.max', value)).toMatch(/whole number/);
});
