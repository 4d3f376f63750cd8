import type { JsonObject } from '../../domain/json.ts';
import { failingDaysAllowed, pauseAfter } from '../../domain/webhooks/retries.ts';
import type { EventRow } from '../automations/lib/event-facts.ts';
import { eventColumns, storedEvent } from '../automations/lib/event-facts.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notifyUser } from '../notifications/notify-user.ts';
import { vaultOf } from '../credentials/vault.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { subscriptionSecretPlace } from './subscriptions.ts';

export interface ClaimedDelivery {
  readonly id: string;
  readonly attempts: number;
  readonly roundAttempts: number;
  readonly eventType: string;
  readonly createdAt: Date;
  /** What is sent; null when the event is no longer kept. */
  readonly payload: JsonObject | null;
}

export type ClaimedBatch =
  | {
      readonly kind: 'deliver';
      readonly url: string;
      readonly secrets: readonly string[];
      readonly token: string;
      readonly deliveries: readonly ClaimedDelivery[];
    }
  | { readonly kind: 'later'; readonly until: Date }
  | { readonly kind: 'done' }
  | { readonly kind: 'lost' };

interface SubscriptionRow {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly status: 'active' | 'disabled';
  readonly secret: string;
  readonly previousSecret: string | null;
  readonly previousSecretUntil: Date | null;
  readonly failingSince: Date | null;
  readonly incarnation: number;
  readonly archivedAt: Date | null;
  readonly createdByUserId: string | null;
}

const batchSize = 10;
const leaseMs = 60_000;

/** Takes what is due of a subscription for one round of attempts. The end of its workflow is decided here, under its row's lock. */
export async function claimDeliveries(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly incarnation: number },
): Promise<ClaimedBatch> {
  const row = await lockSubscription(trx, context, input.id);
  if (row === null || row.incarnation !== input.incarnation) return { kind: 'lost' };
  if (row.status !== 'active' || row.archivedAt !== null) return endPump(trx, context, row.id);
  const token = newId();
  const claimed = await rowsOf<{ readonly id: string }>(
    trx,
    `update webhook_deliveries set lease_until = ?, attempt_token = ?, attempts = attempts + 1, round_attempts = round_attempts + 1
     where tenant_id = ? and id in (
       select id from webhook_deliveries where tenant_id = ? and subscription_id = ? and status = 'pending' and next_attempt_at <= ?
         and (lease_until is null or lease_until < ?) order by next_attempt_at, id limit ${batchSize} for update skip locked)
     returning id`,
    [new Date(context.now.getTime() + leaseMs), token, context.tenantId, context.tenantId, row.id, context.now, context.now],
  );
  if (claimed.length === 0) return wait(trx, context, row.id);
  const previous =
    row.previousSecret !== null && row.previousSecretUntil !== null && row.previousSecretUntil > context.now ? [row.previousSecret] : [];
  const place = subscriptionSecretPlace(context.tenantId, row.id);
  const secrets = [row.secret, ...previous].map((sealed) => vaultOf(trx).open(sealed, place));
  return { kind: 'deliver', url: row.url, secrets, token, deliveries: await payloadsOf(trx, context, token) };
}

function lockSubscription(trx: TenantTrx, context: CommandContext, id: string): Promise<SubscriptionRow | null> {
  return rowOf<SubscriptionRow>(trx, 'select * from webhook_subscriptions where tenant_id = ? and id = ? for no key update', [
    context.tenantId,
    id,
  ]);
}

async function wait(trx: TenantTrx, context: CommandContext, id: string): Promise<ClaimedBatch> {
  const next = await rowOf<{ readonly at: Date | null }>(
    trx,
    `select min(greatest(next_attempt_at, coalesce(lease_until, next_attempt_at))) as at from webhook_deliveries where tenant_id = ? and subscription_id = ? and status = 'pending'`,
    [context.tenantId, id],
  );
  return next?.at ? { kind: 'later', until: next.at } : endPump(trx, context, id);
}

async function endPump(trx: TenantTrx, context: CommandContext, id: string): Promise<ClaimedBatch> {
  await trx.raw('update webhook_subscriptions set pumping = false where tenant_id = ? and id = ?', [context.tenantId, id]);
  return { kind: 'done' };
}

