import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';
import { subjectSeen } from '../visibility.ts';

export interface FeedRow {
  /** Decimal text of a 64-bit number; ascends without gaps within the tenant. */
  readonly position: string;
  readonly eventId: string;
  readonly type: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** Users it concerns; empty: everybody who may see the record. */
  readonly userIds: readonly string[];
  readonly data: JsonObject;
  readonly at: Date;
  /** Whether the record it is about is in sight of whoever the transaction belongs to. */
  readonly seen: boolean;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** What a run or message is about decides; everything else is seen as itself. */
const seen = `case feed.subject_type
  when 'run' then exists (select from runs r where r.tenant_id = feed.tenant_id and r.id = feed.subject_id and ${subjectSeen('r.subject_type', 'r.subject_id')})
  when 'message' then exists (select from messages m where m.tenant_id = feed.tenant_id and m.id = feed.subject_id
    and (m.record_id is null or ${subjectSeen('m.record_type', 'm.record_id')}))
  else ${subjectSeen('feed.subject_type', 'feed.subject_id')} end`;

/** The next lines of the tenant's feed after a position. */
export async function readFeed(trx: Transaction, after: string, limit: number): Promise<FeedRow[]> {
  const result: { rows: FeedRow[] } = await trx.raw(
    `select position::text, event_id::text as "eventId", type, subject_type as "subjectType", subject_id as "subjectId",
       user_ids as "userIds", data, created_at as at, ${seen} as seen
     from feed where tenant_id = ${tenant} and position > ?::bigint order by position limit ?`,
    [after, limit],
  );
  return result.rows;
}

/** The ends of the tenant's feed as it is kept: the oldest position still there and the newest ever given. */
export async function feedEnds(trx: Transaction): Promise<{ readonly oldest: string | null; readonly newest: string }> {
  const result: { rows: { oldest: string | null; newest: string | null }[] } = await trx.raw(
    `select (select min(position)::text from feed where tenant_id = ${tenant}) as oldest,
       (select position::text from feed_positions where tenant_id = ${tenant}) as newest`,
  );
  const row = result.rows[0];
  return { oldest: row?.oldest ?? null, newest: row?.newest ?? '0' };
}
