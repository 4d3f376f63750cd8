import type { JsonObject } from '../../domain/json.ts';
import { isUuid } from '../../domain/ids.ts';
import { changesOf } from '../../domain/records/changes.ts';
import { readFields } from '../../domain/records/field-values.ts';
import type { RecordRef, RecordType } from '../../domain/records/record-types.ts';
import { touchOutcomes } from '../../domain/records/touch-rules.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { ActivityRow } from '../records/rows.ts';
import { rowOf, rowsOf, updateOf } from '../records/sql.ts';

const rules = {
  title: { kind: 'line', max: 300, required: true },
  body: { kind: 'lines', max: 50_000 },
  outcome: { kind: 'option', options: touchOutcomes, required: true },
} as const;

/** Corrects what was written about an activity: `activity.updated`. What followed from it stays as it is. */
export async function updateActivity(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly patch: Readonly<Record<string, unknown>>; readonly expectedVersion?: number },
): Promise<ActivityRow> {
  const { values, problems } = readFields(rules, input.patch, { parsePhone });
  refuseProblems('activity', problems);
  const { activity, records } = await lockActivity(trx, context, input.id);
  requireVersion(activity, input.expectedVersion, 'activity');
  return write(trx, context, activity, values, 'activity.updated', records);
}

/** Archives an activity: it leaves lists and timelines' details, its events stay. */
export async function archiveActivity(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const { activity, records } = await lockActivity(trx, context, input.id);
  await write(trx, context, activity, { archivedAt: context.now }, 'activity.deleted', records);
}

async function lockActivity(
  trx: TenantTrx,
  context: CommandContext,
  id: string,
): Promise<{ readonly activity: ActivityRow; readonly records: readonly RecordRef[] }> {
  if (!isUuid(id)) throw notFound('activity');
  const records = await rowsOf<{ type: RecordType; id: string }>(
    trx,
    'select record_type as type, record_id as id from activity_links where tenant_id = ? and activity_id = ? order by is_primary desc, record_id',
    [context.tenantId, id],
  );
  await lockRecords(trx, [...records, { type: 'activity', id }]);
  const activity = await rowOf<ActivityRow>(trx, 'select * from activities where tenant_id = ? and id = ?', [context.tenantId, id]);
  if (activity === null || activity.archivedAt !== null) throw notFound('activity');
  return { activity, records };
}

async function write(
  trx: TenantTrx,
  context: CommandContext,
  activity: ActivityRow,
  values: Readonly<Record<string, unknown>>,
  type: 'activity.updated' | 'activity.deleted',
  records: readonly RecordRef[],
): Promise<ActivityRow> {
  const changes = changesOf(activity as unknown as Record<string, unknown>, values);
  if (changes === null) return activity;
  const set = Object.fromEntries(changes.fields.map((field) => [field, values[field]]));
  const { sql, bindings } = updateOf('activities', { tenantId: context.tenantId, id: activity.id }, set, context.now);
  const written = await rowOf<ActivityRow>(trx, sql, bindings);
  const data: JsonObject = { type: activity.type, title: activity.title };
  const { before, after } = changes;
  context.record({ type, subject: { type: 'activity', id: activity.id }, related: records, before, after, data });
  return written ?? activity;
}
