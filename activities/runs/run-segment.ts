import { setTimeout as pause } from 'node:timers/promises';
import { loadPlan } from '../../commands/automations/lib/plans.ts';
import { createContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import type { Doors } from '../../db/doors.ts';
import { openedOf } from '../../db/opening.ts';
import { postgresCode } from '../../db/postgres-errors.ts';
import type { TenantId } from '../../domain/ids.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { RunEndStatus, SegmentAnswer, SegmentInput } from '../../workflows/contracts/automation-run.ts';
import type { EffectServices } from './executors/executor.ts';
import { answerOf } from './segment/answer.ts';
import { StepThrew } from './segment/errors.ts';
import type { Budget } from './segment/execute.ts';
import { executeReady, usualBudget } from './segment/execute.ts';
import { gate } from './segment/gate.ts';
import type { RunRow } from './segment/load-run.ts';
import { lockRun } from './segment/load-run.ts';
import { lockAndLoad } from './segment/look.ts';
import { Session } from './segment/session.ts';
import { rowName } from './segment/step-rows.ts';
import { take, takeHappened } from './segment/take.ts';
import type { Worked } from './segment/write.ts';
import { writeSegments } from './segment/write.ts';

export interface SegmentDeps {
  readonly db: Pick<Doors, 'withTenant'>;
  readonly services: EffectServices;
  /** Where "now" comes from: the transaction's instant by PostgreSQL's clock unless a test has a clock of its own. */
  readonly now?: (trx: TenantTrx) => Date;
  readonly budget?: Budget;
}

/** Who executes the segment: the run's own shell, or a batch that owns the run. */
export type SegmentOwner = { readonly kind: 'own' } | { readonly kind: 'batch'; readonly batchId: string };

/**
 * One transaction of a run: what happened is taken into its state, the gate is passed, and steps are executed until only waits remain.
 * The row's incarnation and sequence number make it safe to ask twice: the first answer is the only one.
 */
export async function runSegment(deps: SegmentDeps, input: SegmentInput, owner: SegmentOwner = { kind: 'own' }): Promise<SegmentAnswer> {
  const tenantId = asTenantId(input.tenantId);
  // Steps that threw: the transaction is repeated with a savepoint before each of them.
  const guarded = new Set<string>();
  for (let conflicts = 0; ; ) {
    try {
      return await deps.db.withTenant(tenantId, (trx) => segment(deps, trx, tenantId, input, owner, guarded), { lock: 'try' });
    } catch (error) {
      if (error instanceof StepThrew && !guarded.has(rowName(error.key))) {
        guarded.add(rowName(error.key));
        continue;
      }
      if (!isConflict(error) || ++conflicts > mostConflicts) throw error;
      await pause(Math.random() * 20 * 2 ** conflicts);
    }
  }
}

const mostConflicts = 4;

/** Somebody else was in the way for a moment; a lost connection is left to the activity's retries, which free the worker meanwhile. */
export function isConflict(error: unknown): boolean {
  const code = postgresCode(error);
  return code === '40P01' || code === '40001' || code === '55P03';
}

async function segment(
  deps: SegmentDeps,
  trx: TenantTrx,
  tenantId: TenantId,
  input: SegmentInput,
  owner: SegmentOwner,
  guarded: ReadonlySet<string>,
): Promise<SegmentAnswer> {
  const run = await lockRun(trx, tenantId, input.runId);
  const worked = await workOut(deps, trx, run, input, owner, guarded);
  if ('kind' in worked) return worked;
  await writeSegments(trx, [worked]);
  return worked.answer;
}

/**
 * Works out the segment of a run whose row is locked and read; whoever called writes it. An answer instead of work: there is nothing
 * to do, because it has been done or is not this shell's to do.
 */
export async function workOut(
  deps: SegmentDeps,
  trx: TenantTrx,
  run: RunRow | null,
  input: SegmentInput,
  owner: SegmentOwner,
  guarded: ReadonlySet<string> = new Set(),
): Promise<Worked | SegmentAnswer> {
  const tenantId = asTenantId(input.tenantId);
  if (run === null || !isOwner(run, input, owner)) return { kind: 'lost' };
  if (input.seq !== run.seq + 1) return run.last_answer ?? { kind: 'again', seq: run.seq };
  const ended = endOf(run);
  if (ended !== null) return { kind: 'ended', seq: run.seq, status: ended };
  const now = deps.now?.(trx) ?? openedOf(trx).now;
  const actor = { kind: 'automation', automationId: run.automation_id, runId: run.id, step: '' } as const;
  const cause = { ...run.cause, runId: run.id, automationId: run.automation_id };
  const context = createContext({ tenantId, actor, cause, now });
  const session = new Session(trx, context, run, await loadPlan(trx, tenantId, run.plan_hash));
  const finished = await work(deps, session, input, guarded);
  return { session, answer: answerOf(session, finished), owner: owner.kind };
}

async function work(deps: SegmentDeps, session: Session, input: SegmentInput, guarded: ReadonlySet<string>): Promise<boolean> {
  await lockAndLoad(session);
  await takeHappened(session, input.happened);
  const stop = await gate(session);
  if (stop !== null) take(session, stop);
  return executeReady(session, deps.services, guarded, deps.budget ?? usualBudget);
}

/** How a run ended that somebody ended by a command; its shell only has to leave. */
function endOf(run: RunRow): RunEndStatus | null {
  const { status } = run;
  return status === 'succeeded' || status === 'failed' || status === 'cancelled' || status === 'exited' ? status : null;
}

function isOwner(run: RunRow, input: SegmentInput, owner: SegmentOwner): boolean {
  if (run.incarnation !== input.incarnation) return false;
  return owner.kind === 'own' || (run.shell === 'batch' && run.batch_id === owner.batchId);
}
