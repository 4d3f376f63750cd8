import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import type { EnrolResult } from './enrol.ts';
import { enrol } from './enrol.ts';
import { readAutomation, requireStatus } from './lib/automation-row.ts';
import type { LiveVersion } from './lib/enrolment.ts';
import { loadPlan } from './lib/plans.ts';

export interface EnrolManually {
  readonly automationId: string;
  /** Ids of records of the automation's kind; at most 200 at once. */
  readonly recordIds: readonly string[];
  readonly source: 'manual' | 'api';
}

export const mostAtOnce = 200;

/** Enrols records that somebody chose, by the same rules as events. */
export async function enrolManually(trx: TenantTrx, context: RecordingContext, input: EnrolManually): Promise<EnrolResult> {
  const ids = [...new Set(input.recordIds)];
  if (ids.length === 0 || ids.length > mostAtOnce || !ids.every(isUuid)) {
    throw new UserError('validation_failed', `Name between 1 and ${mostAtOnce} records by their ids.`, [
      { pointer: '/recordIds', detail: 'Not a list of ids.' },
    ]);
  }
  const live = await liveVersion(trx, context, input.automationId);
  const type: SubjectType = live.plan.subject;
  return enrol(
    trx,
    context,
    ids.map((id) => ({ live, subject: { type, id }, source: input.source, event: null })),
  );
}

/** The version that takes records in now. */
export async function liveVersion(trx: TenantTrx, context: Pick<RecordingContext, 'tenantId'>, id: string): Promise<LiveVersion> {
  const row = await readAutomation(trx, context.tenantId, id);
  requireStatus(row, ['active', 'paused'], 'The automation is not live.');
  const result: { rows: { plan_hash: string; number: number }[] } = await trx.raw(
    'select plan_hash, number from automation_versions where tenant_id = ? and automation_id = ? and closed_at_event is null',
    [context.tenantId, id],
  );
  const version = result.rows[0];
  if (version === undefined) throw new UserError('conflict', 'The automation has no published version.');
  const plan = await loadPlan(trx, context.tenantId, version.plan_hash);
  return {
    automationId: row.id,
    name: row.name,
    version: version.number,
    planHash: version.plan_hash,
    plan,
    paused: row.status === 'paused',
  };
}
