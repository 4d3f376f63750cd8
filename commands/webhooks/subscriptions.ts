import { randomBytes } from 'node:crypto';
import { literal } from '../../db/opening.ts';
import type { SecretPlace } from '../../domain/credentials/vault.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import { secretOverlapHours } from '../../domain/webhooks/retries.ts';
import { eventFilterProblems } from '../../domain/webhooks/event-filter.ts';
import { isPrivateHost } from '../../domain/webhooks/addresses.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import { rowOf } from '../records/sql.ts';
import { vaultOf } from '../credentials/vault.ts';
import { startPumps } from './start-pumps.ts';

export interface SubscriptionSettings {
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly filter: Condition | null;
}

export function subscriptionSecretPlace(tenantId: string, id: string): SecretPlace {
  return { tenantId, column: 'webhook_subscriptions.secret', id };
}

interface Row {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly filter: Condition | null;
  readonly status: 'active' | 'disabled';
  readonly secret: string;
}

/** Makes a subscription; answers the secret that signs what it is sent, which is never told again. */
export async function createSubscription(
  trx: TenantTrx,
  context: CommandContext,
  input: SubscriptionSettings,
): Promise<{ readonly id: string; readonly secret: string }> {
  refuseAddress(input.url);
  refuseFilter(input.filter);
  const id = newId();
  const secret = newSecret();
  await trx.raw(
    `insert into webhook_subscriptions (tenant_id, id, name, url, event_types, filter, secret, created_by_user_id, created_at, updated_at) values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?)`,
    [
      context.tenantId,
      id,
      input.name,
      input.url,
      [...input.eventTypes],
      input.filter === null ? null : JSON.stringify(input.filter),
      vaultOf(trx).seal(secret, subscriptionSecretPlace(context.tenantId, id)),
      context.actor.kind === 'user' ? context.actor.userId : null,
      context.now,
      context.now,
    ],
  );
  await writeAudit(trx, context, {
    action: 'webhook.created',
    recordType: 'webhook',
    recordId: id,
    after: { name: input.name, url: input.url },
  });
  return { id, secret };
}

export interface UpdateSubscription {
  readonly id: string;
  readonly expectedVersion: number;
  readonly name?: string | undefined;
  readonly url?: string | undefined;
  readonly eventTypes?: readonly string[] | undefined;
  readonly filter?: Condition | null | undefined;
  readonly status?: 'active' | 'disabled' | undefined;
}

/** Changes a subscription. Switched on again, it goes on with what still waits. */
export async function updateSubscription(trx: TenantTrx, context: CommandContext, input: UpdateSubscription): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  if (input.url !== undefined) refuseAddress(input.url);
  if (input.filter !== undefined) refuseFilter(input.filter);
  const status = input.status ?? row.status;
  const filter = input.filter === undefined ? row.filter : input.filter;
  await trx.raw(
    `update webhook_subscriptions set name = ?, url = ?, event_types = ?, filter = ?::jsonb, status = ?,
       disabled_reason = case when ? = 'active' then null else coalesce(disabled_reason, 'Switched off by hand.') end,
       failing_since = case when ? = 'active' and status = 'disabled' then null else failing_since end,
       version = version + 1, updated_at = ? where tenant_id = ? and id = ?`,
    [
      input.name ?? row.name,
      input.url ?? row.url,
      [...(input.eventTypes ?? row.eventTypes)],
      filter === null ? null : JSON.stringify(filter),
      status,
      status,
      status,
      context.now,
      context.tenantId,
      row.id,
    ],
  );
  if (status === 'active' && row.status === 'disabled') await pump(trx, context, row.id, 'enabled');
  await writeAudit(trx, context, {
    action: 'webhook.changed',
    recordType: 'webhook',
    recordId: row.id,
    before: { name: row.name, url: row.url, eventTypes: [...row.eventTypes], filtered: row.filter !== null, status: row.status },
    after: {
      name: input.name ?? row.name,
      url: input.url ?? row.url,
      eventTypes: [...(input.eventTypes ?? row.eventTypes)],
      filtered: filter !== null,
      status,
    },
  });
}

