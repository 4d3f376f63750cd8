import type { ActivityView } from '../../../db/records/find-activities.ts';
import { touchOutcomes } from '../../../domain/records/touch-rules.ts';
import type { Activity } from '../../contracts/activities.ts';
import { instantOrNull, presentMeta } from '../records/found.ts';

export function presentActivity(row: ActivityView): Activity {
  return {
    ...presentMeta(row),
    type: row.type,
    direction: row.direction,
    outcome: touchOutcomes.find((outcome) => outcome === row.outcome) ?? null,
    title: row.title,
    body: row.body,
    nextStep: row.nextStep,
    nextStepDueAt: instantOrNull(row.nextStepDueAt),
    isTouch: row.isTouch,
    occurredAt: row.occurredAt.toISOString(),
    startedAt: instantOrNull(row.startedAt),
    endedAt: instantOrNull(row.endedAt),
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    records: [...row.records],
  };
}
