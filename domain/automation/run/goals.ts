import type { Plan, PlanStep } from '../plan/plan.ts';
import { chainOf, dropFork } from './branches.ts';
import type { RunState, StepKey } from './run-types.ts';

const ancestors = new WeakMap<Plan, ReadonlyMap<string, ReadonlySet<string>>>();

/** Goal -> the steps from which it can be come to. */
function leadingTo(plan: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const known = ancestors.get(plan);
  if (known !== undefined) return known;
  const before = new Map<string, string[]>();
  for (const step of plan.steps)
    for (const to of Object.values(step.next)) if (to !== null) before.set(to, [...(before.get(to) ?? []), step.id]);
  const found = new Map(plan.steps.filter((step) => step.type === 'flow.goal').map((goal) => [goal.id, reachedBack(goal.id, before)]));
  ancestors.set(plan, found);
  return found;
}

function reachedBack(goal: string, before: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...(before.get(goal) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    open.push(...(before.get(id) ?? []));
  }
  return found;
}

/** Goals that the run has not come to yet and may still come to: looked at wherever exit rules are. */
export function goalsAhead(plan: Plan, state: RunState): readonly PlanStep[] {
  const goals = leadingTo(plan);
  if (goals.size === 0 || state.ended !== null) return [];
  const keys = tokensOf(state);
  return plan.steps.filter((step) => {
    const steps = goals.get(step.id);
    return steps !== undefined && (state.visits[step.id] ?? 0) === 0 && keys.some((key) => steps.has(key.step));
  });
}

function tokensOf(state: RunState): readonly StepKey[] {
  const keys = [...state.ready, ...state.waits.map((wait) => wait.key)];
  return state.held?.key ? [...keys, state.held.key] : keys;
}

/** Gives up everything that was on its way to the goal. Answers the branch in which the run goes on there; null: nothing was on its way. */
export function clearWayTo(
  plan: Plan,
  state: RunState,
  goal: PlanStep,
): { readonly state: RunState; readonly scope: string | undefined } | null {
  const steps = leadingTo(plan).get(goal.id) ?? new Set();
  const first = tokensOf(state).find((key) => steps.has(key.step));
  if (first === undefined) return null;
  // The branches around the goal are the outermost of those around whatever comes to it.
  const scope = chainOf(state, first.scope).at(-(goal.depth ?? 0) || Infinity);
  let cleared = state;
  for (const [id, fork] of Object.entries(state.forks ?? {}))
    if (fork.parent === scope && steps.has(fork.step)) cleared = dropFork(cleared, id);
  const onItsWay = (key: StepKey): boolean => key.scope === scope && steps.has(key.step);
  const held = cleared.held?.key && onItsWay(cleared.held.key) ? null : cleared.held;
  return {
    state: {
      ...cleared,
      held,
      ready: cleared.ready.filter((key) => !onItsWay(key)),
      waits: cleared.waits.filter((wait) => !onItsWay(wait.key)),
    },
    scope,
  };
}
