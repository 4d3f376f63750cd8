import type { Transaction } from 'objection';
import type { Actor, Cause, EventType, StoredEvent } from '../../domain/events.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordRef, RecordType } from '../../domain/records/record-types.ts';
import { Activity } from '../models/work.ts';
import { openedOf } from '../opening.ts';
import { badCursor } from './lists/cursor.ts';

export interface TimelineQuery {
  readonly recordId: string;
  readonly limit: number;
  readonly cursor?: string;
  /** Only these types; all when left out. */
  readonly types?: readonly EventType[];
}

export interface TimelinePage {
  readonly items: readonly StoredEvent[];
  /** The activities the events are about, by id. */
  readonly activities: ReadonlyMap<string, Activity>;
  readonly next: string | null;
}

interface EventRow {
  readonly tenant_id: string;
  readonly id: string;
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

/** Everything that happened to a record, as its subject or beside it, the newest first. */
export async function timelineOf(trx: Transaction, query: TimelineQuery): Promise<TimelinePage> {
  const { tenantId } = openedOf(trx);
  if (query.cursor !== undefined && !/^\d{1,18}$/.test(query.cursor)) throw badCursor();
  const result: { rows: EventRow[] } = await trx.raw(
    `select e.* from event_links l
     join events e on e.tenant_id = l.tenant_id and e.id = l.event_id and e.occurred_at = l.occurred_at
     where l.tenant_id = ? and l.record_id = ? and l.event_id < ?::bigint and (?::text[] is null or l.type = any(?::text[]))
     order by l.event_id desc limit ?`,
    [
      tenantId,
      query.recordId,
      query.cursor ?? '9223372036854775807',
      query.types ? [...query.types] : null,
      query.types ? [...query.types] : null,
      query.limit + 1,
    ],
  );
  const rows = result.rows.slice(0, query.limit);
  return {
    items: rows.map(storedEventOf),
    activities: await activitiesOf(trx, rows),
    next: result.rows.length > query.limit ? (rows.at(-1)?.id ?? null) : null,
  };
}

/** An `events` row as the domain knows it. */
export function storedEventOf(row: EventRow): StoredEvent {
  return {
    tenantId: row.tenant_id,
    id: row.id,
    type: row.type,
    subject: { type: row.subject_type, id: row.subject_id },
    related: row.related,
    actor: row.actor,
    cause: row.cause,
    occurredAt: row.occurred_at.toISOString(),
    ...(row.before === null ? {} : { before: row.before }),
    ...(row.after === null ? {} : { after: row.after }),
    ...(row.data === null ? {} : { data: row.data }),
  };
}

async function activitiesOf(trx: Transaction, rows: readonly EventRow[]): Promise<ReadonlyMap<string, Activity>> {
  const ids = rows.filter((row) => row.subject_type === 'activity').map((row) => row.subject_id);
  if (ids.length === 0) return new Map();
  const found = await Activity.query(trx).whereIn('id', [...new Set(ids)]);
  return new Map(found.map((activity) => [activity.id, activity]));
}
