import type { RecordingContext } from '../lib/command-context.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { TenantTrx } from '../lib/context.ts';
import { workflowOfRun } from '../lib/dispatches.ts';
import { endRun } from './end.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';

/** Cancels a run: it has ended when this commits, whether Temporal answers or not; its workflow is cancelled when it can be reached. */
export async function cancelRun(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly id: string; readonly reason?: string },
): Promise<void> {
  const run = await lockOpenRun(trx, context, input.id, { ending: true });
  const workflow = workflowOfRun({ runId: run.id, automationId: run.automation_id, incarnation: run.incarnation });
  await endRun(trx, context, run, {
    status: 'cancelled',
    reason: input.reason === undefined || input.reason.trim() === '' ? 'Cancelled by a person.' : input.reason.trim().slice(0, 500),
    dispatch: { causeKey: `cancel/run/${run.id}/${run.incarnation}`, target: { kind: 'cancel', workflow }, runId: run.id, priority: 2 },
  });
  await writeAudit(trx, context, { action: 'run.cancelled', recordType: 'run', recordId: run.id, after: { reason: input.reason ?? '' } });
}

/** Lets a run leave its automation for a reason that is not a person's decision about this run. */
export async function exitRun(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly id: string; readonly reason: string },
): Promise<void> {
  const run = await lockOpenRun(trx, context, input.id, { ending: true });
  const workflow = workflowOfRun({ runId: run.id, automationId: run.automation_id, incarnation: run.incarnation });
  await endRun(trx, context, run, {
    status: 'exited',
    reason: input.reason,
    dispatch: { causeKey: `exit/run/${run.id}/${run.incarnation}`, target: { kind: 'cancel', workflow }, runId: run.id, priority: 2 },
  });
}
