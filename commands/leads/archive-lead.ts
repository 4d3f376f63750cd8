import { isUniqueViolation } from '../../db/postgres-errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord, restoreRecord } from '../records/archive-record.ts';
import type { LeadRow } from '../records/rows.ts';
import { emailTaken } from './update-lead.ts';

/** Archives a lead: it leaves lists and no longer counts as a duplicate, its history stays. */
export async function archiveLead(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  await archiveRecord(trx, context, 'lead', input.id);
}

/** Brings an archived lead back, unless another one has its e-mail address by now. */
export async function restoreLead(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<LeadRow> {
  return restoreRecord(trx, context, 'lead', input.id).catch((error: unknown) => {
    throw isUniqueViolation(error, 'leads_live_email_key') ? emailTaken() : error;
  });
}
