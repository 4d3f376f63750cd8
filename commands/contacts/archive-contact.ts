import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord, restoreRecord } from '../records/archive-record.ts';
import { lockRecord } from '../records/lock-record.ts';
import type { ContactRow } from '../records/rows.ts';
import { addressesOf, requireFreeAddresses } from './taken-addresses.ts';

/** Archives a contact: it leaves lists, its history stays. */
export async function archiveContact(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  await archiveRecord(trx, context, 'contact', input.id);
}

/** Brings an archived contact back, unless another one has its e-mail or phone by now. */
export async function restoreContact(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<ContactRow> {
  const row = await lockRecord(trx, context, 'contact', input.id, { archived: true });
  if (row.archivedAt === null) return row;
  await requireFreeAddresses(trx, context, addressesOf({ email: row.email, phone: row.phone }, null), { self: row.id, policy: 'refuse' });
  return restoreRecord(trx, context, 'contact', row.id);
}
