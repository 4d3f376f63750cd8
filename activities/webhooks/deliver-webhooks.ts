import { createHmac } from 'node:crypto';
import { type CommandDoors, runCommand } from '../../commands/lib/run-command.ts';
import type { AttemptResult, ClaimedDelivery } from '../../commands/webhooks/deliver-batch.ts';
import { claimDeliveries, settleDeliveries } from '../../commands/webhooks/deliver-batch.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { WebhookActivities, WebhookDeliveryAnswer, WebhookDeliveryInput } from '../../workflows/contracts/webhook-delivery.ts';
import { postTo } from './post.ts';

export interface WebhookDeps {
  readonly db: CommandDoors;
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 15_000;

export function createWebhookActivities(deps: WebhookDeps): WebhookActivities {
  return { deliverWebhooks: (input) => deliverWebhooks(deps, input) };
}

/** One round: claim what is due, call outside any transaction, write what came of it. */
export async function deliverWebhooks(deps: WebhookDeps, input: WebhookDeliveryInput): Promise<WebhookDeliveryAnswer> {
  const frame = { tenantId: asTenantId(input.tenantId), actor: { kind: 'system', name: 'webhooks' } } as const;
  const batch = await runCommand(
    deps.db,
    frame,
    (trx, context) => claimDeliveries(trx, context, { id: input.subscriptionId, incarnation: input.incarnation }),
    { repeatable: true },
  );
  if (batch.kind === 'later') return { kind: 'later', until: batch.until.toISOString() };
  if (batch.kind !== 'deliver') return batch;
  const results = await Promise.all(batch.deliveries.map((delivery) => attempt(deps, batch.url, batch.secrets, delivery)));
  await runCommand(
    deps.db,
    frame,
    (trx, context) =>
      settleDeliveries(trx, context, { id: input.subscriptionId, token: batch.token, deliveries: batch.deliveries, results }),
    { repeatable: true },
  );
  return { kind: 'again' };
}

async function attempt(deps: WebhookDeps, url: string, secrets: readonly string[], delivery: ClaimedDelivery): Promise<AttemptResult> {
  if (delivery.payload === null) {
    return {
      deliveryId: delivery.id,
      ok: false,
      status: null,
      error: 'The event is no longer kept.',
      durationMs: 0,
      requestBody: null,
      responseExcerpt: null,
      hopeless: true,
    };
  }
  const body = JSON.stringify(delivery.payload);
  const began = performance.now();
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Cadenza-Webhooks/1',
    ...signedHeaders(delivery.id, body, secrets, Math.floor(Date.now() / 1_000)),
  };
  const said = await postTo(url, headers, body, { timeoutMs: deps.timeoutMs ?? defaultTimeoutMs, allowPrivate: deps.allowPrivate });
  return {
    deliveryId: delivery.id,
    ok: said.error === null,
    status: said.status,
    error: said.error,
    durationMs: performance.now() - began,
    requestBody: body.slice(0, 4_000),
    responseExcerpt: said.excerpt,
  };
}

/** The headers of Standard Webhooks. While a secret changes over there are two signatures, and either proves the sender. */
export function signedHeaders(deliveryId: string, body: string, secrets: readonly string[], seconds: number): Record<string, string> {
  const id = `msg_${deliveryId.replaceAll('-', '')}`;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': signatures.join(' ') };
}
