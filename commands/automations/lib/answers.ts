import { literal, runTogether } from '../../../db/opening.ts';
import type { RecordRef } from '../../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { workflowOfRun } from '../../lib/dispatches.ts';
import { lockRecords } from '../../lib/lock-records.ts';
import { endRun } from '../../runs/end.ts';
import type { LockedRun } from '../../runs/lib/lock-open-run.ts';
import { openRunColumns } from '../../runs/lib/open-run.ts';
import { takenOver } from '../../../domain/automation/enrolment-rules.ts';
import type { Admitted } from './enrolment.ts';
import type { Takeover } from './exclusivity.ts';

/** So many runs of one key may wait for their turn. */
export const longestQueue = 100;

/**
 * Ends the runs whose place new ones take. The locks of their keys are held; runs are locked before records, as segments do, and all
 * records together, so that two turns never wait in a circle.
 */
export async function endReplaced(
  trx: TenantTrx,
  context: CommandContext,
  restarts: readonly Admitted[],
  takeovers: readonly Takeover[],
): Promise<void> {
  if (restarts.length === 0 && takeovers.length === 0) return;
  const keys = restarts.map((one) => ({ automation: one.candidate.live.automationId, key: one.key }));
  const taken = new Map(takeovers.map((one) => [one.holder.run, one]));
  const [result] = await runTogether(trx, [
    `select ${openRunColumns}, r.key, r.plan_hash, r.state, r.status, r.ended_at, r.hold_code
       from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
       where r.tenant_id = ${literal(context.tenantId)}::uuid and r.ended_at is null and (r.id = any('{${[...taken.keys()].join(',')}}'::uuid[])
         or (not r.beside and exists (select from jsonb_to_recordset(${literal(keys)}::jsonb) as k (automation uuid, key text) where k.automation = r.automation_id and k.key = r.key)))
       -- Those that wait for their turn first: nobody's end is to let one begin that ends as well.
       order by r.waits_turn desc, r.id for no key update of r`,
  ]);
  const runs = (result?.rows ?? []) as readonly LockedRun[];
  await lockRecords(
    trx,
    runs.map((run) => ({ type: run.subject_type, id: run.subject_id }) as RecordRef), // the columns are written from a plan's subject
  );
  for (const run of runs) {
    const takeover = taken.get(run.id);
    const workflow = workflowOfRun({ runId: run.id, automationId: run.automation_id, incarnation: run.incarnation });
    await endRun(trx, context, run, {
      status: 'exited',
      reason: takeover === undefined ? 'A new event began it anew.' : takenOver(takeover.by.candidate.live.name, takeover.group),
      dispatch: {
        causeKey: `${takeover === undefined ? 'restart' : 'takeover'}/run/${run.id}/${run.incarnation}`,
        target: { kind: 'cancel', workflow },
        runId: run.id,
      },
    });
  }
}
