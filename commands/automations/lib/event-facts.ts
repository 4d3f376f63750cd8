import type { StoredEvent } from '../../../domain/events.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { toJson } from '../../../domain/records/changes.ts';
import type { Actor, Cause, EventType } from '../../../domain/events.ts';
import type { RecordRef, RecordType } from '../../../domain/records/record-types.ts';

/** The `event` root of facts: what conditions may look at of the event that started the run or ends a wait. */
export function eventFacts(event: StoredEvent): JsonObject {
  return toJson({
    id: event.id,
    type: event.type,
    occurredAt: event.occurredAt,
    subject: event.subject,
    related: event.related ?? [],
    actor: event.actor,
    before: event.before ?? {},
    after: event.after ?? {},
    data: event.data ?? {},
  }) as JsonObject;
}

export interface EventRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly type: EventType;
  readonly subject_type: RecordType;
  readonly subject_id: string;
  readonly related: readonly RecordRef[];
  readonly actor: Actor;
  readonly cause: Cause;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly data: JsonObject | null;
  readonly occurred_at: Date;
}

export const eventColumns =
  'e.id::text as id, e.tenant_id, e.type, e.subject_type, e.subject_id, e.related, e.actor, e.cause, e.before, e.after, e.data, e.occurred_at';

export function storedEvent(row: EventRow): StoredEvent {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    type: row.type,
    subject: { type: row.subject_type, id: row.subject_id },
    related: row.related,
    actor: row.actor,
    cause: row.cause,
    ...(row.before === null ? {} : { before: row.before }),
    ...(row.after === null ? {} : { after: row.after }),
    ...(row.data === null ? {} : { data: row.data }),
    occurredAt: row.occurred_at.toISOString(),
  };
}
