import { literal, rowsIn, runTogether } from '../../../db/opening.ts';
import type { TenantTrx } from '../../lib/context.ts';
import { insertDispatches, startOfRun } from '../../lib/dispatches.ts';
import type { OpenRun } from './open-run.ts';

export interface EndedRun {
  readonly automation_id: string;
  readonly key: string;
}

/** Lets the oldest run that waits for its turn begin, for each key whose run has ended. The locks of the keys are held. */
export function freeNextTurns(tenantId: string, ended: readonly EndedRun[], now: Date): string {
  const keys = ended.map(({ automation_id, key }) => ({ automation: automation_id, key }));
  return `with keys as (select distinct automation, key from jsonb_to_recordset(${literal(keys)}::jsonb) as k (automation uuid, key text)),
    next as (select n.id from keys k cross join lateral (
      select r.id from runs r where r.tenant_id = ${literal(tenantId)}::uuid and r.automation_id = k.automation and r.key = k.key and r.waits_turn and r.ended_at is null
        and not exists (select from runs o where o.tenant_id = r.tenant_id and o.automation_id = r.automation_id and o.key = r.key and o.ended_at is null and not o.waits_turn and not o.beside)
      order by r.created_at, r.id limit 1) n)
    update runs r set waits_turn = false, shell = 'own', updated_at = ${literal(now)}::timestamptz
    from next, automations a
    where r.tenant_id = ${literal(tenantId)}::uuid and r.id = next.id and a.tenant_id = r.tenant_id and a.id = r.automation_id
    returning r.id, r.automation_id, a.name as automation_name, r.version, r.subject_type, r.subject_id, r.shell, r.incarnation, r.seq`;
}

/** The starts of the runs that `freeNextTurns` has freed. */
export async function startFreed(trx: TenantTrx, tenantId: string, result: Parameters<typeof rowsIn>[0]): Promise<void> {
  const freed = rowsIn<OpenRun>(result);
  if (freed.length === 0) return;
  const starts = freed.map((run) =>
    startOfRun(
      {
        runId: run.id,
        automationId: run.automation_id,
        version: run.version,
        incarnation: run.incarnation,
        seq: run.seq,
        labels: { automation: run.automation_name, version: run.version, subjectType: run.subject_type, subjectId: run.subject_id },
      },
      { batchable: false },
    ),
  );
  await runTogether(trx, [insertDispatches(tenantId, starts)]);
}

/** Whether a run's end may be somebody's turn: its own version queues, or an earlier one may have. */
export function mayFreeTurn(run: { readonly version: number }, whileActive: string): boolean {
  return whileActive === 'queue' || run.version > 1;
}
