import { pathsOfCondition } from '../../expressions/paths.ts';
import type { Plan, PlanSegment } from '../plan/plan.ts';
import { suppressionReads } from '../suppression.ts';
import type { Model } from '../validate/model.ts';
import type { LoweredStep } from './lower.ts';
import { referencesOf } from './lower.ts';
import { exitReadsOf } from './reads.ts';

/** Fifth phase: steps get the numbers by which people call them, and everything is put together. */
export function number(model: Model, steps: readonly LoweredStep[], segments: readonly PlanSegment[]): Plan {
  const { definition, trigger } = model.normalized;
  const filter = trigger?.filter ?? null;
  const conditions = [filter, definition.enrollment.filter].filter((condition) => condition !== null);
  return {
    planVersion: 1,
    subject: definition.subject,
    trigger: {
      id: definition.trigger.id,
      type: definition.trigger.type,
      config: trigger?.config ?? {},
      events: trigger?.events ?? [],
      filter,
      reads: [
        ...new Set([...conditions.flatMap((condition) => pathsOfCondition(condition)), ...suppressionReads(definition.enrollment)]),
      ].sort(),
    },
    enrollment: definition.enrollment,
    exit: definition.exit,
    settings: definition.settings,
    entry: model.graph.entry,
    steps: steps.map((step, index) => ({ ...step, number: index + 1 })),
    segments,
    exitReads: exitReadsOf(definition),
    references: referencesOf(model),
  };
}
