import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord } from '../records/archive-record.ts';

/** Archives a company: it leaves lists, its history stays. */
export async function archiveCompany(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  await archiveRecord(trx, context, 'company', input.id);
}
