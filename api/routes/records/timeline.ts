import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { TimelineRow } from '../../../db/records/find-timeline.ts';
import { findTimeline } from '../../../db/records/find-timeline.ts';
import { findActivities } from '../../../db/records/find-activities.ts';
import type { Json, JsonObject } from '../../../domain/json.ts';
import { timelineText } from '../../../domain/records/timeline-rules.ts';
import type { Activity, leadTimeline, TimelineItem } from '../../contracts/activities.ts';
import { badCursor, decodeCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route } from '../../lib/route.ts';
import type { Policy } from '../../policies/policy.ts';
import { presentActivity } from '../activities/present.ts';
import { found, instantFromJson } from './found.ts';

/** What happened to a record, the latest first. */
export function timelineRoute(
  endpoint: typeof leadTimeline,
  noun: string,
  policy: Policy,
  find: (trx: TenantTrx, id: string) => Promise<{ readonly id: string } | null>,
): Route {
  return readRoute(endpoint, {
    policy,
    handle: async ({ trx, params, query }) => {
      const record = found(await find(trx, params.id), noun);
      const types = query.types ? query.types.split(',') : null;
      const rows = await findTimeline(trx, { recordId: record.id, types, below: eventNumber(query.cursor), limit: query.limit });
      const ids = rows.map(activityOf).filter((id) => id !== null);
      const activities = new Map((await findActivities(trx, ids)).map((row) => [row.id, presentActivity(row)]));
      return page(
        rows.map((row) => presentItem(row, activities)),
        query.limit,
        (item) => [item.id],
      );
    },
  });
}

function eventNumber(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'string' || !/^\d{1,18}$/.test(id)) throw badCursor();
  return id;
}

function activityOf(row: TimelineRow): string | null {
  return row.subjectType === 'activity' ? row.subjectId : null;
}

function presentItem(row: TimelineRow, activities: ReadonlyMap<string, Activity>): TimelineItem {
  const text = timelineText({ type: row.type, before: row.before, after: row.after, data: row.data });
  return {
    id: row.id,
    type: row.type,
    occurredAt: row.occurredAt.toISOString(),
    text: { key: text.key, params: { ...text.params, ...(row.dealName === null ? {} : { deal: row.dealName }) } },
    subject: { type: row.subjectType, id: row.subjectId },
    madeBy: { kind: row.actor.kind, user: row.actorUser, automation: row.actorAutomation, source: row.actorSource },
    changes: changesOf(row.before, row.after),
    activity: activities.get(activityOf(row) ?? '') ?? null,
    task: row.task === null ? null : { ...row.task, dueAt: instantFromJson(row.task.dueAt) },
    note: row.note,
  };
}

function changesOf(before: JsonObject | null, after: JsonObject | null): { field: string; before: Json; after: Json }[] {
  const was = flat(before);
  const is = flat(after);
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    field,
    before: was[field] ?? null,
    after: is[field] ?? null,
  }));
}

/** Custom fields stand beside the others, as `custom.<key>`. */
function flat(values: JsonObject | null): Record<string, Json> {
  const entries = Object.entries(values ?? {}).flatMap(([field, value]): [string, Json][] =>
    field === 'custom' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value as JsonObject).map(([key, inner]) => [`custom.${key}`, inner])
      : [[field, value]],
  );
  return Object.fromEntries(entries);
}
