import type { Transaction } from 'objection';
import type { Problem } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { InboundAuth } from '../../domain/webhooks/inbound.ts';
import type { InboundMapping } from '../../domain/webhooks/mapping.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface FoundInbound {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly key: string;
  readonly status: 'active' | 'paused';
  readonly auth: InboundAuth;
  readonly deliveryIdHeader: string | null;
  readonly mapping: InboundMapping;
  readonly keepSamples: number;
  readonly lastRequestAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const select = `select w.*, (select max(r.created_at) from inbound_requests r where r.tenant_id = w.tenant_id and r.webhook_id = w.id) as last_request_at
  from inbound_webhooks w where w.tenant_id = ${tenant} and w.archived_at is null`;

export function findInboundWebhook(trx: Transaction, id: string): Promise<FoundInbound | null> {
  return rowOf<FoundInbound>(trx, `${select} and w.id = ?`, [id]);
}

export function listInboundWebhooks(
  trx: Transaction,
  filter: { readonly limit: number; readonly after: string | null },
): Promise<FoundInbound[]> {
  return rowsOf<FoundInbound>(trx, `${select} and (?::uuid is null or w.id < ?::uuid) order by w.id desc limit ?`, [
    filter.after,
    filter.after,
    filter.limit + 1,
  ]);
}

export interface FoundRequest {
  readonly id: string;
  readonly outcome: 'accepted' | 'refused';
  readonly code: string | null;
  readonly reason: string | null;
  readonly problems: readonly Problem[];
  readonly deliveryId: string | null;
  readonly headers: JsonObject;
  readonly body: string | null;
  readonly sizeBytes: number;
  readonly recordId: string | null;
  readonly replayOf: string | null;
  readonly remoteAddress: string | null;
  readonly createdAt: Date;
}

export function listInboundRequests(
  trx: Transaction,
  filter: { readonly webhookId: string; readonly limit: number; readonly after: string | null },
): Promise<FoundRequest[]> {
  return rowsOf<FoundRequest>(
    trx,
    `select * from inbound_requests r where r.tenant_id = ${tenant} and r.webhook_id = ? and (?::uuid is null or r.id < ?::uuid) order by r.id desc limit ?`,
    [filter.webhookId, filter.after, filter.after, filter.limit + 1],
  );
}

export function findInboundRequest(trx: Transaction, webhookId: string, id: string): Promise<FoundRequest | null> {
  return rowOf<FoundRequest>(trx, `select * from inbound_requests r where r.tenant_id = ${tenant} and r.webhook_id = ? and r.id = ?`, [
    webhookId,
    id,
  ]);
}
