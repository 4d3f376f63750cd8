import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { CodeChannel } from '../../domain/phones/code-rules.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { nothingPending, startCode, takeCodeOf, wrongCode } from '../phones/codes.ts';
import { lockRecord, notFound } from '../records/lock-record.ts';
import { rowOf, updateOf } from '../records/sql.ts';

export interface WhichChannel {
  readonly contactId: string;
  readonly channelId: string;
  /** Who speaks to the contact: the code is given to them. */
  readonly userId: string;
}

interface ChannelRow {
  readonly kind: string;
  readonly value: string;
  readonly verifiedAt: Date | null;
}

/** Sends a code to a number of a contact; they tell it to whoever asked. A code that somebody waits for of another contact works no more. */
export async function startChannelVerification(
  trx: TenantTrx,
  context: CommandContext,
  input: WhichChannel & { readonly by?: CodeChannel | undefined },
): Promise<void> {
  const { kind, value } = await lockChannel(trx, context, input);
  await trx.raw('select 1 from users where tenant_id = ? and id = ? for no key update', [context.tenantId, input.userId]);
  await startCode(trx, context, {
    userId: input.userId,
    purpose: 'contact',
    contactId: input.contactId,
    phone: value,
    channel: input.by ?? (kind === 'whatsapp' ? 'whatsapp' : 'sms'),
  });
  await writeAudit(trx, context, { action: 'contact.channel_verification_started', recordType: 'contact', recordId: input.contactId });
}

/** Takes the code. A wrong one counts: the caller commits, and then tells. */
export async function confirmChannel(
  trx: TenantTrx,
  context: CommandContext,
  input: WhichChannel & { readonly code: string },
): Promise<UserError | null> {
  const { kind, value } = await lockChannel(trx, context, input);
  const { userId, contactId, code } = input;
  const taken = await takeCodeOf(trx, context, { userId, purpose: 'contact', contactId, code, phone: value });
  if (taken === 'none') return nothingPending();
  if (taken === 'wrong') return wrongCode();
  await trx.raw('update contact_channels set verified_at = ? where tenant_id = ? and contact_id = ? and kind = ? and value = ?', [
    context.now,
    context.tenantId,
    contactId,
    kind,
    value,
  ]);
  const { sql, bindings } = updateOf('contacts', { tenantId: context.tenantId, id: contactId }, {}, context.now);
  await trx.raw(sql, [...bindings]);
  context.record({ type: 'contact.updated', subject: { type: 'contact', id: contactId }, data: { verified: kind } });
  await writeAudit(trx, context, { action: 'contact.channel_verified', recordType: 'contact', recordId: contactId, after: { kind } });
  return null;
}

async function lockChannel(trx: TenantTrx, context: CommandContext, { contactId, channelId }: WhichChannel): Promise<ChannelRow> {
  await lockRecord(trx, context, 'contact', contactId);
  const channel = isUuid(channelId)
    ? await rowOf<ChannelRow>(
        trx,
        'select kind, value, verified_at from contact_channels where tenant_id = ? and contact_id = ? and id = ?',
        [context.tenantId, contactId, channelId],
      )
    : null;
  if (channel === null) throw notFound('channel');
  if (channel.kind === 'phone' || channel.kind === 'whatsapp') return channel;
  const detail = 'Only telephone numbers are verified by a code.';
  throw new UserError('validation_failed', detail, [{ pointer: '/channelId', code: 'channel_not_verifiable', detail }]);
}
