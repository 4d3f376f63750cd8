import type { Problem } from '../../domain/errors/errors.ts';
import { normaliseEmail } from '../../domain/records/normalise.ts';
import { singleLine } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import type { ContactRow } from '../records/rows.ts';

export type ChannelKind = 'email' | 'phone' | 'whatsapp' | 'linkedin' | 'website' | 'other';

export interface Channel {
  readonly kind: ChannelKind;
  readonly value: string;
  readonly label?: string | null | undefined;
}

/** Checks the further channels of a contact and gives each in the form in which it is stored. */
export function readChannels(given: readonly Channel[] | undefined): {
  readonly channels: readonly Channel[] | null;
  readonly problems: readonly Problem[];
} {
  if (given === undefined) return { channels: null, problems: [] };
  const problems: Problem[] = [];
  const channels: Channel[] = [];
  for (const [index, channel] of given.entries()) {
    const value = normalise(channel);
    if (value === null) {
      problems.push({
        pointer: `/channels/${index}/value`,
        code: 'channel_invalid',
        detail: `This is no ${channel.kind} address that can be used.`,
      });
    } else if (!channels.some((one) => one.kind === channel.kind && one.value === value)) {
      channels.push({ kind: channel.kind, value, label: channel.label ? singleLine(channel.label) : null });
    }
  }
  return { channels, problems };
}

function normalise(channel: Channel): string | null {
  const text = singleLine(channel.value);
  if (channel.kind === 'email') return normaliseEmail(text);
  if (channel.kind === 'phone' || channel.kind === 'whatsapp') return parsePhone(text);
  return text === '' ? null : text;
}

/** Makes the contact's channels what they should be: its own e-mail and phone as the primary ones, and the further ones given. */
export async function writeChannels(
  trx: TenantTrx,
  context: CommandContext,
  contact: ContactRow,
  further: readonly Channel[] | null,
): Promise<void> {
  const primary = [
    ...(contact.email === null ? [] : [{ kind: 'email' as const, value: contact.email, label: null, primary: true }]),
    ...(contact.phone === null ? [] : [{ kind: 'phone' as const, value: contact.phone, label: null, primary: true }]),
  ];
  const others = (further ?? [])
    .filter((one) => !primary.some((first) => first.kind === one.kind && first.value === one.value))
    .map((one) => ({ ...one, primary: false }));
  const rows = [...primary, ...others].map((one) => ({ ...one, id: newId() }));
  // Two statements: the partial unique index on primary channels is checked row by row.
  await trx.raw(`delete from contact_channels where tenant_id = ? and contact_id = ? ${further === null ? 'and is_primary' : ''}`, [
    context.tenantId,
    contact.id,
  ]);
  await trx.raw(
    `insert into contact_channels (tenant_id, id, contact_id, kind, value, label, is_primary, created_at)
     select ?, id, ?, kind, value, label, "primary", ? from jsonb_to_recordset(?::jsonb) as c(id uuid, kind text, value text, label text, "primary" boolean)
     on conflict (tenant_id, contact_id, kind, value) do update set is_primary = excluded.is_primary`,
    [context.tenantId, contact.id, context.now, JSON.stringify(rows)],
  );
}
