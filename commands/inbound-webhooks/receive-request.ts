import type { Problem } from '../../domain/errors/errors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { applyMapping } from '../../domain/webhooks/mapping.ts';
import { createLead } from '../leads/create-lead.ts';
import { lockNames } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import type { InboundRow } from './inbound-row.ts';

export interface InboundRequest {
  readonly id: string;
  readonly webhook: Pick<InboundRow, 'id' | 'name' | 'mapping' | 'keepSamples'>;
  readonly deliveryId: string | null;
  readonly headers: JsonObject;
  /** As it came. */
  readonly raw: string;
  readonly remoteAddress: string | null;
  readonly replayOf?: string;
}

export interface Received {
  readonly duplicate: boolean;
  readonly leadId: string | null;
}

const refusedKept = 20;

/** Takes in a request whose sender is proven: maps it, keeps it, records `webhook.received`. A delivery that comes twice counts once. */
export async function receiveRequest(
  trx: TenantTrx,
  context: CommandContext,
  input: InboundRequest & { readonly body: Json },
): Promise<Received> {
  const { webhook, deliveryId } = input;
  if (deliveryId !== null) {
    await lockNames(trx, [`inbound:${webhook.id}:${deliveryId}`]);
    const before = await rowOf<{ readonly recordId: string | null }>(
      trx,
      `select record_id from inbound_requests where tenant_id = ? and webhook_id = ? and delivery_id = ? and outcome = 'accepted'`,
      [context.tenantId, webhook.id, deliveryId],
    );
    if (before !== null) return { duplicate: true, leadId: before.recordId };
  }
  const mapped = applyMapping(webhook.mapping, input.body);
  if (mapped.problems.length > 0) throw new UserError('validation_failed', mapped.problems[0]?.detail ?? '', mapped.problems);
  const made =
    webhook.mapping.target === 'none'
      ? null
      : await createLead(trx, context, {
          ...mapped.lead,
          ...(Object.keys(mapped.custom).length === 0 ? {} : { custom: mapped.custom }),
          email: emailOf(mapped.lead),
          source: 'other',
          sourceDetail: mapped.lead['sourceDetail'] ?? webhook.name,
          onDuplicate: 'update',
        });
  const leadId = made?.lead.id ?? null;
  await keep(trx, context, input, { outcome: 'accepted', leadId });
  context.record({
    type: 'webhook.received',
    subject: leadId === null ? { type: 'tenant', id: context.tenantId } : { type: 'lead', id: leadId },
    data: {
      ...mapped.data,
      webhookId: webhook.id,
      webhook: webhook.name,
      requestId: input.id,
      ...(made === null ? {} : { created: made.outcome === 'created' }),
      ...(input.replayOf === undefined ? {} : { replayOf: input.replayOf }),
    },
  });
  return { duplicate: false, leadId };
}

/** Keeps a request that came to nothing, with the reason; of these only a few are kept, since strangers can send them. */
export async function refuseRequest(
  trx: TenantTrx,
  context: CommandContext,
  input: InboundRequest & { readonly code: string; readonly reason: string; readonly problems: readonly Problem[] },
): Promise<void> {
  await keep(trx, context, input, { outcome: 'refused', leadId: null });
}

function emailOf(lead: Readonly<Record<string, string>>): string {
  const email = lead['email'];
  if (email !== undefined && email.trim() !== '') return email;
  throw new UserError('validation_failed', 'The request has no e-mail address where the mapping looks for one.', [
    { pointer: '/mapping/fields', code: 'email_missing', detail: 'There is no e-mail address in this request.' },
  ]);
}

async function keep(
  trx: TenantTrx,
  context: CommandContext,
  input: InboundRequest & { readonly code?: string; readonly reason?: string; readonly problems?: readonly Problem[] },
  result: { readonly outcome: 'accepted' | 'refused'; readonly leadId: string | null },
): Promise<void> {
  const keepBody = input.webhook.keepSamples > 0;
  await trx.raw(
    `insert into inbound_requests (tenant_id, id, webhook_id, outcome, code, reason, problems, delivery_id, headers, body, size_bytes, record_type, record_id, replay_of, remote_address, created_at)
     values (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)`,
    [
      context.tenantId,
      input.id,
      input.webhook.id,
      result.outcome,
      input.code ?? null,
      input.reason ?? null,
      JSON.stringify(input.problems ?? []),
      input.deliveryId,
      JSON.stringify(input.headers),
      keepBody ? input.raw : null,
      Buffer.byteLength(input.raw),
      result.leadId === null ? null : 'lead',
      result.leadId,
      input.replayOf ?? null,
      input.remoteAddress,
      context.now,
    ],
  );
  const most = result.outcome === 'accepted' ? input.webhook.keepSamples : Math.min(refusedKept, input.webhook.keepSamples);
  await trx.raw(
    `update inbound_requests set body = null, headers = '{}' where tenant_id = ? and webhook_id = ? and outcome = ? and body is not null and id not in (
       select id from inbound_requests where tenant_id = ? and webhook_id = ? and outcome = ? and body is not null order by id desc limit ?)`,
    [context.tenantId, input.webhook.id, result.outcome, context.tenantId, input.webhook.id, result.outcome, most],
  );
  if (result.outcome === 'refused')
    await trx.raw(
      `delete from inbound_requests where tenant_id = ? and webhook_id = ? and outcome = 'refused' and id not in (
         select id from inbound_requests where tenant_id = ? and webhook_id = ? and outcome = 'refused' order by id desc limit 200)`,
      [context.tenantId, input.webhook.id, context.tenantId, input.webhook.id],
    );
}
