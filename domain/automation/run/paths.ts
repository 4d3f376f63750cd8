import type { JsonObject } from '../../json.ts';
import { configOf } from '../nodes/registry.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { Turn } from './branches.ts';
import { arrive, countEntry, dropFork, forkIdOf, openFork, scopeOf, turnOf, withFork, withOutput } from './branches.ts';
import type { RunState, StepKey } from './run-types.ts';

/** Goes on by an outcome. */
export function leave(plan: Plan, state: RunState, key: StepKey, outcome: string): RunState {
  const step = stepOf(plan, key.step);
  if (step?.type === 'flow.parallel') return branchOut(plan, state, key, step);
  const next = step?.next;
  const target = next !== undefined && Object.hasOwn(next, outcome) ? next[outcome] : undefined;
  if (target === null) return state;
  if (target !== undefined) return enter(plan, state, target, key.scope);
  return { ...state, held: { code: 'unknown_outcome', reason: `The step ended with "${outcome}", which its version does not know.`, key } };
}

/** Takes every branch that leads anywhere. */
function branchOut(plan: Plan, state: RunState, key: StepKey, step: PlanStep): RunState {
  const ways = Object.entries(step.next).filter((way): way is [string, string] => way[1] !== null);
  const opened = openFork(
    state,
    key,
    ways.map(([branch]) => branch),
  );
  return ways.reduce((at, [branch, target]) => enter(plan, at, target, scopeOf(forkIdOf(key), branch)), opened);
}

/** Begins the rounds of a loop; `settle` lets them follow one another. */
export function goThrough(plan: Plan, state: RunState, key: StepKey, items: readonly JsonObject[]): RunState {
  const step = stepOf(plan, key.step);
  const atOnce = step?.type === 'flow.for_each' ? configOf(step, 'flow.for_each').atOnce : 1;
  if (step?.next.each === null) return leave(plan, state, key, 'done');
  return openFork(state, key, [], { each: { items, next: 0, atOnce, frames: {} } });
}

function nextRound(plan: Plan, state: RunState, { id, fork }: Extract<Turn, { kind: 'next_round' }>): RunState {
  const { each } = fork;
  const target = stepOf(plan, fork.step)?.next.each;
  const item = each?.items[each.next];
  if (each === undefined || item === undefined || target === null || target === undefined) return dropFork(state, id);
  const round = String(each.next);
  const outputs = { [fork.step]: { item, index: each.next + 1, count: each.items.length } };
  const frames = { ...each.frames, [round]: { outputs, visits: {} } };
  const begun = { ...fork, branches: { ...fork.branches, [round]: 'open' as const }, each: { ...each, next: each.next + 1, frames } };
  return enter(plan, withFork(state, id, begun), target, scopeOf(id, round));
}

/** A branch that comes to the step where it meets the others waits for them without being executed. */
export function enter(plan: Plan, state: RunState, step: string, scope?: string): RunState {
  if (scope !== undefined && stepOf(plan, step)?.type === 'flow.join') return arrive(state, scope, step);
  const visit = (state.visits[step] ?? 0) + 1;
  const key: StepKey = { epoch: state.epoch, step, visit, ...(scope === undefined ? {} : { scope }) };
  return countEntry({ ...state, visits: { ...state.visits, [step]: visit }, ready: [...state.ready, key] }, scope, step);
}

/** Branches that have met go on as one; what they gave up is gone. */
export function meet(plan: Plan, state: RunState): RunState {
  for (let now = state; ; ) {
    const { state: marked, turn } = turnOf(plan, now);
    if (turn === null) return marked;
    now = turn.kind === 'next_round' ? nextRound(plan, marked, turn) : afterFork(plan, dropFork(marked, turn.id), turn);
  }
}

function afterFork(plan: Plan, state: RunState, { fork, join, met }: Extract<Turn, { kind: 'over' }>): RunState {
  if (join !== null) return enterNoting(state, join, fork.parent, met);
  const done = fork.each === undefined ? null : stepOf(plan, fork.step)?.next.done;
  return done === null || done === undefined ? state : enter(plan, state, done, fork.parent);
}

/** Comes to a step that is told something by the engine. */
export function enterNoting(state: RunState, step: string, scope: string | undefined, noted: JsonObject): RunState {
  const visit = (state.visits[step] ?? 0) + 1;
  const key: StepKey = { epoch: state.epoch, step, visit, ...(scope === undefined ? {} : { scope }) };
  const entered = { ...state, visits: { ...state.visits, [step]: visit }, ready: [...state.ready, key] };
  return withOutput(countEntry(entered, scope, step), scope, step, noted);
}
