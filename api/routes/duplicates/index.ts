import type { MergeMoved } from '../../../commands/duplicates/merge-records.ts';
import { mergeableFields, mergeRecords } from '../../../commands/duplicates/merge-records.ts';
import { dismissPair, noteDuplicates } from '../../../commands/duplicates/note-duplicates.ts';
import type { MergeRow } from '../../../commands/duplicates/undo-merge.ts';
import { findMerge, undoMerge } from '../../../commands/duplicates/undo-merge.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { countLinks, listPairs } from '../../../db/records/find-duplicates.ts';
import type { SubjectRows } from '../../../db/records/rows.ts';
import { rowsOf } from '../../../db/records/sql.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { Json } from '../../../domain/json.ts';
import { sameJson, toJson } from '../../../domain/records/changes.ts';
import { displayName } from '../../../domain/records/text-rules.ts';
import type { Comparison, Merge, MergeType } from '../../contracts/duplicates.ts';
import * as contract from '../../contracts/duplicates.ts';
import { badCursor, decodeCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { mergePolicy } from '../../policies/crm.ts';
import { found, instantOrNull } from '../records/found.ts';

function presentMerge(row: MergeRow): Merge {
  const moved: MergeMoved = row.moved;
  return {
    id: row.id,
    type: row.type,
    winnerId: row.winnerId,
    loserId: row.loserId,
    fields: Object.keys(row.changes),
    moved: {
      activities: moved.links['activity_links']?.length ?? 0,
      tasks: moved.links['task_links']?.length ?? 0,
      notes: moved.links['notes']?.length ?? 0,
      files: moved.links['record_files']?.length ?? 0,
      tags: moved.links['record_tags']?.length ?? 0,
      deals: moved.dependents.filter((one) => one.type === 'deal').length,
      contacts: moved.dependents.filter((one) => one.type === 'contact').length,
      runs: moved.runs.length,
    },
    endedRuns: moved.endedRuns,
    mergedAt: row.createdAt.toISOString(),
    undoneAt: instantOrNull(row.undoneAt),
  };
}

async function readMerge(trx: TenantTrx, tenantId: string, id: string): Promise<Merge> {
  return presentMerge(found(await findMerge(trx, tenantId, id), 'merge'));
}

const tables: Readonly<Record<MergeType, string>> = { lead: 'leads', contact: 'contacts', company: 'companies' };

async function compare(trx: TenantTrx, tenantId: string, type: MergeType, ids: readonly [string, string]): Promise<Comparison> {
  const rows = await rowsOf<SubjectRows[MergeType]>(
    trx,
    `select * from ${tables[type]} where tenant_id = ? and id = any(?::uuid[]) and archived_at is null`,
    [tenantId, [...ids]],
  );
  const a = found(rows.find((row) => row.id === ids[0]) ?? null, type);
  const b = found(rows.find((row) => row.id === ids[1]) ?? null, type);
  const names = await namesOf(trx, tenantId, [a, b]);
  const labels = await rowsOf<{ key: string; label: string }>(
    trx,
    'select key, label from custom_fields where tenant_id = ? and entity = ? and archived_at is null order by position, key',
    [tenantId, type],
  );
  const field = (key: string, label: string | null, left: Json, right: Json) => ({
    field: key,
    label,
    a: left,
    b: right,
    shownA: typeof left === 'string' ? (names.get(left) ?? null) : null,
    shownB: typeof right === 'string' ? (names.get(right) ?? null) : null,
  });
  const value = (row: SubjectRows[MergeType], key: string) => toJson((row as unknown as Readonly<Record<string, unknown>>)[key]);
  const builtIn = mergeableFields(type).map((key) => field(key, null, value(a, key), value(b, key)));
  const own = labels.map(({ key, label }) => field(`custom.${key}`, label, a.custom[key] ?? null, b.custom[key] ?? null));
  const isSet = (one: Json) => one !== null && one !== '';
  return {
    type,
    a: { ...sideOf(type, a), links: { ...(await countLinks(trx, a.id)) } },
    b: { ...sideOf(type, b), links: { ...(await countLinks(trx, b.id)) } },
    fields: [...builtIn, ...own].filter((one) => isSet(one.a) || isSet(one.b)).toSorted((x, y) => differs(y) - differs(x)),
  };
}

function differs(one: { readonly a: Json; readonly b: Json }): number {
  return sameJson(one.a, one.b) ? 0 : 1;
}

function sideOf(type: MergeType, row: SubjectRows[MergeType]) {
  const name = 'name' in row ? row.name : displayName(row);
  const detail = 'email' in row ? row.email : row.domain;
  return { type, id: row.id, name, detail, version: row.version, createdAt: row.createdAt.toISOString() };
}

/** Whom and what the ids in fields mean. */
async function namesOf(trx: TenantTrx, tenantId: string, rows: readonly SubjectRows[MergeType][]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap((row) => Object.values(row).filter((one): one is string => typeof one === 'string' && isUuid(one)));
  const named = await rowsOf<{ id: string; name: string }>(
    trx,
    'select id, name from users where tenant_id = ? and id = any(?::uuid[]) union all select id, name from companies where tenant_id = ? and id = any(?::uuid[])',
    [tenantId, ids, tenantId, ids],
  );
  return new Map(named.map((one) => [one.id, one.name]));
}

function afterOf(cursor: string | undefined): { readonly score: number; readonly id: string } | null {
  if (cursor === undefined) return null;
  const [score, id] = decodeCursor(cursor, 2);
  if (typeof score !== 'number' || !Number.isInteger(score) || typeof id !== 'string' || !isUuid(id)) throw badCursor();
  return { score, id };
}

export const duplicateRoutes: readonly Route[] = [
  readRoute(contract.listDuplicates, {
    policy: mergePolicy.merge,
    handle: async ({ trx, query }) => {
      const rows = await listPairs(trx, {
        type: query.type ?? null,
        status: query.status,
        after: afterOf(query.cursor),
        limit: query.limit + 1,
      });
      const { items, next } = page(rows, query.limit, (row) => [row.score, row.id]);
      return {
        items: items.map((row) => ({
          ...row,
          reasons: [...row.reasons],
          createdAt: row.createdAt.toISOString(),
          resolvedAt: instantOrNull(row.resolvedAt),
          mergeable: row.a.type === row.b.type,
        })),
        next,
      };
    },
  }),

  writeRoute(contract.scanDuplicates, {
    policy: mergePolicy.merge,
    handle: async ({ trx, context, body }) => ({ found: await noteDuplicates(trx, context, body.type, null) }),
  }),

  writeRoute(contract.dismissDuplicate, {
    policy: mergePolicy.merge,
    handle: async ({ trx, context, params }) => {
      await dismissPair(trx, context, params);
      return undefined;
    },
  }),

  readRoute(contract.compareRecords, {
    policy: mergePolicy.merge,
    handle: ({ trx, principal, params }) => compare(trx, principal.tenantId, params.type, [params.a, params.b]),
  }),

  writeRoute(contract.mergeRecords, {
    policy: mergePolicy.merge,
    handle: async ({ trx, context, principal, body }) => {
      const { mergeId } = await mergeRecords(trx, context, body);
      return readMerge(trx, principal.tenantId, mergeId);
    },
  }),

  readRoute(contract.readMerge, {
    policy: mergePolicy.merge,
    handle: ({ trx, principal, params }) => readMerge(trx, principal.tenantId, params.id),
  }),

  writeRoute(contract.undoMerge, {
    policy: mergePolicy.merge,
    handle: async ({ trx, context, params }) => {
      const { merge, notUndone } = await undoMerge(trx, context, params);
      return { merge: presentMerge(merge), notUndone: [...notUndone] };
    },
  }),
];
