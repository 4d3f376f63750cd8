import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { AutomationBatchInput, BatchAnswer } from '../../workflows/contracts/automation-batch.ts';
import type { SegmentDeps } from './run-segment.ts';
import { runSegment } from './run-segment.ts';

export interface BatchDeps extends SegmentDeps {
  readonly db: Pick<Doors, 'withTenant' | 'readTenant'>;
  /** Segments of one batch at once; each holds a connection. */
  readonly batchConcurrency?: number;
}

const usualConcurrency = 4;

interface Member {
  readonly id: string;
  readonly incarnation: number;
}

/**
 * Group commit: executes the first segment of every run that still belongs to the batch, a transaction per run. Asked twice, it finds the
 * runs of the first time gone from the batch or answered, and goes on with the rest.
 */
export async function runBatch(deps: BatchDeps, input: AutomationBatchInput): Promise<BatchAnswer> {
  const tenantId = asTenantId(input.tenantId);
  const members = await deps.db.readTenant(tenantId, async (trx) => {
    const result: { rows: Member[] } = await trx.raw(
      `select r.id, r.incarnation from runs r join run_batches b on b.tenant_id = r.tenant_id and b.id = r.batch_id
       where r.tenant_id = ? and r.batch_id = ? and r.shell = 'batch' and r.seq = 0 and b.incarnation = ? order by r.id`,
      [tenantId, input.batchId, input.incarnation],
    );
    return result.rows;
  });
  const counts = { ended: 0, goesOn: 0, lost: 0 };
  const queue = [...members];
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
      await first(deps, input, member).then(
        (outcome) => {
          counts[outcome] += 1;
        },
        (error: unknown) => failures.push(error),
      );
    }
  };
  await Promise.all(Array.from({ length: deps.batchConcurrency ?? usualConcurrency }, worker));
  // The runs that failed are still the batch's: the repeated activity finds exactly them.
  if (failures.length > 0) throw failures[0];
  await deps.db.withTenant(tenantId, (trx) =>
    trx.raw('update run_batches set finished_at = now() where tenant_id = ? and id = ? and incarnation = ? and finished_at is null', [
      tenantId,
      input.batchId,
      input.incarnation,
    ]),
  );
  return counts;
}

async function first(deps: BatchDeps, input: AutomationBatchInput, member: Member): Promise<keyof BatchAnswer> {
  const answer = await runSegment(
    deps,
    { tenantId: input.tenantId, runId: member.id, incarnation: member.incarnation, seq: 1, happened: { kind: 'look' } },
    { kind: 'batch', batchId: input.batchId },
  );
  return answer.kind === 'ended' ? 'ended' : answer.kind === 'lost' ? 'lost' : 'goesOn';
}
