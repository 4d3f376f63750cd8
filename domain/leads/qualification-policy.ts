import type { Problem } from '../errors/errors.ts';
import type { EvidenceSource, FactorKey } from './factors.ts';
import { evidenceSources, factorKeys } from './factors.ts';

export interface FactorRule {
  readonly factor: FactorKey;
  readonly enabled: boolean;
  /** Whether the factor counts for evidence coverage. */
  readonly requireEvidence: boolean;
  /** Which proofs a rep may name; empty means the whole catalogue. */
  readonly sources: readonly EvidenceSource[];
  /** The tenant's own words; null means the built-in ones. */
  readonly label: string | null;
  readonly help: string | null;
}

/** When a lead of the tenant may become qualified, and when it may be converted. */
export interface QualificationPolicy {
  /** "Require evidence before setting lead to Qualified". */
  readonly requireEvidence: boolean;
  /** "Minimum evidence coverage (%)". */
  readonly minimumCoverage: number;
  /** Somebody must have made contact. */
  readonly requireActivity: boolean;
  /** How many factors must be more than unknown. */
  readonly minimumFactors: number;
  /** Only a qualified lead may be converted. */
  readonly requireQualified: boolean;
  /** All six, in the order in which the tenant wants to see them. */
  readonly factors: readonly FactorRule[];
}

export const defaultPolicy: QualificationPolicy = {
  requireEvidence: true,
  minimumCoverage: 50,
  requireActivity: true,
  minimumFactors: 3,
  requireQualified: true,
  factors: factorKeys.map((factor) => ({ factor, enabled: true, requireEvidence: true, sources: [], label: null, help: null })),
};

/** What was stored, completed by the defaults: a factor that a stored policy does not name is as it is by default. */
export function policyOf(stored: Partial<QualificationPolicy> | null): QualificationPolicy {
  if (stored === null) return defaultPolicy;
  const known = stored.factors ?? [];
  const missing = defaultPolicy.factors.filter((rule) => !known.some((one) => one.factor === rule.factor));
  return { ...defaultPolicy, ...stored, factors: [...known, ...missing] };
}

/** The keys can neither be added to nor left out: scoring and reports rely on all six. */
export function policyProblems(policy: QualificationPolicy): readonly Problem[] {
  const problems: Problem[] = [];
  const keys = policy.factors.map((rule) => rule.factor);
  if (keys.length !== factorKeys.length || new Set(keys).size !== keys.length) {
    problems.push({ pointer: '/factors', code: 'factors_fixed', detail: `Name each of the six factors once: ${factorKeys.join(', ')}.` });
  }
  const enabled = policy.factors.filter((rule) => rule.enabled).length;
  if (policy.minimumFactors > enabled) {
    const detail = `Only ${enabled} factors are switched on, so ${policy.minimumFactors} can never be known.`;
    problems.push({ pointer: '/minimumFactors', code: 'minimum_out_of_reach', detail });
  }
  return problems;
}

/** The sources a rep may choose for a factor. */
export function sourcesFor(policy: QualificationPolicy, factor: FactorKey): readonly EvidenceSource[] {
  const own = policy.factors.find((rule) => rule.factor === factor)?.sources ?? [];
  return own.length === 0 ? evidenceSources : own;
}
