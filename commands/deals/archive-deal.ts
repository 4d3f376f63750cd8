import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord } from '../records/archive-record.ts';

/** Archives a deal: it leaves lists, its history stays. */
export async function archiveDeal(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  await archiveRecord(trx, context, 'deal', input.id);
}
