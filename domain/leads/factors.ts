/**
 * The six factors a lead is qualified by. The keys are fixed for scoring, CQVS and reports: a tenant may name, order and
 * switch them off, never change them.
 */
export const factorKeys = ['budget', 'readiness', 'timeline', 'problem', 'economicBuyer', 'icpFit'] as const;
export type FactorKey = (typeof factorKeys)[number];

/** What a rep claims about a factor. Every factor begins as `unknown`: not yet discussed. */
export const claims = ['unknown', 'no', 'partial', 'yes'] as const;
export type Claim = (typeof claims)[number];

/** Where a proof may come from: the catalogue for factors whose policy names no sources of its own. */
export const evidenceSources = ['call', 'email', 'meeting', 'document', 'form', 'website', 'referral', 'research'] as const;
export type EvidenceSource = (typeof evidenceSources)[number];

/** The four dimensions of CQVS: company fit, qualification readiness, value of the problem, stakeholder access. */
export const dimensionKeys = ['companyFit', 'qualificationReadiness', 'valueSeverity', 'stakeholderAccess'] as const;
export type DimensionKey = (typeof dimensionKeys)[number];

export const dimensionOf: Readonly<Record<FactorKey, DimensionKey>> = {
  budget: 'qualificationReadiness',
  readiness: 'qualificationReadiness',
  timeline: 'qualificationReadiness',
  problem: 'valueSeverity',
  economicBuyer: 'stakeholderAccess',
  icpFit: 'companyFit',
};

/** A claim and its proof, as stored; `source` null means "no evidence yet". */
export interface FactorState {
  readonly factor: FactorKey;
  readonly claim: Claim;
  readonly source: EvidenceSource | null;
  readonly note: string | null;
}

export const unknownFactor = (factor: FactorKey): FactorState => ({ factor, claim: 'unknown', source: null, note: null });

/** All six in their fixed order; what is not stored is unknown. */
export function completeFactors(stored: readonly FactorState[]): readonly FactorState[] {
  return factorKeys.map((key) => stored.find((one) => one.factor === key) ?? unknownFactor(key));
}