async function payloadsOf(trx: TenantTrx, context: CommandContext, token: string): Promise<readonly ClaimedDelivery[]> {
  const result: { rows: (Partial<EventRow> & { d_id: string; d_attempts: number; d_round: number; d_type: string; d_created: Date })[] } =
    await trx.raw(
      `select d.id as d_id, d.attempts as d_attempts, d.round_attempts as d_round, d.event_type as d_type, d.created_at as d_created, ${eventColumns}
     from webhook_deliveries d left join events e on e.tenant_id = d.tenant_id and e.id = d.event_id
     where d.tenant_id = ? and d.attempt_token = ? order by d.event_id`,
      [context.tenantId, token],
    );
  return result.rows.map((row) => ({
    id: row.d_id,
    attempts: row.d_attempts,
    roundAttempts: row.d_round,
    eventType: row.d_type,
    createdAt: row.d_created,
    // A left join that found its event has all of the event's columns.
    payload: row.id === null || row.id === undefined ? null : payloadOf(row as EventRow),
  }));
}

/** The body of a webhook: type, time and data, as Standard Webhooks has it. */
function payloadOf(row: EventRow): JsonObject {
  const { tenantId: _, occurredAt, type, subject, ...event } = storedEvent(row);
  const data = {
    id: event.id,
    subject: { ...subject },
    related: event.related ?? [],
    actor: event.actor,
    before: event.before ?? {},
    after: event.after ?? {},
    data: event.data ?? {},
  };
  return { type, timestamp: occurredAt, data: JSON.parse(JSON.stringify(data)) };
}

export interface AttemptResult {
  readonly deliveryId: string;
  readonly ok: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly requestBody: string | null;
  readonly responseExcerpt: string | null;
  /** Trying again cannot help: the event is gone. */
  readonly hopeless?: boolean;
}

/** Writes what came of a round. Another attempt's token has moved on: its word is not taken. */
export async function settleDeliveries(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly id: string;
    readonly token: string;
    readonly deliveries: readonly ClaimedDelivery[];
    readonly results: readonly AttemptResult[];
  },
): Promise<void> {
  const row = await lockSubscription(trx, context, input.id);
  if (row === null) return;
  for (const result of input.results) {
    const delivery = input.deliveries.find((one) => one.id === result.deliveryId);
    if (delivery === undefined) continue;
    const pause =
      result.ok || result.hopeless === true
        ? null
        : pauseAfter(delivery.roundAttempts, Number.parseInt(delivery.id.slice(-4), 16) / 65_536);
    const status = result.ok ? 'delivered' : pause === null ? 'failed' : 'pending';
    await trx.raw(
      `update webhook_deliveries set status = ?, lease_until = null, last_status = ?, last_error = ?, delivered_at = ?, next_attempt_at = ?
       where tenant_id = ? and id = ? and attempt_token = ?`,
      [
        status,
        result.status,
        result.error,
        result.ok ? context.now : null,
        new Date(context.now.getTime() + (pause ?? 0) * 1_000),
        context.tenantId,
        delivery.id,
        input.token,
      ],
    );
    await trx.raw(
      `insert into webhook_attempts (tenant_id, id, delivery_id, number, status, error, duration_ms, request_body, response_excerpt, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        context.tenantId,
        newId(),
        delivery.id,
        delivery.attempts,
        result.status,
        result.error,
        Math.round(result.durationMs),
        result.requestBody,
        result.responseExcerpt,
        context.now,
      ],
    );
  }
  await judge(trx, context, row, input.results);
}

/** One success clears the record of failures; days without any switch the subscription off, and its maker is told. */
async function judge(trx: TenantTrx, context: CommandContext, row: SubscriptionRow, results: readonly AttemptResult[]): Promise<void> {
  if (results.some((result) => result.ok)) {
    if (row.failingSince !== null)
      await trx.raw('update webhook_subscriptions set failing_since = null where tenant_id = ? and id = ?', [context.tenantId, row.id]);
    return;
  }
  if (row.failingSince === null) {
    await trx.raw('update webhook_subscriptions set failing_since = ? where tenant_id = ? and id = ?', [
      context.now,
      context.tenantId,
      row.id,
    ]);
    return;
  }
  const gone = results.some((result) => result.status === 410);
  if (!gone && context.now.getTime() - row.failingSince.getTime() < failingDaysAllowed * 86_400_000) return;
  const reason = gone ? 'The receiver answered that it is gone (410).' : `No delivery succeeded for ${failingDaysAllowed} days.`;
  await trx.raw(
    `update webhook_subscriptions set status = 'disabled', disabled_reason = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ? and status = 'active'`,
    [reason, context.now, context.tenantId, row.id],
  );
  if (row.createdByUserId === null) return;
  await notifyUser(trx, context, {
    userId: row.createdByUserId,
    kind: 'webhook.disabled',
    title: `Webhook switched off: ${row.name}`,
    body: `${reason} Deliveries are kept; switch it on again to send them.`,
    severity: 'danger',
    data: { subscriptionId: row.id, name: row.name },
  });
}
