import { UserError } from '../../domain/errors/errors.ts';
import { qualifiedRequirements } from '../../domain/leads/qualification.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { readQualification } from '../qualification/read-qualification.ts';
import { refuseUnmet, seenOf } from '../qualification/require-qualified.ts';
import type { LeadRow } from '../records/rows.ts';
import { rowOf } from '../records/sql.ts';

export interface ConversionRow {
  readonly leadId: string;
  readonly contactId: string;
  readonly companyId: string | null;
  readonly dealId: string | null;
  readonly created: readonly string[];
  readonly convertedAt: Date;
  readonly convertedByUserId: string | null;
}

export function findConversion(trx: TenantTrx, tenantId: string, leadId: string): Promise<ConversionRow | null> {
  return rowOf<ConversionRow>(trx, 'select * from lead_conversions where tenant_id = ? and lead_id = ?', [tenantId, leadId]);
}

/** Refuses to convert twice, and whatever the tenant's policy keeps from being converted. */
export async function requireConvertible(trx: TenantTrx, context: CommandContext, lead: LeadRow): Promise<void> {
  if (lead.status === 'converted') {
    const done = await findConversion(trx, context.tenantId, lead.id);
    const to = done === null ? {} : { contactId: done.contactId, companyId: done.companyId, dealId: done.dealId };
    throw new UserError(
      'conflict',
      'The lead has been converted already.',
      [{ code: 'lead_converted', detail: 'It has been converted.' }],
      to,
    );
  }
  const { policy, factors } = await readQualification(trx, context.tenantId, lead.id);
  const open = lead.status === 'qualified' || (!policy.requireQualified && lead.status !== 'disqualified');
  if (!open) {
    const detail = lead.status === 'disqualified' ? 'A disqualified lead cannot be converted.' : 'Qualify the lead before converting it.';
    const problem = { pointer: '/status', code: 'LEAD_CONVERSION_REQUIRES_QUALIFIED', detail };
    throw new UserError('LEAD_CONVERSION_REQUIRES_QUALIFIED', detail, [problem], { status: lead.status });
  }
  // Proofs may have been withdrawn since the lead was qualified.
  if (!policy.requireQualified) return;
  const coverage = qualifiedRequirements(seenOf(lead, factors), policy).filter(
    (one) => one.code === 'LEAD_STATUS_REQUIRES_EVIDENCE_COVERAGE',
  );
  refuseUnmet(coverage, policy, factors);
}
