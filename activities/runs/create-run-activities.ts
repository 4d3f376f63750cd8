import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { BatchActivities } from '../../workflows/contracts/automation-batch.ts';
import type { RunActivities } from '../../workflows/contracts/automation-run.ts';
import type { EffectServices } from './executors/executor.ts';
import type { BatchOptions } from './run-batch.ts';
import { runBatch } from './run-batch.ts';
import type { SegmentDeps } from './run-segment.ts';
import { runSegment } from './run-segment.ts';

export interface RunActivitiesDeps {
  readonly db: Pick<Doors, 'withTenant' | 'readTenant'>;
  readonly mailDomain: string;
  readonly now?: NonNullable<SegmentDeps['now']>;
  readonly budget?: NonNullable<SegmentDeps['budget']>;
  readonly batch?: Partial<BatchOptions>;
  readonly onChunkFailed?: (error: unknown) => void;
}

/** What `automationRun` and `automationBatch` ask for. Both are local activities. */
export function createRunActivities(deps: RunActivitiesDeps): RunActivities & BatchActivities {
  const { mailDomain, ...rest } = deps;
  const services: EffectServices = { mailDomain, nextPosition: nextPosition(deps.db) };
  const segmentDeps = { ...rest, services };
  return {
    runSegment: (input) => runSegment(segmentDeps, input),
    runBatch: (input) => runBatch(segmentDeps, input),
  };
}

/**
 * Committed at once, on a connection of its own: no run waits for another's segment. The tenant's lock is tried, not waited for: the
 * caller holds it shared already and must not wait behind somebody who waits for the caller.
 */
function nextPosition(db: Pick<Doors, 'withTenant'>): EffectServices['nextPosition'] {
  return (tenantId, counter) =>
    db.withTenant(
      asTenantId(tenantId),
      async (trx) => {
        const result: { rows: { position: string }[] } = await trx.raw(
          `insert into assignment_counters as c (tenant_id, key, value) values (?, ?, 1)
           on conflict (tenant_id, key) do update set value = c.value + 1, updated_at = now() returning value - 1 as position`,
          [tenantId, counter],
        );
        return Number(result.rows[0]?.position ?? 0);
      },
      { lock: 'try' },
    );
}
