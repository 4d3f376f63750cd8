import type { ListQuery } from '../../db/queries/lists/list-records.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import { triggerConfigOf } from '../../domain/automation/nodes/registry.ts';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { liveVersion } from '../automations/enrol-manually.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import { loadCatalogue } from '../templates/check-content.ts';

export interface MatchingWorld {
  readonly subject: SubjectType;
  readonly query: Pick<ListQuery, 'filter' | 'catalogue' | 'segments' | 'timeZone'>;
}

/** Which records an automation would take in now, as a list's query: its enrolment filter and whatever else somebody asks for. */
export async function compileWorld(trx: TenantTrx, tenantId: TenantId, automationId: string, beside?: Condition): Promise<MatchingWorld> {
  const live = await liveVersion(trx, { tenantId }, automationId);
  const { subject, enrollment, settings } = live.plan;
  const parts = [enrollment.filter, wantedBy(live.plan), beside].filter((one): one is Condition => one !== null && one !== undefined);
  const [first] = parts;
  const filter: Condition | undefined = parts.length > 1 ? { kind: 'all', of: parts } : first;
  const tenant = await rowOf<{ timezone: string }>(trx, 'select timezone from tenants where id = ?', [tenantId]);
  return {
    subject,
    query: {
      timeZone: settings.timeZone === 'tenant' ? (tenant?.timezone ?? 'UTC') : settings.timeZone,
      ...(filter === undefined
        ? {}
        : {
            filter,
            catalogue: await loadCatalogue(trx, tenantId),
            segments: await segmentConditions(trx, tenantId, subject, filter),
          }),
    },
  };
}

/** Whom the trigger itself wants: who fits the schedule, or is in the segment that records enter. */
function wantedBy({ trigger }: Plan): Condition | null {
  if (trigger.type === 'trigger.schedule') return triggerConfigOf(trigger, 'trigger.schedule').among;
  if (trigger.type !== 'trigger.segment') return null;
  const { segmentId, when } = triggerConfigOf(trigger, 'trigger.segment');
  return segmentId === null || when === 'left' ? null : { kind: 'segment', segment: segmentId };
}
