import { literal, runTogether } from '../../db/opening.ts';
import { advance } from '../../domain/automation/run/advance.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { loadPlan } from '../automations/lib/plans.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { rowOf } from '../records/sql.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';
import { wantShell } from './lib/open-run.ts';
import { moveRun } from './move.ts';
import { reopenFailed } from './reopen.ts';

export interface RetryRun {
  readonly id: string;
  /** On the run's own version, or on the live one, which somebody may have put right meanwhile. */
  readonly on?: 'same' | 'current';
}

/** Puts a held or failed run where its retry begins. */
async function prepare(trx: TenantTrx, context: RecordingContext, input: RetryRun): Promise<'held' | 'reopened'> {
  const found = await rowOf<{ live: number | null; version: number; status: string; hold: string | null }>(
    trx,
    `select a.current_version as live, r.version, r.status, r.hold_code as hold from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where r.tenant_id = ? and r.id = ?`,
    [context.tenantId, input.id],
  );
  if (found?.status === 'failed') await reopenFailed(trx, context, input.id);
  const standing = found?.status === 'failed' || (found?.status === 'held' && found.hold !== 'paused');
  if (input.on === 'current' && standing && found.live !== null && found.live !== found.version) {
    await moveRun(trx, context, { id: input.id, version: found.live });
  }
  return found?.status === 'failed' ? 'reopened' : 'held';
}

/**
 * Lets a held or failed run go on: the step that failed is executed anew, under a new epoch, so that its effects happen again on purpose. A run
 * that a pause holds is released by resuming its automation, not here.
 */
export async function retryRun(trx: TenantTrx, context: RecordingContext, input: RetryRun): Promise<void> {
  const was = await prepare(trx, context, input);
  if (was === 'held') await releaseStep(trx, context, input.id);
  await writeAudit(trx, context, { action: 'run.retried', recordType: 'run', recordId: input.id, after: { on: input.on ?? 'same' } });
}

async function releaseStep(trx: TenantTrx, context: RecordingContext, id: string): Promise<void> {
  const run = await lockOpenRun(trx, context, id);
  const { held } = run.state;
  if (held === null) throw new UserError('conflict', 'Only a held run can be retried.', [], { status: run.status });
  if (held.code === 'paused') throw new UserError('conflict', 'The automation is paused: resume it to let its runs go on.');
  const plan = await loadPlan(trx, context.tenantId, run.plan_hash);
  const { state } = advance(plan, run.state, held.key === null ? { type: 'resumed' } : { type: 'retry', key: held.key });
  const shell = wantShell(run, `retry/${state.epoch}/${run.seq}`);
  await runTogether(trx, [
    `update runs set state = ${literal(state)}::jsonb, status = ${state.held === null ? `'running'` : `'held'`}, hold_code = ${literal(state.held?.code ?? null)},
       reason = ${literal(state.held?.reason ?? null)}, shell = 'own', incarnation = ${shell.incarnation}, updated_at = ${literal(context.now)}::timestamptz
     where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(run.id)}::uuid`,
    insertDispatches(context.tenantId, [shell.dispatch]),
  ]);
}
