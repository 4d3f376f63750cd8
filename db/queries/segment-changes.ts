import type { Transaction } from 'objection';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { rowsOf } from '../records/sql.ts';
import { firstId } from './fitting-records.ts';
import type { FittingQuery } from './fitting-records.ts';
import { conditionSql } from './lists/condition-sql.ts';
import { recordTables } from './lists/relations.ts';
import { bindingsOf } from './lists/sql.ts';

/** A record whose place is not as it was noted. */
export interface SegmentChange {
  readonly id: string;
  readonly fits: boolean;
}

/** Which records: some, or the next ones in the order of their ids. */
export type SegmentPage = { readonly ids: readonly string[] } | { readonly after: string | null };

/** The records that are in the segment and not noted, or noted and not in it, locked; at most `limit`. */
export async function segmentChanges(
  trx: Transaction,
  segmentId: string,
  query: FittingQuery & { readonly filter: NonNullable<FittingQuery['filter']> },
  page: SegmentPage,
  limit: number,
): Promise<readonly SegmentChange[]> {
  const { subject, now, timeZone, filter } = query;
  const { catalogue, segments } = filter;
  const fits = conditionSql(filter.condition, { subject, table: 'r', catalogue, now, timeZone, segments });
  const which = 'ids' in page ? 'r.id = any(?::uuid[])' : 'r.id > ?::uuid';
  return rowsOf<SegmentChange>(
    trx,
    `select r.id, m.record_id is null as fits from ${recordTables[subject].table} r
       left join segment_members m on m.tenant_id = r.tenant_id and m.segment_id = ?::uuid and m.record_id = r.id
     where r.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and ${which}
       and (r.archived_at is null and coalesce(${fits.text}, false)) = (m.record_id is null)
     order by r.id limit ? for no key update of r`,
    [segmentId, 'ids' in page ? [...page.ids] : (page.after ?? firstId), ...bindingsOf(fits), limit],
  );
}

/** The kinds of record that segments which start automations can be about. */
export function isWatchable(entity: string): entity is SubjectType {
  return entity === 'lead' || entity === 'contact' || entity === 'company' || entity === 'deal';
}
