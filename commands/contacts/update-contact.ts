import type { ContactDuplicatePolicy } from '../../domain/records/duplicates.ts';
import { leadIdentityProblems } from '../../domain/records/lead-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { ContactRow } from '../records/rows.ts';
import { rowOf, updateOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import { identityFields, noteDuplicates } from '../duplicates/note-duplicates.ts';
import type { Channel } from './channels.ts';
import { channelList, readChannels, writeChannels } from './channels.ts';
import { requirePrivacy } from './private-contacts.ts';
import { addressesOf, requireFreeAddresses } from './taken-addresses.ts';
import { tellCompanies } from './tell-companies.ts';

export interface UpdateContact {
  readonly id: string;
  readonly patch: Patch & {
    readonly channels?: readonly Channel[] | undefined;
    readonly onDuplicate?: ContactDuplicatePolicy | undefined;
    readonly isPrivate?: boolean | undefined;
  };
  readonly expectedVersion?: number;
  readonly loaded?: ContactRow;
}

/** Changes a contact: `contact.updated`, and `contact.assigned` when it has a new owner. A new e-mail or phone may be no other's. */
export async function updateContact(trx: TenantTrx, context: CommandContext, input: UpdateContact): Promise<ContactRow> {
  const row = input.loaded ?? (await lockRecord(trx, context, 'contact', input.id));
  requireVersion(row, input.expectedVersion, 'contact');
  const { channels: given, onDuplicate: policy, isPrivate = row.isPrivate, ...patch } = input.patch;
  const { values, problems } = await readPatch(trx, context, 'contact', patch, row);
  const { channels, problems: channelProblems } = readChannels(given);
  refuseProblems('contact', [...problems, ...channelProblems]);
  refuseProblems('contact', leadIdentityProblems({ ...row, ...values }));
  await requireReferences(trx, context, values);
  await requirePrivacy(trx, context, row, { isPrivate, ownerUserId: values['ownerUserId'] });
  if (policy !== 'allow') await requireFree(trx, context, row, { values, channels });
  const { row: written, changes } = await writeRecord(trx, context, 'contact', row, { ...values, isPrivate });
  if (changes?.fields.includes('companyId')) await tellCompanies(trx, context, written, row.companyId);
  if (changes?.fields.some((field) => identityFields.has(field)) === true) await noteDuplicates(trx, context, 'contact', [written.id]);
  const reached = changes?.fields.some((field) => field === 'email' || field === 'phone') === true;
  if (!reached && channels === null) return written;
  const before = await channelList(trx, context, row.id);
  const changed = await writeChannels(trx, context, written, channels);
  return changed && changes === null ? touched(trx, context, written, before) : written;
}

async function requireFree(
  trx: TenantTrx,
  context: CommandContext,
  row: ContactRow,
  { values, channels }: { readonly values: Readonly<Record<string, unknown>>; readonly channels: readonly Channel[] | null },
): Promise<void> {
  if (addressesOf(values, channels, { ...row, channels: [] }).length === 0) return;
  // What the contact has already it may keep, whichever place it takes.
  const before = { ...row, channels: await channelList(trx, context, row.id) };
  await requireFreeAddresses(trx, context, addressesOf(values, channels, before), { self: row.id, policy: 'refuse' });
}

/** Only channels have changed: whoever saw the contact before did not see them. */
async function touched(trx: TenantTrx, context: CommandContext, contact: ContactRow, before: readonly string[]): Promise<ContactRow> {
  const { sql, bindings } = updateOf('contacts', { tenantId: context.tenantId, id: contact.id }, {}, context.now);
  const after = await channelList(trx, context, contact.id);
  context.record({
    type: 'contact.updated',
    subject: { type: 'contact', id: contact.id },
    before: { channels: before },
    after: { channels: after },
  });
  return (await rowOf<ContactRow>(trx, sql, bindings)) ?? contact;
}
