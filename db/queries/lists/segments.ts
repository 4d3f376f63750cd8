import type { Transaction } from 'objection';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { rowsOf } from '../../records/sql.ts';

/** Ids of the segments a condition asks for, without those inside them. */
export function segmentsIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'segment':
      return [condition.segment];
    case 'related':
      return condition.where === undefined ? [] : segmentsIn(condition.where);
    case 'compare':
    case 'changed':
      return [];
    default:
      return condition.of.flatMap(segmentsIn);
  }
}

/** The conditions of all segments that a filter leads to, those inside segments too. Unknown ones are left out. */
export async function segmentConditions(
  trx: Transaction,
  tenantId: string,
  entity: string,
  filter: Condition,
): Promise<ReadonlyMap<string, Condition>> {
  const found = await segmentsMeant(trx, tenantId, entity, filter);
  return new Map([...found].map(([id, segment]) => [id, segment.condition]));
}

/** The same with their names. */
export async function segmentsMeant(
  trx: Transaction,
  tenantId: string,
  entity: string,
  filter: Condition,
): Promise<ReadonlyMap<string, { readonly name: string; readonly condition: Condition }>> {
  const found = new Map<string, { readonly name: string; readonly condition: Condition }>();
  let wanted = segmentsIn(filter);
  while (wanted.length > 0) {
    const rows = await rowsOf<{ readonly id: string; readonly name: string; readonly condition: Condition }>(
      trx,
      'select id, name, condition from segments where tenant_id = ? and entity = ? and id = any(?::uuid[])',
      [tenantId, entity, [...wanted]],
    );
    for (const row of rows) found.set(row.id, row);
    wanted = rows.flatMap((row) => segmentsIn(row.condition)).filter((id) => !found.has(id));
  }
  return found;
}

/** A use of a segment, shown before it is deleted. */
export interface SegmentUse {
  readonly kind: 'segment' | 'view' | 'automation' | 'automation_version' | 'scoring_rule';
  readonly id: string;
  readonly name: string;
}

/** Where a segment is used: in other segments, saved views, scoring rules, drafts of automations and versions that runs still follow. */
export function segmentUses(trx: Transaction, tenantId: string, id: string): Promise<SegmentUse[]> {
  const mentions = `%${id}%`;
  return rowsOf<SegmentUse>(
    trx,
    `select 'segment' as kind, id, name from segments where tenant_id = ? and id <> ? and condition::text like ?
     union all select 'view', id, name from list_views where tenant_id = ? and search::text like ?
     union all select 'automation', id, name from automations where tenant_id = ? and draft::text like ? and status <> 'archived'
     union all select distinct 'automation_version', a.id, a.name from automation_versions v
       join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id
       where v.tenant_id = ? and a.status in ('active', 'paused') and v.definition::text like ? and a.draft::text not like ?
         and (v.closed_at_event is null or exists (select from automation_canaries c where c.tenant_id = v.tenant_id and c.automation_id = v.automation_id
        and c.number = v.number and c.status = 'running') or exists (select from runs r where r.tenant_id = v.tenant_id and r.automation_id = v.automation_id
           and r.version = v.number and r.status in ('queued', 'running', 'waiting', 'held')))
     union all select 'scoring_rule', id, name from scoring_rules where tenant_id = ? and condition::text like ?
     order by 1, 3, 2 limit 100`,
    [tenantId, id, mentions, tenantId, mentions, tenantId, mentions, tenantId, mentions, mentions, tenantId, mentions],
  );
}
