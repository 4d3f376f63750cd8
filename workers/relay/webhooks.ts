import { eventFacts } from '../../commands/automations/lib/event-facts.ts';
import { startPumps } from '../../commands/webhooks/start-pumps.ts';
import { newId } from '../../commands/lib/new-id.ts';
import { literal } from '../../db/opening.ts';
import type { StoredEvent } from '../../domain/events.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import { evaluate } from '../../domain/expressions/evaluate.ts';

/** Somebody who is told of events over HTTP. */
export interface Subscriber {
  readonly id: string;
  readonly event_types: readonly string[];
  readonly filter: Condition | null;
}

/** Read together with the rest of the turn. */
export function readSubscribers(tenantId: string): string {
  return `select id, event_types, filter from webhook_subscriptions
    where tenant_id = ${literal(tenantId)}::uuid and status = 'active' and archived_at is null`;
}

/**
 * One delivery per subscriber and event that it asked for, and a workflow for every subscriber that has none under way.
 * Nothing, not even a statement, when nobody listens.
 */
export function queueWebhooks(
  tenantId: string,
  events: readonly StoredEvent[],
  subscribers: readonly Subscriber[],
  now: string,
): readonly string[] {
  const wanted = subscribers.flatMap((subscriber) =>
    events
      .filter((event) => listens(subscriber, event, now))
      .map((event) => ({ id: newId(), subscription_id: subscriber.id, event_id: event.id, event_type: event.type })),
  );
  if (wanted.length === 0) return [];
  const tenant = `${literal(tenantId)}::uuid`;
  const ids = literal(`{${[...new Set(wanted.map((one) => one.subscription_id))].join(',')}}`);
  const newest = wanted.at(-1)?.event_id ?? '0';
  return [
    `insert into webhook_deliveries (tenant_id, id, subscription_id, event_id, event_type)
       select ${tenant}, w.id, w.subscription_id, w.event_id, w.event_type
       from jsonb_to_recordset(${literal(wanted)}::jsonb) as w (id uuid, subscription_id uuid, event_id bigint, event_type text)
       on conflict (tenant_id, subscription_id, event_id) do nothing`,
    startPumps(tenant, `${ids}::uuid[]`, literal(`event/${newest}`)),
  ];
}

function listens(subscriber: Subscriber, event: StoredEvent, now: string): boolean {
  const typed = subscriber.event_types.includes('*') || subscriber.event_types.includes(event.type);
  if (!typed || subscriber.filter === null) return typed;
  return evaluate(subscriber.filter, { now, timeZone: 'UTC', roots: { event: eventFacts(event) }, outputs: {} }).result;
}
