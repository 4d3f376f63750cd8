import { segmentChanges } from '../../../db/queries/segment-changes.ts';
import type { SegmentChange, SegmentPage } from '../../../db/queries/segment-changes.ts';
import type { NotedEvent } from '../../lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import type { Watch } from './watch.ts';

/** Records whose place is changed in one transaction. */
export const pageRows = 200;

/** Brings the noted members in line with the segment, for some records or the next ones. Gives what has changed, in the order of ids. */
export async function settle(
  trx: TenantTrx,
  context: CommandContext,
  watch: Watch,
  page: SegmentPage,
  limit = pageRows,
): Promise<readonly SegmentChange[]> {
  const changes = await segmentChanges(trx, watch.segmentId, watch.query, page, limit);
  const of = (fits: boolean): string[] => changes.filter((change) => change.fits === fits).map((change) => change.id);
  const [came, left] = [of(true), of(false)];
  if (came.length > 0)
    await trx.raw(
      `insert into segment_members (tenant_id, segment_id, record_id, since) select ?::uuid, ?::uuid, id, ?::timestamptz from unnest(?::uuid[]) as m (id)`,
      [context.tenantId, watch.segmentId, context.now, came],
    );
  if (left.length > 0)
    await trx.raw('delete from segment_members where tenant_id = ? and segment_id = ? and record_id = any(?::uuid[])', [
      context.tenantId,
      watch.segmentId,
      left,
    ]);
  return changes;
}

/** What is told of a change. */
export function eventOf(watch: Watch, change: SegmentChange): NotedEvent {
  return {
    type: change.fits ? 'segment.entered' : 'segment.left',
    subject: { type: watch.subject, id: change.id },
    data: { segmentId: watch.segmentId, segment: watch.name },
  };
}
