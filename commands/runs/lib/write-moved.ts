import { literal, runTogether } from '../../../db/opening.ts';
import { nextDeadline } from '../../../domain/automation/run/advance.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { insertDispatches } from '../../lib/dispatches.ts';
import { closeOpenSteps, dropSubscriptions } from './close-run.ts';
import type { LockedRun } from './lock-open-run.ts';
import { wantShell } from './open-run.ts';
import { insertSubscriptions, subscriptionsWanted } from './subscriptions.ts';

export interface MovedTo {
  readonly version: number;
  readonly planHash: string;
  readonly plan: Plan;
  readonly state: RunState;
  /** Why the shell is woken; the same reason wakes once. */
  readonly cause: string;
}

/** Writes where a locked run stands now, with the rows of its waits and who has to wake it, and wakes its shell to look at it. */
export async function writeMoved(trx: TenantTrx, context: CommandContext, run: LockedRun, to: MovedTo): Promise<void> {
  const { state, plan } = to;
  // Runs that wait for their first segment have no shell to be told; the one that comes finds the other version.
  const begun = run.status !== 'queued';
  // What only a pause or a person can let go needs no shell to look at it.
  const shell = begun && (state.held === null || run.shell !== 'none') ? wantShell(run, to.cause) : null;
  const tenant = `${literal(context.tenantId)}::uuid`;
  const subscriptions = subscriptionsWanted({ plan, state, subjectId: run.subject_id, exitAfter: run.exit_after });
  const status = !begun ? 'queued' : state.held !== null ? 'held' : state.ready.length > 0 ? 'running' : 'waiting';
  await runTogether(trx, [
    `update runs set version = ${to.version}, plan_hash = ${literal(to.planHash)}, state = ${literal(state)}::jsonb, status = ${literal(status)},
       hold_code = ${literal(state.held?.code ?? null)}, reason = ${literal(state.held?.reason ?? null)}, current_step = ${literal(standingTitle(plan, state))},
       next_wake_at = ${literal(state.held === null ? nextDeadline(state) : null)}::timestamptz,
       ${shell === null ? '' : `shell = 'own', incarnation = ${shell.incarnation}, `}updated_at = ${literal(context.now)}::timestamptz
     where tenant_id = ${tenant} and id = ${literal(run.id)}::uuid`,
    ...(begun ? [closeOpenSteps(context.tenantId, [run.id], context.now), dropSubscriptions(context.tenantId, [run.id])] : []),
    ...(state.waits.length === 0 ? [] : [waitRows(context.tenantId, run, plan, state)]),
    ...(subscriptions.length === 0
      ? []
      : [
          insertSubscriptions(
            context.tenantId,
            subscriptions.map((one) => ({ ...one, run_id: run.id })),
          ),
        ]),
    ...(shell === null ? [] : [insertDispatches(context.tenantId, [shell.dispatch])]),
  ]);
}

function standingTitle(plan: Plan, state: RunState): string | null {
  const deadline = nextDeadline(state);
  const soonest = deadline === null ? undefined : state.waits.find((wait) => wait.deadline === deadline);
  const key = state.held?.key ?? soonest?.key ?? state.waits[0]?.key ?? state.ready[0];
  return key === undefined || key === null ? null : (stepOf(plan, key.step)?.title ?? key.step);
}

/** The rows that say on the run's page where it waits now. */
function waitRows(tenantId: string, run: LockedRun, plan: Plan, state: RunState): string {
  const rows = state.waits.map((wait, index) => ({
    run_id: run.id,
    epoch: wait.key.epoch,
    step: wait.key.step,
    visit: wait.key.visit,
    seq: run.seq,
    place: 1_000 + index,
    type: stepOf(plan, wait.key.step)?.type ?? '',
    title: wait.title,
    status: wait.kind === 'retry' ? 'retrying' : 'waiting',
    deadline: wait.deadline,
    started_at: wait.since,
  }));
  return `insert into steps (tenant_id, run_id, epoch, step, visit, seq, place, type, title, status, attempts, deadline, started_at)
    select ${literal(tenantId)}::uuid, run_id, epoch, step, visit, seq, place, type, title, status, 1, deadline, started_at
    from jsonb_to_recordset(${literal(rows)}::jsonb) as r (run_id uuid, epoch int, step text, visit int, seq int, place int, type text, title text, status text, deadline timestamptz, started_at timestamptz)
    on conflict (tenant_id, run_id, epoch, step, visit) do update set status = excluded.status, deadline = excluded.deadline`;
}
