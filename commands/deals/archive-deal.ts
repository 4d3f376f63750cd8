import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord } from '../records/archive-record.ts';
import { lockRecord } from '../records/lock-record.ts';
import { requireUnlocked } from './update-deal.ts';

/** Archives a deal: it leaves lists, its history stays. */
export async function archiveDeal(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  requireUnlocked(await lockRecord(trx, context, 'deal', input.id, { archived: true }));
  await archiveRecord(trx, context, 'deal', input.id);
}
