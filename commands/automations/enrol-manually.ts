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
  const result: { rows: { plan_hash: string; number: number; trial: boolean }[] } = await trx.raw(
    `select plan_hash, number, false as trial from automation_versions where tenant_id = :tenantId and automation_id = :id and closed_at_event is null
     union all select v.plan_hash, v.number, true from automation_canaries c
       join automation_versions v on v.tenant_id = c.tenant_id and v.automation_id = c.automation_id and v.number = c.number
     where c.tenant_id = :tenantId and c.automation_id = :id and c.status = 'running' and c.taken < c.size`,
    { tenantId: context.tenantId, id },
  );
  const found = result.rows.map(
    async (version): Promise<LiveVersion> => ({
      automationId: row.id,
      name: row.name,
      version: version.number,
      planHash: version.plan_hash,
      plan: await loadPlan(trx, context.tenantId, version.plan_hash),
      paused: row.status === 'paused',
      ...(version.trial ? { trial: true } : {}),
    }),
  );
  const versions = await Promise.all(found);
  const live = versions.find((version) => version.trial !== true);
  if (live === undefined) throw new UserError('conflict', 'The automation has no published version.');
  const canary = versions.find((version) => version.trial === true);
  return canary === undefined ? live : { ...live, canary };
}
