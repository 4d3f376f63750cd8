import type { Problem } from '../../domain/errors/errors.ts';
import { normaliseEmail } from '../../domain/records/normalise.ts';
import { singleLine } from '../../domain/records/text-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import type { ContactRow } from '../records/rows.ts';
import { rowsOf } from '../records/sql.ts';

export type Consent = 'unknown' | 'opted_in' | 'opted_out';
export type ChannelKind = 'email' | 'phone' | 'whatsapp' | 'linkedin' | 'website' | 'other';

export interface Channel {
  readonly kind: ChannelKind;
  readonly value: string;
  readonly label?: string | null | undefined;
  /** Absent: as it was. */
  readonly consent?: Consent | undefined;
  readonly consentSource?: string | null | undefined;
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
      channels.push({ ...channel, value, label: channel.label ? singleLine(channel.label) : channel.label });
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

interface StoredChannel {
  readonly kind: ChannelKind;
  readonly value: string;
  readonly label: string | null;
  readonly isPrimary: boolean;
  readonly verifiedAt: Date | null;
  readonly consent: Consent;
  readonly consentSource: string | null;
  readonly consentAt: Date | null;
}

/**
 * Makes the contact's channels what they should be: its own e-mail and phone as the primary ones, and the further ones given.
 * Consent and verification belong to the address and stay with it, whichever place it takes. Tells whether anything changed.
 */
export async function writeChannels(
  trx: TenantTrx,
  context: CommandContext,
  contact: ContactRow,
  further: readonly Channel[] | null,
): Promise<boolean> {
  const before = await rowsOf<StoredChannel>(
    trx,
    `select kind, value, label, is_primary, verified_at, consent, consent_source, consent_at from contact_channels
     where tenant_id = ? and contact_id = ? order by kind, value`,
    [context.tenantId, contact.id],
  );
  const after = channelsAfter(contact, before, further, context.now);
  if (JSON.stringify(after) === JSON.stringify(before)) return false;
  await trx.raw('delete from contact_channels where tenant_id = ? and contact_id = ?', [context.tenantId, contact.id]);
  await trx.raw(
    `insert into contact_channels (tenant_id, id, contact_id, kind, value, label, is_primary, verified_at, consent, consent_source, consent_at, created_at)
     select ?, id, ?, kind, value, label, "isPrimary", "verifiedAt", consent, "consentSource", "consentAt", ?
     from jsonb_to_recordset(?::jsonb) as c(id uuid, kind text, value text, label text, "isPrimary" boolean, "verifiedAt" timestamptz,
       consent text, "consentSource" text, "consentAt" timestamptz)`,
    [context.tenantId, contact.id, context.now, JSON.stringify(after.map((one) => ({ ...one, id: newId() })))],
  );
  recordConsent(context, contact, before, after);
  return true;
}

function channelsAfter(
  contact: ContactRow,
  before: readonly StoredChannel[],
  further: readonly Channel[] | null,
  now: Date,
): readonly StoredChannel[] {
  const same = (a: Pick<Channel, 'kind' | 'value'>) => (b: Pick<Channel, 'kind' | 'value'>) => a.kind === b.kind && a.value === b.value;
  const primary: readonly Channel[] = [
    ...(contact.email === null ? [] : [{ kind: 'email' as const, value: contact.email }]),
    ...(contact.phone === null ? [] : [{ kind: 'phone' as const, value: contact.phone }]),
  ];
  const kept = further ?? before.filter((one) => !one.isPrimary);
  const others = kept.filter((one) => !primary.some(same(one)));
  const stored = (channel: Channel, isPrimary: boolean): StoredChannel => {
    const was = before.find(same(channel));
    const given = further?.find(same(channel));
    const consent = given?.consent ?? was?.consent ?? 'unknown';
    const changed = consent !== (was?.consent ?? 'unknown');
    return {
      kind: channel.kind,
      value: channel.value,
      label: given === undefined || given.label === undefined ? (was?.label ?? null) : given.label,
      isPrimary,
      verifiedAt: was?.verifiedAt ?? null,
      consent,
      consentSource: given?.consentSource ?? (changed ? null : (was?.consentSource ?? null)),
      consentAt: changed ? now : (was?.consentAt ?? null),
    };
  };
  const all = [...primary.map((one) => stored(one, true)), ...others.map((one) => stored(one, false))];
  return all.toSorted((a, b) => (a.kind + a.value < b.kind + b.value ? -1 : 1));
}

function recordConsent(
  context: CommandContext,
  contact: ContactRow,
  before: readonly StoredChannel[],
  after: readonly StoredChannel[],
): void {
  for (const channel of after) {
    const was = before.find((one) => one.kind === channel.kind && one.value === channel.value)?.consent ?? 'unknown';
    if (was === channel.consent || channel.consent === 'unknown') continue;
    context.record({
      type: channel.consent === 'opted_in' ? 'contact.opted_in' : 'contact.opted_out',
      subject: { type: 'contact', id: contact.id },
      data: { channel: channel.kind, address: channel.value, source: channel.consentSource },
    });
  }
}

/** The channels of a contact as its events carry them. */
export async function channelList(trx: TenantTrx, context: CommandContext, contactId: string): Promise<readonly string[]> {
  const rows = await rowsOf<{ shown: string }>(
    trx,
    `select kind || ': ' || value as shown from contact_channels where tenant_id = ? and contact_id = ? and not is_primary order by kind, value`,
    [context.tenantId, contactId],
  );
  return rows.map((row) => row.shown);
}
