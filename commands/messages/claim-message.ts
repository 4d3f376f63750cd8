import type { BusinessCalendar } from '../../domain/calendar/calendar.ts';
import { hoursOfPeople } from '../calendars/hours-of.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { rowOf } from '../records/sql.ts';
import { messageGate } from './message-gate.ts';
import { lockMessage, type MessageRow } from './message-row.ts';
import { settleMessage } from './settle-message.ts';

export interface ClaimMessage {
  readonly id: string;
  readonly incarnation: number;
  /** For how long nobody else may send it; longer than the provider's hard time-out. */
  readonly leaseMs: number;
}

/** What the claimant may do now. */
export type Claim =
  | { readonly kind: 'send'; readonly message: MessageRow; readonly token: string }
  | { readonly kind: 'later'; readonly until: Date; readonly why: string }
  | { readonly kind: 'done'; readonly status: string }
  | { readonly kind: 'lost' };

const final = ['sent', 'delivered', 'opened', 'clicked', 'failed', 'bounced', 'suppressed', 'unknown'];

/**
 * Takes a message for one attempt to send it. While a token's lease runs, others wait for it. A message found in `sending`
 * after its lease was in somebody's hands when they died: transactional mail is sent again under the same Message-ID,
 * marketing mail becomes `unknown`, because twice is worse there than not at all.
 */
export async function claimMessage(trx: TenantTrx, context: CommandContext, input: ClaimMessage): Promise<Claim> {
  const message = await lockMessage(trx, input.id);
  if (message === null || message.incarnation !== input.incarnation) return { kind: 'lost' };
  if (final.includes(message.status)) return { kind: 'done', status: message.status };
  if (message.status === 'sending' && message.leaseUntil !== null && message.leaseUntil > context.now) {
    return { kind: 'later', until: message.leaseUntil, why: 'Another attempt is under way.' };
  }
  if (message.status === 'sending' && message.consentClass === 'marketing') {
    const reason = 'An attempt was cut off and the provider may have the message.';
    return { kind: 'done', status: await settleMessage(trx, context, { message, status: 'unknown', reason }) };
  }
  const gate = messageGate(message, await factsOf(trx, context, message), context.now);
  if (gate.kind === 'never') {
    return { kind: 'done', status: await settleMessage(trx, context, { message, status: 'suppressed', reason: gate.why }) };
  }
  if (gate.kind === 'later') {
    await trx.raw(`update messages set status = 'scheduled', not_before = ?, error = ?, updated_at = ? where tenant_id = ? and id = ?`, [
      message.automationStatus === 'paused' ? message.notBefore : gate.until,
      gate.why,
      context.now,
      context.tenantId,
      message.id,
    ]);
    return gate;
  }
  return { kind: 'send', message, token: await begin(trx, context, message, input.leaseMs) };
}

async function begin(trx: TenantTrx, context: CommandContext, message: MessageRow, leaseMs: number): Promise<string> {
  const token = newId();
  await trx.raw(
    `update messages set status = 'sending', attempt_token = ?, lease_until = ?, attempts = attempts + 1, error = null, updated_at = ?
     where tenant_id = ? and id = ?`,
    [token, new Date(context.now.getTime() + leaseMs), context.now, context.tenantId, message.id],
  );
  return token;
}

interface FactsRow {
  readonly recordGone: boolean | null;
  readonly touchedSince: boolean | null;
  readonly timeZone: string | null;
  readonly week: BusinessCalendar['week'] | null;
  readonly exceptions: BusinessCalendar['exceptions'] | null;
  readonly tenantZone: string;
  readonly owner: string | null;
}

const tables = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' } as const;

async function factsOf(trx: TenantTrx, context: CommandContext, message: MessageRow): Promise<Parameters<typeof messageGate>[1]> {
  const table = message.recordType === null ? null : tables[message.recordType];
  const gone = table === null ? 'false' : `(select archived_at is not null from ${table} where tenant_id = tenants.id and id = ?)`;
  const owner = table === null ? 'null::uuid' : `(select owner_user_id from ${table} where tenant_id = tenants.id and id = ?)`;
  const row = await rowOf<FactsRow>(
    trx,
    `select ${gone} as record_gone, ${owner} as owner,
       exists (select 1 from event_links where tenant_id = tenants.id and record_id = ? and type = 'touch.logged' and occurred_at > ?) as touched_since,
       calendar.time_zone, calendar.week, calendar.exceptions, tenants.timezone as tenant_zone
     from tenants left join business_calendars calendar on calendar.tenant_id = tenants.id and calendar.is_default and calendar.archived_at is null
     where tenants.id = ?`,
    [...(table === null ? [] : [message.recordId, message.recordId]), message.recordId, message.createdAt, context.tenantId],
  );
  const tenantZone = row?.tenantZone ?? 'UTC';
  const whose = message.sendWindow?.kind === 'business_hours' && message.sendWindow.whose !== undefined ? (row?.owner ?? null) : null;
  return {
    recordGone: row?.recordGone === true,
    touchedSince: row?.touchedSince === true,
    calendar: { timeZone: row?.timeZone ?? tenantZone, week: row?.week ?? {}, exceptions: row?.exceptions ?? [] },
    hours: whose === null ? undefined : (await hoursOfPeople(trx, context.tenantId, [whose], context.now)).get(whose),
    timeZone: tenantZone,
  };
}
