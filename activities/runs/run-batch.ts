import { loadPlan } from '../../commands/automations/lib/plans.ts';
import { coalescing } from '../../db/coalescing.ts';
import type { Doors } from '../../db/doors.ts';
import { configOf } from '../../domain/automation/nodes/registry.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { AutomationBatchInput, BatchAnswer } from '../../workflows/contracts/automation-batch.ts';
import type { SegmentAnswer } from '../../workflows/contracts/automation-run.ts';
import type { SegmentDeps } from './run-segment.ts';
import { isConflict, runSegment, workOut } from './run-segment.ts';
import { lockRuns } from './segment/load-run.ts';
import { writeSegments } from './segment/write.ts';

export interface BatchDeps extends SegmentDeps {
  readonly db: Pick<Doors, 'withTenant' | 'readTenant'>;
  readonly batch?: Partial<BatchOptions>;
  /** Told when a chunk failed and its runs are executed one by one. */
  readonly onChunkFailed?: (error: unknown) => void;
}

export interface BatchOptions {
  /** Runs of one transaction. */
  readonly chunk: number;
  /** Transactions of one batch at once; each holds a connection. */
  readonly atOnce: number;
}

/** Measured: 16 runs a transaction take a third of the time of a transaction each; more gain little and lock longer. */
const usual: BatchOptions = { chunk: 16, atOnce: 2 };

const mostConflicts = 3;

interface Member {
  readonly id: string;
  readonly subject_id: string;
  readonly incarnation: number;
  readonly seq: number;
  readonly plan_hash: string;
}

/**
 * Group commit: executes every run that still belongs to the batch until it ends or has to wait. Asked twice, it finds the runs of the
 * first time gone from the batch, and goes on with the rest.
 */
export async function runBatch(deps: BatchDeps, input: AutomationBatchInput): Promise<BatchAnswer> {
  const counts = { ended: 0, goesOn: 0, lost: 0 };
  for (;;) {
    const { members, plan } = await readMembers(deps, input);
    if (members.length === 0) break;
    const { again, ...round } = await runRound(deps, input, members, plan);
    for (const outcome of ['ended', 'goesOn', 'lost'] as const) counts[outcome] += round[outcome];
    if (again === 0) break;
  }
  await finishBatch(deps, input);
  return counts;
}

type Round = BatchAnswer & { readonly again: number };

/** One segment of every member. Those that may do more at once stay the batch's for another round. */
async function runRound(deps: BatchDeps, input: AutomationBatchInput, members: readonly Member[], plan: Plan | null): Promise<Round> {
  const options = { ...usual, ...deps.batch };
  const chunks = chunksOf(members, plan !== null && readsOthersWork(plan) ? 1 : options.chunk);
  const counts = { ended: 0, goesOn: 0, lost: 0, again: 0 };
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      for (const answer of await runChunk(deps, input, chunk, failures)) counts[outcomeOf(answer)] += 1;
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, worker));
  // The runs that failed are still the batch's: the repeated activity finds exactly them.
  if (failures.length > 0) throw failures[0];
  return counts;
}

async function finishBatch(deps: BatchDeps, input: AutomationBatchInput): Promise<void> {
  const tenantId = asTenantId(input.tenantId);
  await deps.db.withTenant(tenantId, (trx) =>
    trx.raw('update run_batches set finished_at = now() where tenant_id = ? and id = ? and incarnation = ? and finished_at is null', [
      tenantId,
      input.batchId,
      input.incarnation,
    ]),
  );
}

async function readMembers(deps: BatchDeps, input: AutomationBatchInput): Promise<{ members: readonly Member[]; plan: Plan | null }> {
  const tenantId = asTenantId(input.tenantId);
  return deps.db.readTenant(tenantId, async (trx) => {
    const result: { rows: Member[] } = await trx.raw(
      `select r.id, r.subject_id, r.incarnation, r.seq, r.plan_hash from runs r join run_batches b on b.tenant_id = r.tenant_id and b.id = r.batch_id
       where r.tenant_id = ? and r.batch_id = ? and r.shell = 'batch' and r.ended_at is null and b.incarnation = ? order by r.subject_id, r.id`,
      [tenantId, input.batchId, input.incarnation],
    );
    const first = result.rows[0];
    return { members: result.rows, plan: first === undefined ? null : await loadPlan(trx, tenantId, first.plan_hash) };
  });
}

/** Steps that look at what other runs did must see it committed: such runs go one after the other. */
function readsOthersWork(plan: Plan): boolean {
  return plan.steps.some((step) => step.type === 'record.assign' && configOf(step, 'record.assign').mode === 'least_loaded');
}

/** Runs of one record never share a chunk: they would not see each other's changes. Members come in the order of their records. */
export function chunksOf<M extends { readonly subject_id: string }>(members: readonly M[], size: number): M[][] {
  const chunks: M[][] = [];
  for (const member of members) {
    const last = chunks.at(-1);
    if (last === undefined || last.length >= size || last.at(-1)?.subject_id === member.subject_id) chunks.push([member]);
    else last.push(member);
  }
  return chunks;
}

/** One transaction for the chunk; when it fails, a transaction for each of its runs. */
async function runChunk(
  deps: BatchDeps,
  input: AutomationBatchInput,
  members: readonly Member[],
  failures: unknown[],
): Promise<readonly SegmentAnswer[]> {
  for (let attempt = 1; members.length > 1; attempt++) {
    try {
      return await inOneTransaction(deps, input, members);
    } catch (error) {
      // Somebody was in the way for a moment: that says nothing about any of the runs.
      if (isConflict(error) && attempt < mostConflicts) continue;
      deps.onChunkFailed?.(error);
      break;
    }
  }
  const answers: SegmentAnswer[] = [];
  for (const member of members) {
    try {
      answers.push(await runSegment(deps, segmentInput(input, member), owner(input)));
    } catch (error) {
      failures.push(error);
    }
  }
  return answers;
}

/** The segments go on side by side in one transaction, so that what they ask at the same moment travels together. */
function inOneTransaction(deps: BatchDeps, input: AutomationBatchInput, members: readonly Member[]): Promise<readonly SegmentAnswer[]> {
  const tenantId = asTenantId(input.tenantId);
  const byId = new Map(members.map((member) => [member.id, member]));
  return deps.db.withTenant(
    tenantId,
    async (trx) => {
      const shared = coalescing(trx);
      const runs = await lockRuns(trx, tenantId, [...byId.keys()]);
      const segments = await Promise.allSettled(
        runs.flatMap((run) => {
          const member = byId.get(run.id);
          return member === undefined ? [] : [workOut(deps, shared, run, segmentInput(input, member), owner(input))];
        }),
      );
      const results = segments.map((segment) => {
        if (segment.status === 'rejected') throw segment.reason;
        return segment.value;
      });
      await writeSegments(
        trx,
        results.flatMap((result) => ('kind' in result ? [] : [result])),
      );
      return results.map((result) => ('kind' in result ? result : result.answer));
    },
    { lock: 'try' },
  );
}

function segmentInput(input: AutomationBatchInput, { id, incarnation, seq }: Member) {
  return { tenantId: input.tenantId, runId: id, incarnation, seq: seq + 1, happened: { kind: 'look' } } as const;
}

function owner(input: AutomationBatchInput) {
  return { kind: 'batch', batchId: input.batchId } as const;
}

function outcomeOf({ kind }: SegmentAnswer): keyof Round {
  return kind === 'ended' || kind === 'lost' || kind === 'again' ? kind : 'goesOn';
}
