import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { LeadRow } from '../records/rows.ts';
import { updateLead } from './update-lead.ts';

/** Gives a lead to somebody, with the reason people will read. */
export async function assignLead(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly ownerUserId: string | null; readonly reason?: string | null; readonly loaded?: LeadRow },
): Promise<LeadRow> {
  // An older reason would lie about the new owner.
  const patch = { ownerUserId: input.ownerUserId, routingReason: input.reason ?? null };
  return updateLead(trx, context, { id: input.id, patch, ...(input.loaded ? { loaded: input.loaded } : {}) });
}
