import type { RecordRef } from '../../domain/records/record-types.ts';
import { runName } from '../automations/lib/write-enrolments.ts';
import { lockNames } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { workflowOfRun } from '../lib/dispatches.ts';
import { endRun } from './end.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';

/**
 * Ends every open run about a record, with the reason the run page shows. Call it before the record is locked: a segment
 * locks its run first and the record after, so must everybody. The run that asks for it goes on to its own end.
 * With `becomes`, the record that takes over, the keys of its enrolments are held as well: whatever is enrolled for it next sees what it took over.
 *
 * @returns how many were ended
 */
export async function exitRunsOf(
  trx: TenantTrx,
  context: CommandContext,
  subject: RecordRef,
  reason: string,
  becomes: string | null = null,
): Promise<number> {
  const own = context.actor.kind === 'automation' ? context.actor.runId : null;
  await lockKeysOf(trx, context, { subjectId: subject.id, becomes, own });
  const result: { rows: { id: string }[] } = await trx.raw(
    'select id from runs where tenant_id = ? and subject_id = ? and ended_at is null and (?::uuid is null or id <> ?::uuid) order by automation_id, key, id',
    [context.tenantId, subject.id, own, own],
  );
  let ended = 0;
  for (const { id } of result.rows) {
    const run = await lockOpenRun(trx, context, id, { ending: true }).catch((error: unknown) => {
      // It came to its own end while we waited for it.
      if (error instanceof Error && 'code' in error && error.code === 'conflict') return null;
      throw error;
    });
    if (run === null) continue;
    const workflow = workflowOfRun({ runId: run.id, automationId: run.automation_id, incarnation: run.incarnation });
    await endRun(trx, context, run, {
      status: 'exited',
      reason,
      dispatch: { causeKey: `exit/run/${run.id}/${run.incarnation}`, target: { kind: 'cancel', workflow }, runId: run.id, priority: 2 },
    });
    ended += 1;
  }
  return ended;
}

interface Keys {
  readonly subjectId: string;
  readonly becomes: string | null;
  readonly own: string | null;
}

/** The keys of all runs at once and in their order, before any of their rows and before any record. */
async function lockKeysOf(trx: TenantTrx, context: CommandContext, { subjectId, becomes, own }: Keys): Promise<void> {
  const result: { rows: { automation_id: string; key: string }[] } = await trx.raw(
    `select distinct automation_id, key from runs
     where tenant_id = ? and subject_id = ? and (ended_at is null or ?::uuid is not null) and (?::uuid is null or id <> ?::uuid)`,
    [context.tenantId, subjectId, becomes, own, own],
  );
  const names = result.rows.flatMap(({ automation_id: automation, key }) => [
    runName(automation, key),
    ...(becomes !== null && key === subjectId ? [runName(automation, becomes)] : []),
  ]);
  await lockNames(trx, names);
}
