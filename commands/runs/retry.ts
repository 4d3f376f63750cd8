import { literal, runTogether } from '../../db/opening.ts';
import { advance } from '../../domain/automation/run/advance.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { loadPlan } from '../automations/lib/plans.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';
import { wantShell } from './lib/open-run.ts';

/**
 * Lets a held run go on: the step that failed is executed anew, under a new epoch, so that its effects happen again on purpose. A run
 * that a pause holds is released by resuming its automation, not here.
 */
export async function retryRun(trx: TenantTrx, context: RecordingContext, input: { readonly id: string }): Promise<void> {
  const run = await lockOpenRun(trx, context, input.id);
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
