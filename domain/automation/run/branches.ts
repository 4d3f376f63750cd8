import type { JsonObject } from '../../json.ts';
import { configOf } from '../nodes/registry.ts';
import { neededOf } from '../nodes/flow-join.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan } from '../plan/plan.ts';
import type { Fork, RunState, StepKey } from './run-types.ts';

/** The name of a branch of a fork, as keys carry it. */
export function scopeOf(fork: string, branch: string): string {
  return `${fork}/${branch}`;
}

function partsOf(scope: string): { readonly fork: string; readonly branch: string } {
  const at = scope.lastIndexOf('/');
  return { fork: scope.slice(0, at), branch: scope.slice(at + 1) };
}

/** The fork a branch belongs to, with the branch's own name in it. */
export function forkAt(
  state: RunState,
  scope: string | undefined,
): { readonly id: string; readonly fork: Fork; readonly branch: string } | null {
  if (scope === undefined) return null;
  const { fork: id, branch } = partsOf(scope);
  const fork = state.forks?.[id];
  return fork === undefined ? null : { id, fork, branch };
}

/** Whether a token stands in a branch, or in a branch opened inside it. */
export function isWithin(state: RunState, token: string | undefined, scope: string): boolean {
  for (let at: string | undefined = token; at !== undefined; at = forkAt(state, at)?.fork.parent) if (at === scope) return true;
  return false;
}

/** Opens branches that go on side by side. */
export function openFork(state: RunState, key: StepKey, branches: readonly string[]): { readonly state: RunState; readonly id: string } {
  const id = `${key.step}.${key.epoch}.${key.visit}`;
  const fork: Fork = {
    step: key.step,
    ...(key.scope === undefined ? {} : { parent: key.scope }),
    branches: Object.fromEntries(branches.map((branch) => [branch, 'open' as const])),
  };
  return { state: { ...state, forks: { ...state.forks, [id]: fork } }, id };
}

/** A branch came to the step where it meets the others. */
export function arrive(state: RunState, scope: string, join: string): RunState {
  const at = forkAt(state, scope);
  if (at === null) return state;
  return withFork(state, at.id, { ...at.fork, join: at.fork.join ?? join, branches: { ...at.fork.branches, [at.branch]: 'arrived' } });
}

export function withFork(state: RunState, id: string, fork: Fork): RunState {
  return { ...state, forks: { ...state.forks, [id]: fork } };
}

/** What one fork has come to. */
export interface Closed {
  readonly id: string;
  readonly fork: Fork;
  /** The step its branches meet in; null: none of them got to one. */
  readonly join: string | null;
  readonly met: JsonObject;
}

/** Marks branches in which nothing is left to do as ended, and finds a fork that need not wait any longer. */
export function closeable(plan: Plan, state: RunState): { readonly state: RunState; readonly closed: Closed | null } {
  let marked = state;
  for (const [id, fork] of Object.entries(state.forks ?? {})) {
    const branches = Object.fromEntries(
      Object.entries(fork.branches).map(([branch, standing]) => [
        branch,
        standing === 'open' && !isAlive(marked, scopeOf(id, branch)) ? ('ended' as const) : standing,
      ]),
    );
    if (Object.keys(branches).some((branch) => branches[branch] !== fork.branches[branch]))
      marked = withFork(marked, id, { ...fork, branches });
  }
  for (const [id, fork] of Object.entries(marked.forks ?? {})) {
    const standings = Object.values(fork.branches);
    const arrived = standings.filter((one) => one === 'arrived').length;
    const over = !standings.includes('open');
    const join = fork.join === undefined ? undefined : stepOf(plan, fork.join);
    const enough = join?.type === 'flow.join' && arrived >= neededOf(configOf(join, 'flow.join'), standings.length);
    if (over || enough) {
      const met = { arrived, branches: standings.length };
      return { state: marked, closed: { id, fork, join: arrived > 0 ? (fork.join ?? null) : null, met } };
    }
  }
  return { state: marked, closed: null };
}

function isAlive(state: RunState, scope: string): boolean {
  return (
    state.ready.some((key) => isWithin(state, key.scope, scope)) ||
    state.waits.some((wait) => isWithin(state, wait.key.scope, scope)) ||
    isWithin(state, state.held?.key?.scope, scope) ||
    Object.values(state.forks ?? {}).some((fork) => fork.parent !== undefined && isWithin(state, fork.parent, scope))
  );
}

/** Takes a fork away with everything that is still under way in it. */
export function dropFork(state: RunState, id: string): RunState {
  const scopes = Object.keys(state.forks?.[id]?.branches ?? {}).map((branch) => scopeOf(id, branch));
  const inside = (scope: string | undefined): boolean => scopes.some((one) => isWithin(state, scope, one));
  const forks = Object.fromEntries(Object.entries(state.forks ?? {}).filter(([other, fork]) => other !== id && !inside(fork.parent)));
  const { forks: _before, ...rest } = state;
  return {
    ...rest,
    ready: state.ready.filter((key) => !inside(key.scope)),
    waits: state.waits.filter((wait) => !inside(wait.key.scope)),
    // A hold for a step that nobody waits for any more is none.
    held: inside(state.held?.key?.scope) ? null : state.held,
    ...(Object.keys(forks).length === 0 ? {} : { forks }),
  };
}
