import type { Problem } from '../errors/errors.ts';
import type { DimensionKey, FactorKey, FactorState } from './factors.ts';
import { completeFactors, dimensionKeys, dimensionOf } from './factors.ts';
import type { QualificationPolicy } from './qualification-policy.ts';
import { sourcesFor } from './qualification-policy.ts';

export const requirementCodes = [
  'LEAD_STATUS_REQUIRES_ACTIVITY',
  'LEAD_STATUS_REQUIRES_FACTORS',
  'LEAD_STATUS_REQUIRES_NOTES',
  'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE',
] as const;
export type RequirementCode = (typeof requirementCodes)[number];

export interface Requirement {
  readonly code: RequirementCode;
  readonly met: boolean;
  readonly detail: string;
  /** What it is about in the body of a change of the lead. */
  readonly pointer: string;
}

/** How well a lead is known. */
export interface Qualification {
  /** Share of the factors that need proof which are claimed and proven; 0 to 100, rounded down. */
  readonly coverage: number;
  readonly covered: number;
  readonly needingEvidence: number;
  /** How many factors are more than unknown. */
  readonly known: number;
  /** How sure the claims make us, 0 to 100: an unproven claim counts half. */
  readonly confidence: number;
  /** The factor to work on next; null when nothing could be better. */
  readonly weakest: FactorKey | null;
  readonly dimensions: Readonly<Record<DimensionKey, number>>;
}

const strength = { unknown: 0, no: 0, partial: 50, yes: 100 } as const;

/** What the claims and proofs of a lead amount to under a policy. */
export function qualificationOf(stored: readonly FactorState[], policy: QualificationPolicy): Qualification {
  const rules = policy.factors.filter((rule) => rule.enabled);
  const states = completeFactors(stored);
  const of = (factor: FactorKey) => states.find((one) => one.factor === factor) ?? null;
  const needing = rules.filter((rule) => rule.requireEvidence);
  const covered = needing.filter((rule) => isProven(of(rule.factor))).length;
  const values = new Map(rules.map((rule) => [rule.factor, valueOf(of(rule.factor))]));
  return {
    coverage: needing.length === 0 ? 100 : Math.floor((covered * 100) / needing.length),
    covered,
    needingEvidence: needing.length,
    known: rules.filter((rule) => (of(rule.factor)?.claim ?? 'unknown') !== 'unknown').length,
    confidence: average([...values.values()]),
    weakest: weakestOf(rules.map((rule) => of(rule.factor)).filter((one) => one !== null)),
    dimensions: Object.fromEntries(
      dimensionKeys.map((key) => [key, average([...values].filter(([factor]) => dimensionOf[factor] === key).map(([, value]) => value))]),
    ) as Record<DimensionKey, number>,
  };
}

function isProven(state: FactorState | null): boolean {
  return state !== null && state.claim !== 'unknown' && state.source !== null;
}

function valueOf(state: FactorState | null): number {
  if (state === null) return 0;
  return strength[state.claim] * (state.source === null ? 0.5 : 1);
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** The least that is known first: not discussed, then not proven, then only half true. A proven "no" is an answer, not a gap. */
function weakestOf(states: readonly FactorState[]): FactorKey | null {
  const gap = (state: FactorState) => (state.claim === 'unknown' ? 3 : state.source === null ? 2 : state.claim === 'partial' ? 1 : 0);
  const [first] = states.toSorted((a, b) => gap(b) - gap(a));
  return first === undefined || gap(first) === 0 ? null : first.factor;
}

/** Everything a lead needs to become qualified, met or not, in the order in which a rep would do it. */
export function qualifiedRequirements(
  lead: { readonly touched: boolean; readonly notes: string | null; readonly factors: readonly FactorState[] },
  policy: QualificationPolicy,
): readonly Requirement[] {
  const { coverage, covered, needingEvidence, known } = qualificationOf(lead.factors, policy);
  const list: Requirement[] = [];
  if (policy.requireActivity) {
    const detail = 'Log a touch first: nobody has made contact with the lead yet.';
    list.push({ code: 'LEAD_STATUS_REQUIRES_ACTIVITY', met: lead.touched, pointer: '/status', detail });
  }
  if (policy.minimumFactors > 0) {
    const detail = `Say what is known about at least ${policy.minimumFactors} factors; so far it is ${known}.`;
    list.push({ code: 'LEAD_STATUS_REQUIRES_FACTORS', met: known >= policy.minimumFactors, pointer: '/status', detail });
  }
  const noted = lead.notes !== null && lead.notes.trim() !== '';
  list.push({
    code: 'LEAD_STATUS_REQUIRES_NOTES',
    met: noted,
    pointer: '/qualificationNotes',
    detail: 'Write qualification notes: why is this lead qualified?',
  });
  if (policy.requireEvidence) {
    // Compared exactly, not as the rounded share: two of three is more than 66 %.
    const met = needingEvidence === 0 || covered * 100 >= policy.minimumCoverage * needingEvidence;
    const detail = `Evidence covers ${coverage} % of the factors that need it; ${policy.minimumCoverage} % are required.`;
    list.push({ code: 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE', met, pointer: '/status', detail });
  }
  return list;
}

/** What is wrong with one factor as somebody wants it stored. */
export function factorProblems(state: FactorState, policy: QualificationPolicy): readonly Problem[] {
  const at = (part: string) => `/factors/${state.factor}/${part}`;
  if (state.claim === 'unknown' && (state.source !== null || state.note !== null)) {
    const detail = 'What is unknown has no evidence yet. Say first what is claimed.';
    return [{ pointer: at('source'), code: 'factor_unknown', detail }];
  }
  if (state.source !== null && !sourcesFor(policy, state.factor).includes(state.source)) {
    const detail = `For this factor, evidence may come from: ${sourcesFor(policy, state.factor).join(', ')}.`;
    return [{ pointer: at('source'), code: 'evidence_source_not_allowed', detail }];
  }
  return [];
}
