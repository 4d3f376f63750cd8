import type { ActivityRow } from '../records/rows.ts';

/** What both events of an activity say. */
export function activityData(activity: ActivityRow) {
  return {
    activityId: activity.id,
    type: activity.type,
    direction: activity.direction,
    outcome: activity.outcome,
    title: activity.title,
    nextStep: activity.nextStep,
    nextStepDueAt: activity.nextStepDueAt?.toISOString() ?? null,
  };
}
