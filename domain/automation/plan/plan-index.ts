import type { Plan, PlanStep } from './plan.ts';

const indexes = new WeakMap<Plan, ReadonlyMap<string, PlanStep>>();

/** The step with that id, or undefined. Plans are immutable, so the index is made once per plan object. */
export function stepOf(plan: Plan, id: string): PlanStep | undefined {
  let index = indexes.get(plan);
  if (index === undefined) {
    index = new Map(plan.steps.map((step) => [step.id, step]));
    indexes.set(plan, index);
  }
  return index.get(id);
}
