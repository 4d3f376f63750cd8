import type { Entitlement, Feature, Limit } from './entitlements.ts';
import { features, isFeature, limits } from './entitlements.ts';
import type { BillingPlan } from './plans.ts';

/** From the nearest to the farthest: the nearest that says anything decides. */
export const overrideScopes = ['user', 'team', 'tenant'] as const;
export type OverrideScope = (typeof overrideScopes)[number];

/** What somebody laid down beside the plan: a feature is granted or not, a limit is a number or without end (null). */
export interface Override {
  readonly scope: OverrideScope;
  /** Of the user, team or workspace. */
  readonly subjectId: string;
  readonly entitlement: Entitlement;
  readonly value: boolean | number | null;
}

export interface Source {
  readonly scope: OverrideScope | 'plan';
  readonly subjectId: string | null;
  readonly value: boolean | number | null;
}

/** What holds, who says so, and what the others say, the nearest first. */
export interface Resolved<Value extends boolean | number | null = boolean | number | null> {
  readonly entitlement: Entitlement;
  readonly value: Value;
  readonly source: Source;
  readonly considered: readonly Source[];
}

export interface Effective {
  readonly features: Readonly<Record<Feature, Resolved<boolean>>>;
  readonly limits: Readonly<Record<Limit, Resolved<number | null>>>;
}

/**
 * What a plan and the overrides that apply to somebody come to. User before team before workspace before plan; of several teams the one that
 * gives most. `overrides` holds those of this person, of their teams and of the workspace only.
 */
export function resolveEntitlements(plan: BillingPlan, overrides: readonly Override[]): Effective {
  const said = new Map<Entitlement, Override[]>();
  for (const override of overrides) said.set(override.entitlement, [...(said.get(override.entitlement) ?? []), override]);
  const of = (entitlement: Entitlement, ofPlan: boolean | number | null): Resolved => {
    const considered: Source[] = overrideScopes.flatMap((scope) => sourcesOf(said.get(entitlement) ?? [], scope));
    considered.push({ scope: 'plan', subjectId: null, value: ofPlan });
    const source = considered[0] ?? { scope: 'plan', subjectId: null, value: ofPlan };
    return { entitlement, value: source.value, source, considered };
  };
  return {
    features: byCode(features, (code) => asFeature(of(code, plan.features.includes(code)))),
    limits: byCode(limits, (code) => asLimit(of(code, plan.limits[code]))),
  };
}

function sourcesOf(overrides: readonly Override[], scope: OverrideScope): readonly Source[] {
  return overrides
    .filter((override) => override.scope === scope)
    .map(({ subjectId, value }) => ({ scope, subjectId, value }))
    .sort((a, b) => generosity(b.value) - generosity(a.value) || (a.subjectId < b.subjectId ? -1 : 1));
}

function generosity(value: boolean | number | null): number {
  return value === null ? Number.POSITIVE_INFINITY : Number(value);
}

function asFeature(resolved: Resolved): Resolved<boolean> {
  return { ...resolved, value: resolved.value === true };
}

function asLimit(resolved: Resolved): Resolved<number | null> {
  return { ...resolved, value: typeof resolved.value === 'number' ? resolved.value : null };
}

function byCode<Code extends string, Value>(codes: readonly Code[], of: (code: Code) => Value): Record<Code, Value> {
  return Object.fromEntries(codes.map((code) => [code, of(code)])) as Record<Code, Value>;
}

/** Whether a value can be laid down for an entitlement; a sentence if not. */
export function overrideProblem(entitlement: Entitlement, value: boolean | number | null): string | null {
  if (isFeature(entitlement)) return typeof value === 'boolean' ? null : 'A feature is granted or not: true or false.';
  if (value === null) return null;
  const counts = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 1_000_000_000;
  return counts ? null : 'A limit is a whole number from 0 to 1,000,000,000, or null for none.';
}
