import type { Footprint, Neighbour } from '../../../domain/automation/analysis/footprint.ts';
import { footprintOf } from '../../../domain/automation/analysis/footprint.ts';
import { normalize } from '../../../domain/automation/compile/normalize.ts';
import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { rowsOf } from '../../records/sql.ts';

interface LiveRow {
  readonly id: string;
  readonly name: string;
  readonly footprint: Footprint | null;
  readonly definition: AutomationDefinition | null;
}

/** The automations at work as others see them. Versions from before footprints were kept are looked at anew. */
export async function loadNeighbours(trx: TenantTrx, tenantId: string): Promise<readonly Neighbour[]> {
  const rows = await rowsOf<LiveRow>(
    trx,
    `select a.id, a.name, v.footprint, case when v.footprint is null then v.definition end as definition from automations a
       join automation_versions v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.closed_at_event is null
     where a.tenant_id = ? and a.status in ('active', 'paused') order by a.name, a.id limit ?`,
    [tenantId, mostLookedAt],
  );
  return rows.flatMap(({ id, name, footprint, definition }) => {
    const seen = footprint ?? formOf(definition);
    return seen === null ? [] : [{ id, name, footprint: seen }];
  });
}

const mostLookedAt = 1_000;

function formOf(definition: AutomationDefinition | null): Footprint | null {
  const { normalized } = normalize(definition);
  return normalized === null ? null : footprintOf(normalized);
}
