import type { ContactDuplicatePolicy } from '../../domain/records/duplicates.ts';
import { leadIdentityProblems } from '../../domain/records/lead-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { createRecord } from '../records/create-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { ContactRow } from '../records/rows.ts';
import type { Channel } from './channels.ts';
import { readChannels, writeChannels } from './channels.ts';
import { requireMayHide } from './private-contacts.ts';
import { addressesOf, requireFreeAddresses } from './taken-addresses.ts';
import { tellCompanies } from './tell-companies.ts';

export type NewContact = Patch & {
  readonly channels?: readonly Channel[] | undefined;
  readonly onDuplicate?: ContactDuplicatePolicy | undefined;
  readonly isPrivate?: boolean | undefined;
};

/**
 * Creates a contact with its channels: `contact.created`, and `contact.assigned` when it has an owner. Refused when another living contact
 * has the e-mail or the phone, unless that is allowed.
 */
export async function createContact(trx: TenantTrx, context: CommandContext, input: NewContact): Promise<ContactRow> {
  const { channels: given, onDuplicate: policy, isPrivate = false, ...patch } = input;
  const { values, problems } = await readPatch(trx, context, 'contact', patch, null);
  const { channels, problems: channelProblems } = readChannels(given);
  refuseProblems('contact', [...problems, ...channelProblems]);
  refuseProblems('contact', leadIdentityProblems(values));
  await requireReferences(trx, context, values);
  if (isPrivate) await requireMayHide(trx, context, values['ownerUserId']);
  await requireFreeAddresses(trx, context, addressesOf(values, channels), { self: null, policy });
  const contact = await createRecord(trx, context, 'contact', isPrivate ? { ...values, isPrivate } : values);
  await writeChannels(trx, context, contact, channels ?? []);
  if (contact.companyId !== null) await tellCompanies(trx, context, contact, null);
  return contact;
}
