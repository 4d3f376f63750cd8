import { qualificationOf } from '../../domain/leads/qualification.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { readQualification } from './read-qualification.ts';

/** After claims came or went by themselves: the lead's coverage is what they amount to. The caller has locked the lead. */
export async function recountCoverage(trx: TenantTrx, context: CommandContext, leadId: string): Promise<void> {
  const { policy, factors } = await readQualification(trx, context.tenantId, leadId);
  await trx.raw('update leads set evidence_coverage = ? where tenant_id = ? and id = ?', [
    factors.length === 0 ? 0 : qualificationOf(factors, policy).coverage,
    context.tenantId,
    leadId,
  ]);
}
