import type { DispatchTarget } from '../../commands/lib/dispatches.ts';
import { newId } from '../../commands/lib/new-id.ts';
import type { Doors } from '../../db/doors.ts';
import { idArray, literal, runTogether } from '../../db/opening.ts';
import type { Claimed } from './claim.ts';

export const mostInBatch = 100;

export interface Grouped {
  readonly alone: readonly Claimed[];
  /** Each of one plan, at most `mostInBatch`. */
  readonly batches: readonly (readonly Claimed[])[];
}

/** Group commit: of a backlog of one version whole batches, everything else on its own. */
export function grouped(rows: readonly Claimed[], batchFrom: number): Grouped {
  const alone: Claimed[] = [];
  const byKey = new Map<string, Claimed[]>();
  for (const row of rows) {
    if (row.batchKey === null) {
      alone.push(row);
      continue;
    }
    const key = `${row.tenantId}/${row.batchKey}`;
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
  }
  const batches: Claimed[][] = [];
  for (const group of byKey.values()) {
    for (let at = 0; at < group.length; at += mostInBatch) {
      const part = group.slice(at, at + mostInBatch);
      if (part.length >= batchFrom) batches.push(part);
      else alone.push(...part);
    }
  }
  return { alone, batches };
}

/**
 * One transaction: the start rows go, the runs belong to a batch, one start of the batch takes the place of all. A row whose lease was
 * lost, and a run that another incarnation has taken over, stay out of it.
 */
export async function formBatch(db: Pick<Doors, 'withTenant'>, rows: readonly Claimed[]): Promise<void> {
  const first = rows[0];
  const start = first?.target;
  if (first === undefined || start?.kind !== 'start' || start.workflow.type !== 'automationRun') return;
  const batchId = newId();
  const { automationId } = start.workflow;
  const version = start.labels?.version ?? 0;
  const target: DispatchTarget = {
    kind: 'start',
    workflow: { type: 'automationBatch', automationId, batchId, incarnation: 1 },
    size: rows.length,
    ...(start.labels === undefined ? {} : { labels: start.labels }),
  };
  const tenant = `${literal(first.tenantId)}::uuid`;
  await db.withTenant(first.tenantId, (trx) =>
    runTogether(trx, [
      `with taken as (
         delete from dispatches where tenant_id = ${tenant} and id = any(${idArray(rows.map((row) => row.id))}) and lease_token = ${literal(first.leaseToken)}::uuid
         returning run_id, (target -> 'workflow' ->> 'incarnation')::int as incarnation
       ), batch as (
         insert into run_batches (tenant_id, id, automation_id, version, size)
         select ${tenant}, ${literal(batchId)}::uuid, ${literal(automationId)}::uuid, ${version}, count(*) from taken having count(*) > 0 returning id
       ), owned as (
         update runs r set shell = 'batch', batch_id = batch.id from taken, batch
         where r.tenant_id = ${tenant} and r.id = any(${idArray(rows.flatMap((row) => row.runId ?? []))}) and r.id = taken.run_id and r.incarnation = taken.incarnation and r.ended_at is null and r.seq = 0
       )
       insert into dispatches (tenant_id, id, kind, cause_key, target, priority)
       select ${tenant}, ${literal(newId())}::uuid, 'start', 'start/batch/' || batch.id || '/1', ${literal(target)}::jsonb, ${first.priority} from batch`,
    ]),
  );
}
