import type { EvaluatedLeaf } from '../expressions/ast.ts';
import { evaluate } from '../expressions/evaluate.ts';
import type { Facts } from '../expressions/facts.ts';
import type { Json } from '../json.ts';
import type { Plan } from './plan/plan.ts';

/** The segment that keeps a record out, with what was looked at to see that it is in it. */
export interface Suppressed {
  readonly segment: string;
  readonly leaves: Json;
}

/** The first of the automation's suppression segments that the record is in. */
export function suppressedBy(plan: Pick<Plan, 'enrollment'>, facts: Facts): Suppressed | null {
  for (const segment of plan.enrollment.suppression?.segments ?? []) {
    const meant = facts.segments?.get(segment);
    // Asked by its own condition: its leaves are the values, the segment's name alone would say nothing.
    const evaluation = meant === undefined ? null : evaluate(meant, { ...facts, segments: without(facts.segments, segment) });
    if (evaluation?.result === true) return { segment, leaves: asJson(evaluation.leaves) };
  }
  return null;
}

/** The reason a run ends with that leaves for it. */
export function suppressedReason(name: string | null): string {
  return name === null ? 'It came to be in a segment that is kept out.' : `It came to be in the segment "${name}", which is kept out.`;
}

/** Whether a run leaves as soon as its record is in one of them. */
export function leavesWhenSuppressed(plan: Pick<Plan, 'enrollment'>): boolean {
  return plan.enrollment.suppression?.leave === true;
}

/** The paths that have to be read to tell; segments are read as `segment.<id>`. */
export function suppressionReads(enrollment: Plan['enrollment']): readonly string[] {
  return (enrollment.suppression?.segments ?? []).map((segment) => `segment.${segment}`);
}

function without(segments: Facts['segments'], segment: string): NonNullable<Facts['segments']> {
  const others = new Map(segments);
  others.delete(segment);
  return others;
}

function asJson(leaves: readonly EvaluatedLeaf[]): Json {
  return JSON.parse(JSON.stringify(leaves));
}
