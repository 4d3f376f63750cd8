import { isWatchable } from '../../../db/queries/segment-changes.ts';
import { segmentConditions } from '../../../db/queries/lists/segments.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { pathsOfCondition } from '../../../domain/expressions/paths.ts';
import { canonicalJson } from '../../../domain/automation/plan/canonical-json.ts';
import { sha256 } from '../../../domain/automation/plan/sha256.ts';
import { asksForTime } from '../../../domain/leads/scoring.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { rowOf } from '../../records/sql.ts';
import { loadCatalogue } from '../../templates/check-content.ts';
import type { FittingQuery } from '../../../db/queries/fitting-records.ts';

/** A segment whose members are noted, as it means now. */
export interface Watch {
  readonly segmentId: string;
  readonly name: string;
  readonly subject: SubjectType;
  readonly query: FittingQuery & { readonly filter: NonNullable<FittingQuery['filter']> };
  /** The name of what it means now. */
  readonly meaning: string;
  /** Members can come and go without anything happening to themselves: with time, or by what happens to records near them. */
  readonly moves: boolean;
  readonly noted: { readonly meaning: string; readonly ready: boolean; readonly cursor: string | null; readonly sweptAt: Date };
}

interface WatchRow {
  readonly name: string;
  readonly entity: string;
  readonly condition: Condition;
  readonly timezone: string;
  readonly meaning: string;
  readonly ready: boolean;
  readonly cursor: string | null;
  readonly sweptAt: Date;
}

/** Begins to note a segment's members, if that has not begun. */
export async function startWatch(trx: TenantTrx, context: CommandContext, segmentId: string): Promise<void> {
  await trx.raw(
    `insert into segment_watches (tenant_id, segment_id, meaning, swept_at, created_at)
     select tenant_id, id, '', ?, ? from segments where tenant_id = ? and id = ? on conflict do nothing`,
    [context.now, context.now, context.tenantId, segmentId],
  );
}

/** The watch, locked: only one transaction at a time compares a segment with its members. Null if there is none. */
export async function takeWatch(trx: TenantTrx, context: CommandContext, segmentId: string): Promise<Watch | null> {
  await trx.raw('select 1 from segment_watches where tenant_id = ? and segment_id = ? for update', [context.tenantId, segmentId]);
  const row = await rowOf<WatchRow>(
    trx,
    `select s.name, s.entity, s.condition, t.timezone, w.meaning, w.ready, w.cursor, w.swept_at from segment_watches w
       join segments s on s.tenant_id = w.tenant_id and s.id = w.segment_id join tenants t on t.id = w.tenant_id
     where w.tenant_id = ? and w.segment_id = ?`,
    [context.tenantId, segmentId],
  );
  if (row === null || !isWatchable(row.entity)) return null;
  const segments = await segmentConditions(trx, context.tenantId, row.entity, row.condition);
  const catalogue = await loadCatalogue(trx, context.tenantId);
  const all = [row.condition, ...segments.values()];
  return {
    segmentId,
    name: row.name,
    subject: row.entity,
    query: { subject: row.entity, now: context.now, timeZone: row.timezone, filter: { condition: row.condition, catalogue, segments } },
    meaning: meaningOf(row, segments),
    moves: all.some((condition) => asksForTime(condition) || readsNear(condition)),
    noted: { meaning: row.meaning, ready: row.ready, cursor: row.cursor, sweptAt: row.sweptAt },
  };
}

function meaningOf(row: Pick<WatchRow, 'condition' | 'timezone'>, segments: ReadonlyMap<string, Condition>): string {
  const inner = [...segments].sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256(canonicalJson([row.condition, inner, row.timezone]));
}

/** Whether it asks for anything that stands in other records. */
function readsNear(condition: Condition): boolean {
  if (condition.kind === 'related') return true;
  if ('of' in condition) return condition.of.some(readsNear);
  return pathsOfCondition(condition).some((path) => {
    const [, first, ...rest] = path.split('.');
    return rest.length > 0 && first !== 'custom';
  });
}
