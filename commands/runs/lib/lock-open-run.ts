import { UserError } from '../../../domain/errors/errors.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import { lockName } from '../../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import { notFound } from '../../records/lock-record.ts';
import { runName } from '../../automations/lib/write-enrolments.ts';
import type { OpenRun } from './open-run.ts';
import { openRunColumns } from './open-run.ts';

export interface LockedRun extends OpenRun {
  readonly key: string;
  readonly plan_hash: string;
  readonly state: RunState;
  readonly status: string;
  readonly ended_at: Date | null;
  readonly hold_code: string | null;
  readonly input: { readonly event?: JsonObject };
  readonly started_at: Date | null;
  /** Decimal text. */
  readonly exit_after: string;
}

/** Locks a run for a person's decision about it. `ending` takes the lock of its key first, as enrolments of the key do. */
export async function lockOpenRun(
  trx: TenantTrx,
  context: CommandContext,
  id: string,
  options: { readonly ending?: boolean } = {},
): Promise<LockedRun> {
  if (!isUuid(id)) throw notFound('run');
  if (options.ending === true) await lockKeyOf(trx, context, id);
  const result: { rows: LockedRun[] } = await trx.raw(
    `select ${openRunColumns}, r.key, r.plan_hash, r.state, r.status, r.ended_at, r.hold_code, r.input, r.started_at, r.exit_after::text as exit_after
     from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where r.tenant_id = ? and r.id = ? for no key update of r`,
    [context.tenantId, id],
  );
  const run = result.rows[0];
  if (run === undefined) throw notFound('run');
  if (run.ended_at !== null) throw new UserError('conflict', 'The run has ended.', [], { status: run.status });
  return run;
}

async function lockKeyOf(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const result: { rows: { automation_id: string; key: string }[] } = await trx.raw(
    'select automation_id, key from runs where tenant_id = ? and id = ?',
    [context.tenantId, id],
  );
  const run = result.rows[0];
  if (run !== undefined) await lockName(trx, runName(run.automation_id, run.key));
}
