import type { RecordingContext } from '../../lib/command-context.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { rowsOf } from '../../records/sql.ts';
import { eventOf, pageRows, settle } from './settle.ts';
import type { Watch } from './watch.ts';
import { takeWatch } from './watch.ts';

const minuteMs = 60_000;
/** Members that come and go with time are looked for so often. */
const movingMs = 5 * minuteMs;
/** All others come and go by what happens to them; this is the net below. */
const restingMs = 60 * minuteMs;
/** First members are noted faster than changes are told: nobody hears of them. */
const firstRows = 2_000;

/** The segments of a tenant whose members are noted. */
export async function watchedSegments(trx: TenantTrx, tenantId: string): Promise<readonly string[]> {
  const rows = await rowsOf<{ id: string }>(trx, 'select segment_id as id from segment_watches where tenant_id = ? order by 1', [tenantId]);
  return rows.map((row) => row.id);
}

/** Goes on comparing a segment with its members: one page, one transaction. True: there may be more of it. */
export async function followSegment(trx: TenantTrx, context: RecordingContext, segmentId: string): Promise<boolean> {
  const watch = await takeWatch(trx, context, segmentId);
  if (watch === null) return false;
  if (!watch.noted.ready || watch.noted.meaning !== watch.meaning) return noteFirst(trx, context, watch);
  const { cursor, sweptAt } = watch.noted;
  if (cursor === null && context.now.getTime() - sweptAt.getTime() < (watch.moves ? movingMs : restingMs)) return false;
  const changes = await settle(trx, context, watch, { after: cursor });
  for (const change of changes) context.record(eventOf(watch, change));
  return next(trx, context, watch, changes.length < pageRows ? null : (changes.at(-1)?.id ?? null));
}

/** Who is in it at the beginning, or by a new meaning, has not come in: it is noted without a word. */
async function noteFirst(trx: TenantTrx, context: RecordingContext, watch: Watch): Promise<boolean> {
  const begun = !watch.noted.ready && watch.noted.meaning === watch.meaning;
  const changes = await settle(trx, context, watch, { after: begun ? watch.noted.cursor : null }, firstRows);
  const more = changes.length === firstRows;
  await trx.raw('update segment_watches set meaning = ?, ready = ? where tenant_id = ? and segment_id = ?', [
    watch.meaning,
    !more,
    context.tenantId,
    watch.segmentId,
  ]);
  return next(trx, context, watch, more ? (changes.at(-1)?.id ?? null) : null);
}

async function next(trx: TenantTrx, context: RecordingContext, watch: Watch, cursor: string | null): Promise<boolean> {
  await trx.raw('update segment_watches set cursor = ?, swept_at = ? where tenant_id = ? and segment_id = ?', [
    cursor,
    context.now,
    context.tenantId,
    watch.segmentId,
  ]);
  return cursor !== null;
}

/** Starts the watches that live versions lack and ends those that nobody has asked for in the last hour. */
export async function tidyWatches(trx: TenantTrx, context: RecordingContext): Promise<void> {
  const wanted = `select (v.definition->'trigger'->'config'->>'segmentId')::uuid as id from automation_versions v
    join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id and a.status in ('active', 'paused')
    where v.tenant_id = ?::uuid and v.trigger_events && '{segment.entered,segment.left}' and (v.closed_at_event is null or exists (
      select from automation_canaries c where c.tenant_id = v.tenant_id and c.automation_id = v.automation_id and c.number = v.number and c.status = 'running'))`;
  await trx.raw(
    `insert into segment_watches (tenant_id, segment_id, meaning, swept_at, created_at)
     select s.tenant_id, s.id, '', ?, ? from segments s where s.tenant_id = ? and s.id in (${wanted}) on conflict do nothing`,
    [context.now, context.now, context.tenantId, context.tenantId],
  );
  await trx.raw(
    `delete from segment_watches where tenant_id = ? and created_at < ?::timestamptz - interval '1 hour' and segment_id not in (${wanted})`,
    [context.tenantId, context.now, context.tenantId],
  );
}
