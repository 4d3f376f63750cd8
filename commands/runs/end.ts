import { literal, runTogether } from '../../db/opening.ts';
import { advance } from '../../domain/automation/run/advance.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import { loadPlan } from '../automations/lib/plans.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { NewDispatch } from '../lib/dispatches.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { closeOpenSteps, dropSubscriptions } from './lib/close-run.ts';
import { freeNextTurns, mayFreeTurn, startFreed } from './lib/next-turn.ts';
import type { LockedRun } from './lib/lock-open-run.ts';

export interface RunEnding {
  readonly status: 'cancelled' | 'exited' | 'failed';
  readonly reason: string;
  /** What the shell is to be told. */
  readonly dispatch: NewDispatch;
}

/** Ends a run from outside its segments. The run is locked, and the lock of its key is held. */
export async function endRun(trx: TenantTrx, context: CommandContext, run: LockedRun, ending: RunEnding): Promise<void> {
  const plan = await loadPlan(trx, context.tenantId, run.plan_hash);
  const { state } = advance(plan, run.state, { type: 'exit', status: ending.status, reason: ending.reason });
  const subject = { type: run.subject_type, id: run.subject_id } as RecordRef; // the column is written from a plan's subject
  const present = await lockRecords(trx, [subject]);
  const turns = mayFreeTurn(run, plan.enrollment.whileActive) ? [freeNextTurns(context.tenantId, [run], context.now)] : [];
  const now = `${literal(context.now)}::timestamptz`;
  const results = await runTogether(trx, [
    `update runs set state = ${literal(state)}::jsonb, status = ${literal(ending.status)}, reason = ${literal(ending.reason)}, hold_code = null, current_step = null,
       next_wake_at = null, ended_at = ${now}, updated_at = ${now} where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(run.id)}::uuid`,
    closeOpenSteps(context.tenantId, [run.id], context.now),
    dropSubscriptions(context.tenantId, [run.id]),
    insertDispatches(context.tenantId, [ending.dispatch]),
    ...turns,
  ]);
  if (turns.length > 0) await startFreed(trx, context.tenantId, results.at(-1));
  context.record({
    type: 'run.ended',
    subject: { type: 'run', id: run.id },
    related: present.has(subject.id) ? [subject] : [],
    data: { automationId: run.automation_id, automation: run.automation_name, status: ending.status, reason: ending.reason },
  });
}
