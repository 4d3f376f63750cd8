import type { EventType } from '../../domain/events.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import type { MessageRow } from './message-row.ts';

type Settled = 'sent' | 'failed' | 'suppressed' | 'unknown';

export interface SettleMessage {
  readonly message: MessageRow;
  readonly status: Settled;
  readonly reason?: string;
  readonly provider?: string;
  readonly providerId?: string;
  /** Of the attempt that reports; another attempt's word is not taken. */
  readonly token?: string;
}

const eventOf: Readonly<Record<Settled, EventType>> = {
  sent: 'message.sent',
  failed: 'message.failed',
  suppressed: 'message.failed',
  unknown: 'message.unknown',
};

/**
 * Writes what became of a message, once. Answers the status the message has afterwards. A late proof that it was sent
 * overrides `unknown`.
 */
export async function settleMessage(trx: TenantTrx, context: CommandContext, input: SettleMessage): Promise<string> {
  const { message, status } = input;
  await lockSubject(trx, context, message);
  const changed = await rowOf<{ readonly id: string }>(
    trx,
    `update messages set status = ?, error = ?, provider = coalesce(?, provider), provider_id = coalesce(?, provider_id), lease_until = null,
       body = case when is_private then null else body end, body_text = case when is_private then null else body_text end,
       sent_at = case when ? then ?::timestamptz else sent_at end, failed_at = case when ? then ?::timestamptz else failed_at end,
       version = version + 1, updated_at = ?
     where tenant_id = ? and id = ? and (?::uuid is null or attempt_token = ?::uuid)
       and (status in ('queued', 'scheduled', 'sending') or (status = 'unknown' and ? = 'sent'))
     returning id`,
    [
      status,
      input.reason ?? null,
      input.provider ?? null,
      input.providerId ?? null,
      status === 'sent',
      context.now,
      status === 'failed',
      context.now,
      context.now,
      context.tenantId,
      message.id,
      input.token ?? null,
      input.token ?? null,
      status,
    ],
  );
  if (changed !== null) {
    context.record({
      type: eventOf[status],
      subject: { type: 'message', id: message.id },
      related: subjectOf(message),
      data: {
        channel: 'email',
        subject: message.subject ?? '',
        ...(input.reason === undefined ? {} : { reason: input.reason }),
        ...(status === 'suppressed' ? { suppressed: true } : {}),
      },
    });
  }
  const now = await rowOf<{ readonly status: string }>(trx, 'select status from messages where tenant_id = ? and id = ?', [
    context.tenantId,
    message.id,
  ]);
  return now?.status ?? 'lost';
}

/** Gives a message back after a refusal that is expected to pass. */
export async function releaseMessage(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly token: string; readonly reason: string },
): Promise<void> {
  await trx.raw(
    `update messages set status = 'queued', error = ?, lease_until = null, updated_at = ? where tenant_id = ? and id = ? and attempt_token = ? and status = 'sending'`,
    [input.reason, context.now, context.tenantId, input.id, input.token],
  );
}

function subjectOf(message: MessageRow): RecordRef[] {
  return message.recordType === null || message.recordId === null ? [] : [{ type: message.recordType, id: message.recordId }];
}

const tables = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' } as const;

// The event is numbered among those of the record, so the record is locked while it gets its number.
async function lockSubject(trx: TenantTrx, context: CommandContext, message: MessageRow): Promise<void> {
  if (message.recordType === null || message.recordId === null) return;
  await trx.raw(`select 1 from ${tables[message.recordType]} where tenant_id = ? and id = ? for no key update`, [
    context.tenantId,
    message.recordId,
  ]);
}
