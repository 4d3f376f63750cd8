import { literal, runTogether } from '../../db/opening.ts';
import { advance } from '../../domain/automation/run/advance.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import { loadPlan } from '../automations/lib/plans.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { lockOpenRun } from './lib/lock-open-run.ts';

export interface HoldRun {
  readonly id: string;
  /** The incarnation whose workflow was found closed; a run that has a newer one is left alone. */
  readonly incarnation: number;
  readonly reason: string;
}

/** Holds a run whose workflow was closed from outside (terminated, failed, timed out), for a person to look at. False: nothing to hold. */
export async function holdClosedRun(trx: TenantTrx, context: RecordingContext, input: HoldRun): Promise<boolean> {
  const run = await lockOpenRun(trx, context, input.id);
  if (run.incarnation !== input.incarnation || run.state.held?.code === 'closed_outside') return false;
  const plan = await loadPlan(trx, context.tenantId, run.plan_hash);
  const hold = { code: 'closed_outside', reason: input.reason, key: null } as const;
  const { state } = advance(plan, run.state, { type: 'hold', hold });
  const subject = { type: run.subject_type, id: run.subject_id } as RecordRef; // the column is written from a plan's subject
  const present = await lockRecords(trx, [subject]);
  await runTogether(trx, [
    `update runs set state = ${literal(state)}::jsonb, status = 'held', hold_code = ${literal(state.held?.code ?? hold.code)}, reason = ${literal(input.reason)}, shell = 'none',
       updated_at = ${literal(context.now)}::timestamptz where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(run.id)}::uuid`,
  ]);
  context.record({
    type: 'run.held',
    subject: { type: 'run', id: run.id },
    related: present.has(subject.id) ? [subject] : [],
    data: { automationId: run.automation_id, automation: run.automation_name, code: hold.code, reason: input.reason },
  });
  return true;
}
