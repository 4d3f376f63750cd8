import { literal, runTogether } from '../../db/opening.ts';
import type { RunState } from '../../domain/automation/run/run-types.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { runName } from '../automations/lib/write-enrolments.ts';
import { groupName } from '../automations/lib/exclusivity.ts';
import { lockNames } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { notFound } from '../records/lock-record.ts';
import { rowOf } from '../records/sql.ts';
import type { OpenRun } from './lib/open-run.ts';
import { openRunColumns, wantNewShell } from './lib/open-run.ts';

interface FailedRun extends OpenRun {
  readonly state: RunState;
  readonly status: string;
  readonly key: string;
  readonly beside: boolean;
}

interface NamedRun {
  readonly automationId: string;
  readonly key: string;
  readonly subjectId: string;
  readonly groupId: string | null;
}

/** Opens a run that has failed at the step it failed at, with a shell of its own. Nobody else may have a run of its key by now. */
export async function reopenFailed(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const named = await rowOf<NamedRun>(
    trx,
    `select r.automation_id, r.key, r.subject_id, a.exclusivity_group_id as group_id from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where r.tenant_id = ? and r.id = ?`,
    [context.tenantId, id],
  );
  if (named === null) throw notFound('run');
  const { groupId } = named;
  await lockNames(trx, [runName(named.automationId, named.key), ...(groupId === null ? [] : [groupName(groupId, named.subjectId)])]);
  const found: { rows: FailedRun[] } = await trx.raw(
    `select ${openRunColumns}, r.state, r.status, r.key, r.beside from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where r.tenant_id = ? and r.id = ? for no key update of r`,
    [context.tenantId, id],
  );
  const [run] = found.rows;
  if (run?.status !== 'failed')
    throw new UserError('conflict', 'Only a failed run can be opened again.', [], { status: run?.status ?? '' });
  const step = await rowOf<{ step: string; visit: number }>(
    trx,
    `select step, visit from steps where tenant_id = ? and run_id = ? and status = 'failed' order by seq desc, place desc limit 1`,
    [context.tenantId, id],
  );
  if (step === null) throw new UserError('conflict', 'The run keeps no step that failed: its log has been let go.');
  const other = await rowOf(
    trx,
    'select 1 as there from runs where tenant_id = ? and automation_id = ? and key = ? and ended_at is null and not beside limit 1',
    [context.tenantId, run.automation_id, run.key],
  );
  if (other !== null && !run.beside) throw new UserError('conflict', 'Another run for it is under way by now.');
  await requireFreeOfGroup(trx, context, named);
  const epoch = run.state.epoch + 1;
  const state: RunState = {
    ...run.state,
    epoch,
    ended: null,
    held: null,
    waits: [],
    ready: [{ epoch, step: step.step, visit: step.visit }],
  };
  const shell = wantNewShell(run);
  await runTogether(trx, [
    `update runs set state = ${literal(state)}::jsonb, status = 'running', reason = null, hold_code = null, ended_at = null, shell = 'own', batch_id = null,
       incarnation = ${shell.incarnation}, updated_at = ${literal(context.now)}::timestamptz
     where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(id)}::uuid`,
    insertDispatches(context.tenantId, [shell.dispatch]),
  ]);
}

/** A run that is opened again stands beside none of another automation of its group, as if it were enrolled now. */
async function requireFreeOfGroup(trx: TenantTrx, context: CommandContext, { automationId, subjectId, groupId }: NamedRun): Promise<void> {
  if (groupId === null) return;
  const holder = await rowOf<{ automation: string; name: string }>(
    trx,
    `select o.name as automation, g.name from runs r join automations o on o.tenant_id = r.tenant_id and o.id = r.automation_id
       join exclusivity_groups g on g.tenant_id = o.tenant_id and g.id = o.exclusivity_group_id
     where r.tenant_id = ? and r.subject_id = ? and r.ended_at is null and r.automation_id <> ? and o.exclusivity_group_id = ? limit 1`,
    [context.tenantId, subjectId, automationId, groupId],
  );
  if (holder !== null) throw new UserError('conflict', `"${holder.automation}" of the group "${holder.name}" has the record by now.`);
}
