import type { Transaction } from 'objection';
import type { Condition } from '../../domain/expressions/ast.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface FoundSubscription {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly filter: Condition | null;
  readonly status: 'active' | 'disabled';
  readonly disabledReason: string | null;
  readonly previousSecretUntil: Date | null;
  readonly failingSince: Date | null;
  readonly pending: number;
  readonly failed: number;
  readonly lastDeliveredAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const select = `select s.*, counts.pending, counts.failed, counts.last_delivered_at from webhook_subscriptions s
  left join lateral (
    select count(*) filter (where d.status = 'pending')::int as pending, count(*) filter (where d.status = 'failed')::int as failed, max(d.delivered_at) as last_delivered_at
    from webhook_deliveries d where d.tenant_id = s.tenant_id and d.subscription_id = s.id) counts on true
  where s.tenant_id = ${tenant} and s.archived_at is null`;

export function findSubscription(trx: Transaction, id: string): Promise<FoundSubscription | null> {
  return rowOf<FoundSubscription>(trx, `${select} and s.id = ?`, [id]);
}

export function listSubscriptions(
  trx: Transaction,
  filter: { readonly limit: number; readonly after: string | null },
): Promise<FoundSubscription[]> {
  return rowsOf<FoundSubscription>(trx, `${select} and (?::uuid is null or s.id < ?::uuid) order by s.id desc limit ?`, [
    filter.after,
    filter.after,
    filter.limit + 1,
  ]);
}

export interface FoundDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly status: 'pending' | 'delivered' | 'failed';
  readonly attempts: number;
  readonly nextAttemptAt: Date;
  readonly lastStatus: number | null;
  readonly lastError: string | null;
  readonly deliveredAt: Date | null;
  readonly createdAt: Date;
}

export function listDeliveries(
  trx: Transaction,
  filter: { readonly subscriptionId: string; readonly status?: string | undefined; readonly limit: number; readonly after: string | null },
): Promise<FoundDelivery[]> {
  return rowsOf<FoundDelivery>(
    trx,
    `select * from webhook_deliveries d where d.tenant_id = ${tenant} and d.subscription_id = ? and (?::text is null or d.status = ?)
       and (?::uuid is null or d.id < ?::uuid) order by d.id desc limit ?`,
    [filter.subscriptionId, filter.status ?? null, filter.status ?? null, filter.after, filter.after, filter.limit + 1],
  );
}

export interface FoundAttempt {
  readonly id: string;
  readonly number: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly durationMs: number;
  readonly requestBody: string | null;
  readonly responseExcerpt: string | null;
  readonly createdAt: Date;
}

/** The attempts of a delivery of this subscription, the newest first. */
export function listAttempts(trx: Transaction, subscriptionId: string, deliveryId: string): Promise<FoundAttempt[]> {
  return rowsOf<FoundAttempt>(
    trx,
    `select a.* from webhook_attempts a join webhook_deliveries d on d.tenant_id = a.tenant_id and d.id = a.delivery_id
     where a.tenant_id = ${tenant} and d.subscription_id = ? and a.delivery_id = ? order by a.id desc limit 50`,
    [subscriptionId, deliveryId],
  );
}