/** A new secret; for a day the old one signs as well, so that receivers can change over without losing one. */
export async function rotateSubscriptionSecret(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<string> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  const secret = newSecret();
  await trx.raw(
    `update webhook_subscriptions set secret = ?, previous_secret = ?, previous_secret_until = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?`,
    // The old one is sealed for the same place and moves as it stands.
    [
      vaultOf(trx).seal(secret, subscriptionSecretPlace(context.tenantId, row.id)),
      row.secret,
      new Date(context.now.getTime() + secretOverlapHours * 3_600_000),
      context.now,
      context.tenantId,
      row.id,
    ],
  );
  await writeAudit(trx, context, { action: 'webhook.secret_rotated', recordType: 'webhook', recordId: row.id });
  return secret;
}

export async function archiveSubscription(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly expectedVersion: number },
): Promise<void> {
  const row = await lock(trx, context, input.id, input.expectedVersion);
  await trx.raw('update webhook_subscriptions set archived_at = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?', [
    context.now,
    context.now,
    context.tenantId,
    row.id,
  ]);
  await writeAudit(trx, context, { action: 'webhook.archived', recordType: 'webhook', recordId: row.id, before: { url: row.url } });
}

/** Delivers again: one delivery, or all that failed since an instant. Receivers know them again by their `webhook-id`. */
export async function redeliver(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly subscriptionId: string; readonly deliveryId?: string; readonly failedSince?: string },
): Promise<number> {
  const row = await lock(trx, context, input.subscriptionId, undefined);
  if (row.status === 'disabled') throw new UserError('conflict', 'The webhook is switched off. Switch it on first.');
  const one = input.deliveryId !== undefined;
  const wanted: { rowCount: number } = await trx.raw(
    `update webhook_deliveries set status = 'pending', round_attempts = 0, next_attempt_at = ?, lease_until = null
     where tenant_id = ? and subscription_id = ? and ${one ? 'id = ?' : `created_at >= ?::timestamptz and (status = 'failed' or (status = 'pending' and attempts > 0))`}`,
    [context.now, context.tenantId, row.id, (one ? input.deliveryId : input.failedSince) ?? null],
  );
  if (one && wanted.rowCount === 0) throw notFound('delivery');
  if (wanted.rowCount > 0) await pump(trx, context, row.id, 'redeliver');
  return wanted.rowCount;
}

async function pump(trx: TenantTrx, context: CommandContext, id: string, why: string): Promise<void> {
  const sql = startPumps(`${literal(context.tenantId)}::uuid`, `array[${literal(id)}]::uuid[]`, literal(`${why}/${newId()}`));
  await trx.raw(sql.replaceAll('?', '\\?'));
}

async function lock(trx: TenantTrx, context: CommandContext, id: string, expectedVersion: number | undefined): Promise<Row> {
  const row = await rowOf<Row>(
    trx,
    'select * from webhook_subscriptions where tenant_id = ? and id = ? and archived_at is null for no key update',
    [context.tenantId, id],
  );
  if (row === null) throw notFound('webhook');
  requireVersion(row, expectedVersion, 'webhook');
  return row;
}

/** Names are judged when they are resolved, at every attempt; what is written out as an address is judged at once. */
function refuseAddress(url: string): void {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : null;
  const problem =
    host === null || !/^https?:\/\//i.test(url)
      ? 'This is not a web address that begins with https:// or http://.'
      : new URL(url).username !== ''
        ? 'Leave user name and password out of the address.'
        : isPrivateHost(host)
          ? 'This address does not lead to the public internet.'
          : null;
  if (problem !== null) throw new UserError('validation_failed', problem, [{ pointer: '/url', code: 'url_refused', detail: problem }]);
}

function refuseFilter(filter: Condition | null): void {
  if (filter === null) return;
  refuseProblems(
    'webhook',
    eventFilterProblems(filter).map((problem) => ({ ...problem, pointer: `/filter${problem.pointer ?? ''}` })),
  );
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}
