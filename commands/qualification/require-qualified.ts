import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { FactorState } from '../../domain/leads/factors.ts';
import { qualificationOf, qualifiedRequirements } from '../../domain/leads/qualification.ts';
import type { Requirement } from '../../domain/leads/qualification.ts';
import type { QualificationPolicy } from '../../domain/leads/qualification-policy.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { LeadRow } from '../records/rows.ts';
import { readQualification } from './read-qualification.ts';

/** Refuses to call a lead qualified that the tenant's policy would not; the lead is locked and given as it is to become. */
export async function requireQualified(trx: TenantTrx, context: CommandContext, lead: LeadRow): Promise<void> {
  const { policy, factors } = await readQualification(trx, context.tenantId, lead.id);
  refuseUnmet(qualifiedRequirements(seenOf(lead, factors), policy), policy, factors);
}

/** What the requirements look at. */
export function seenOf(lead: Pick<LeadRow, 'firstTouchedAt' | 'qualificationNotes'>, factors: readonly FactorState[]) {
  return { touched: lead.firstTouchedAt !== null, notes: lead.qualificationNotes, factors };
}

/** Throws with the code of the coverage gate whenever coverage is among what is missing: integrations wait for exactly that. */
export function refuseUnmet(requirements: readonly Requirement[], policy: QualificationPolicy, factors: readonly FactorState[]): void {
  const problems = unmetProblems(requirements);
  if (problems.length === 0) return;
  const coverage = problems.find((one) => one.code === 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE');
  const sentence = problems.length === 1 ? (problems[0]?.detail ?? '') : 'The lead cannot be qualified yet.';
  throw new UserError(coverage ? 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE' : 'validation_failed', sentence, problems, {
    coverage: qualificationOf(factors, policy).coverage,
    minimumCoverage: policy.minimumCoverage,
  });
}

export function unmetProblems(requirements: readonly Requirement[]): readonly Problem[] {
  return requirements.filter((one) => !one.met).map(({ code, detail, pointer }) => ({ code, detail, pointer }));
}
