import { literal, runTogether } from '../../db/opening.ts';
import { advance } from '../../domain/automation/run/advance.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import type { RunState } from '../../domain/automation/run/run-types.ts';
import { loadPlans } from '../automations/lib/plans.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import type { CatchUp } from '../operations/operation-row.ts';
import type { OpenRun } from './lib/open-run.ts';
import { openRunColumns, wantShell } from './lib/open-run.ts';

const batchSize = 200;

interface HeldRun extends OpenRun {
  readonly plan_hash: string;
  readonly state: RunState;
  readonly automation_status: string;
  readonly catch_up: CatchUp | null;
}

/**
 * Lets up to 200 runs go on that a pause held, by the catch-up policy of the resume. Does nothing while the automation is paused. Gives the
 * released ones; to be repeated until there are none. Runs that a resume lets go one after the other or in the next business window are
 * released only by their ids, by its operation.
 */
export async function releaseHeldRuns(
  trx: TenantTrx,
  context: RecordingContext,
  input: { readonly automationId: string; readonly ids?: readonly string[] },
): Promise<readonly string[]> {
  const ids = input.ids === undefined ? null : [...input.ids];
  const held: { rows: HeldRun[] } = await trx.raw(
    `select ${openRunColumns}, r.plan_hash, r.state, a.status as automation_status, a.catch_up
     from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where r.tenant_id = ? and r.automation_id = ? and r.status = 'held' and r.hold_code = 'paused' and a.status <> 'paused'
       and (r.id = any(?::uuid[]) or (?::uuid[] is null and coalesce(a.catch_up, 'now') in ('now', 'skip')))
     order by r.id limit ${batchSize} for no key update of r`,
    [context.tenantId, input.automationId, ids, ids],
  );
  if (held.rows.length === 0) return [];
  const plans = await loadPlans(
    trx,
    context.tenantId,
    held.rows.map((run) => run.plan_hash),
  );
  const released = held.rows.flatMap((run) => {
    const plan = plans.get(run.plan_hash);
    if (plan === undefined) return [];
    const shell = wantShell(run, `resume/${run.seq}`);
    return [{ id: run.id, state: letGo(plan, run.state, run.catch_up ?? 'now'), incarnation: shell.incarnation, dispatch: shell.dispatch }];
  });
  await runTogether(trx, [
    `update runs r set state = n.state, status = 'running', hold_code = null, reason = null, shell = 'own', incarnation = n.incarnation, updated_at = ${literal(context.now)}::timestamptz
     from jsonb_to_recordset(${literal(released.map(({ dispatch: _dispatch, ...run }) => run))}::jsonb) as n (id uuid, state jsonb, incarnation int)
     where r.tenant_id = ${literal(context.tenantId)}::uuid and r.id = n.id`,
    insertDispatches(
      context.tenantId,
      released.map((run) => run.dispatch),
    ),
  ]);
  return released.map((run) => run.id);
}

function letGo(plan: Plan, state: RunState, catchUp: CatchUp): RunState {
  const resumed = advance(plan, state, { type: 'resumed' }).state;
  if (catchUp !== 'skip') return resumed;
  // Only what was due when the automation was resumed is passed over, not what follows it.
  return resumed.ready.reduce((passed, key) => advance(plan, passed, { type: 'step_skipped', key }).state, resumed);
}
