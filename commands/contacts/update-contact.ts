import { leadIdentityProblems } from '../../domain/records/lead-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord, requireVersion } from '../records/lock-record.ts';
import type { Patch } from '../records/read-patch.ts';
import { readPatch } from '../records/read-patch.ts';
import { refuseProblems } from '../records/refuse.ts';
import { requireReferences } from '../records/require-references.ts';
import type { ContactRow } from '../records/rows.ts';
import { writeRecord } from '../records/write-record.ts';
import type { Channel } from './channels.ts';
import { readChannels, writeChannels } from './channels.ts';

export interface UpdateContact {
  readonly id: string;
  readonly patch: Patch & { readonly channels?: readonly Channel[] | undefined };
  readonly expectedVersion?: number;
  readonly loaded?: ContactRow;
}

/** Changes a contact: `contact.updated`, and `contact.assigned` when it has a new owner. */
export async function updateContact(trx: TenantTrx, context: CommandContext, input: UpdateContact): Promise<ContactRow> {
  const row = input.loaded ?? (await lockRecord(trx, context, 'contact', input.id));
  requireVersion(row, input.expectedVersion, 'contact');
  const { channels: given, ...patch } = input.patch;
  const { values, problems } = await readPatch(trx, context, 'contact', patch, row);
  const { channels, problems: channelProblems } = readChannels(given);
  refuseProblems('contact', [...problems, ...channelProblems]);
  refuseProblems('contact', leadIdentityProblems({ ...row, ...values }));
  await requireReferences(trx, context, values);
  const { row: written, changes } = await writeRecord(trx, context, 'contact', row, values);
  const reached = changes?.fields.some((field) => field === 'email' || field === 'phone') === true;
  if (reached || channels !== null) await writeChannels(trx, context, written, channels);
  return written;
}
