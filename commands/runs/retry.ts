import { literal, runTogether } from '../../db/opening.ts';
import { advance } from '../../domain/automation/run/advance.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { loadPlan } from '../automations/lib/plans.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { rowOf } from '../records/sql.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';
import { wantShell } from './lib/open-run.ts';
import { moveRun } from './move.ts';

/** A run whose version was corrected meanwhile goes on with the live one. */
async function ontoCurrent(trx: TenantTrx, context: RecordingContext, input: { readonly id: string; readonly on?: 'same' | 'current' }) {
  if (input.on !== 'current') return;
  const found = await rowOf<{ live: number | null; version: number; held: boolean }>(
    trx,
    `select a.current_version as live, r.version, r.status = 'held' as held from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where r.tenant_id = ? and r.id = ?`,
    [context.tenantId, input.id],
  );
  if (found?.live && found.held && found.live !== found.version) await moveRun(trx, context, { id: input.id, version: found.live });
}

/**
 * Lets a held run go on: the step that failed is executed anew, under a new epoch, so that its effects happen again on purpose. A run
 * that a pause holds is released by resuming its automation, not here.
 */
export async function retryRun(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly id: string; readonly on?: 'same' | 'current' },
): Promise<void> {
  await ontoCurrent(trx, context, input);
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
