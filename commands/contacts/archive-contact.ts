import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord } from '../records/archive-record.ts';

/** Archives a contact: it leaves lists, its history stays. */
export async function archiveContact(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  await archiveRecord(trx, context, 'contact', input.id);
}
