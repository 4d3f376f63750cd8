import { UserError } from '../../domain/errors/errors.ts';
import type { StepMap } from '../../domain/automation/operations/move-run.ts';
import { moveRun as moveState, startFrom, takenBack } from '../../domain/automation/operations/move-run.ts';
import { stepOf } from '../../domain/automation/plan/plan-index.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import type { RunState } from '../../domain/automation/run/run-types.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { loadPlan } from '../automations/lib/plans.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { rowOf } from '../records/sql.ts';
import type { LockedRun } from './lib/lock-open-run.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';
import { reopenFor, reopenWorld } from './lib/reopen-waits.ts';
import { writeMoved } from './lib/write-moved.ts';

export interface MoveRun {
  readonly id: string;
  /** Left out: the run's own version. */
  readonly version?: number;
  /** Where it stands -> where it goes on. Steps that are not named keep their id. */
  readonly map?: StepMap;
  /** Drops everything the run stands at and goes on from this step alone. */
  readonly startFrom?: string;
}

export interface MovedRun {
  readonly before: { readonly version: number; readonly planHash: string; readonly state: RunState };
  readonly after: RunState;
}

/** Puts an open run onto another version or another step. Its waits keep their beginning, its effects stay done. */
export async function moveRun(trx: TenantTrx, context: CommandContext, input: MoveRun): Promise<MovedRun> {
  const run = await lockOpenRun(trx, context, input.id);
  if (run.shell === 'batch') throw new UserError('conflict', 'The run is being executed at this moment. Try again.');
  const version = input.version ?? run.version;
  const planHash = version === run.version ? run.plan_hash : await planOfVersion(trx, context.tenantId, run.automation_id, version);
  const plan = await loadPlan(trx, context.tenantId, planHash);
  if (plan.subject !== run.subject_type) {
    throw new UserError('conflict', `Version ${version} is about another kind of record.`);
  }
  const state = await movedState(trx, context, run, plan, input);
  await writeMoved(trx, context, run, { version, planHash, plan, state, cause: `move/${state.epoch}/${run.seq}` });
  await writeAudit(trx, context, {
    action: input.startFrom === undefined ? 'run.moved' : 'run.started_from',
    recordType: 'run',
    recordId: run.id,
    before: { version: run.version, steps: [...run.state.waits.map((wait) => wait.key.step), ...run.state.ready.map((key) => key.step)] },
    after: { version, steps: [...state.waits.map((wait) => wait.key.step), ...state.ready.map((key) => key.step)] },
  });
  return { before: { version: run.version, planHash: run.plan_hash, state: run.state }, after: state };
}

async function movedState(trx: TenantTrx, context: CommandContext, run: LockedRun, plan: Plan, input: MoveRun): Promise<RunState> {
  for (const target of [...Object.values(input.map ?? {}), ...(input.startFrom === undefined ? [] : [input.startFrom])]) {
    if (stepOf(plan, target) === undefined) throw noSuchStep(target);
  }
  // The record is locked before the number is taken: no event of it can be lost between the two.
  await lockRecords(trx, [{ type: run.subject_type, id: run.subject_id } as RecordRef]); // the column is written from a plan's subject
  const world = await reopenWorld(trx, context, plan, [run], true);
  const moved =
    input.startFrom === undefined
      ? moveState(run.state, plan, input.map ?? {}, reopenFor(world, run))
      : startFrom(run.state, plan, input.startFrom);
  if (moved.ok) return moved.state;
  throw noSuchStep(moved.missing.join(', '), 'Say at which step the run goes on.');
}

function noSuchStep(step: string, then = ''): UserError {
  return new UserError('validation_failed', `The version has no step "${step}". ${then}`.trim(), [{ pointer: '/map', detail: step }], {
    step,
  });
}

/** Takes a move back if the run has done nothing since. @returns why not, or null when it is back */
export async function takeMoveBack(trx: TenantTrx, context: CommandContext, id: string, moved: MovedRun): Promise<string | null> {
  const found = await rowOf<{ ended: boolean; same: boolean }>(
    trx,
    'select ended_at is not null as ended, state = ?::jsonb as same from runs where tenant_id = ? and id = ? for no key update',
    [JSON.stringify(moved.after), context.tenantId, id],
  );
  if (found === null) return 'The run is gone.';
  if (found.ended) return 'The run has ended.';
  if (!found.same) return 'The run has gone on since.';
  const run = await lockOpenRun(trx, context, id);
  const plan = await loadPlan(trx, context.tenantId, moved.before.planHash);
  const state = run.state.started ? takenBack(moved.before.state, run.state.epoch + 1) : moved.before.state;
  const { version, planHash } = moved.before;
  await writeMoved(trx, context, run, { version, planHash, plan, state, cause: `back/${state.epoch}/${run.seq}` });
  return null;
}

async function planOfVersion(trx: TenantTrx, tenantId: string, automationId: string, number: number): Promise<string> {
  const row = await rowOf<{ planHash: string }>(
    trx,
    'select plan_hash from automation_versions where tenant_id = ? and automation_id = ? and number = ?',
    [tenantId, automationId, number],
  );
  if (row === null) throw new UserError('not_found', 'There is no such version of the automation.');
  return row.planHash;
}
