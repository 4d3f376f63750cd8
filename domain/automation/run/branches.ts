import type { JsonObject } from '../../json.ts';
import { configOf } from '../nodes/registry.ts';
import { neededOf } from '../nodes/flow-join.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan } from '../plan/plan.ts';
import type { Fork, Frame, RunState, StepKey } from './run-types.ts';

/** The name of a branch of a fork, as keys carry it. */
export function scopeOf(fork: string, branch: string): string {
  return `${fork}/${branch}`;
}

/** The fork that an execution of a step opens. */
export function forkIdOf({ step, epoch, visit }: StepKey): string {
  return `${step}.${epoch}.${visit}`;
}

interface Place {
  readonly id: string;
  readonly fork: Fork;
  readonly branch: string;
}

/** The fork a branch belongs to, with the branch's own name in it. */
function placeOf(state: RunState, scope: string | undefined): Place | null {
  if (scope === undefined) return null;
  const at = scope.lastIndexOf('/');
  const id = scope.slice(0, at);
  const fork = state.forks?.[id];
  return fork === undefined ? null : { id, fork, branch: scope.slice(at + 1) };
}

/** The branches a token stands in, innermost first. */
export function chainOf(state: RunState, scope: string | undefined): readonly string[] {
  const chain: string[] = [];
  for (let at = scope; at !== undefined; at = placeOf(state, at)?.fork.parent) chain.push(at);
  return chain;
}

/** Whether a token stands in a branch, or in a branch opened inside it. */
function isWithin(state: RunState, token: string | undefined, scope: string): boolean {
  return token !== undefined && chainOf(state, token).includes(scope);
}

export function withFork(state: RunState, id: string, fork: Fork): RunState {
  return { ...state, forks: { ...state.forks, [id]: fork } };
}

/** Opens branches that go on side by side; a fork that is open already gets more of them. */
export function openFork(state: RunState, key: StepKey, branches: readonly string[], more: Pick<Fork, 'each'> = {}): RunState {
  const id = forkIdOf(key);
  const before = state.forks?.[id];
  return withFork(state, id, {
    step: key.step,
    ...(key.scope === undefined ? {} : { parent: key.scope }),
    ...more,
    branches: { ...before?.branches, ...Object.fromEntries(branches.map((branch) => [branch, 'open' as const])) },
  });
}

/** A branch came to the step where it meets the others. */
export function arrive(state: RunState, scope: string, join: string): RunState {
  const at = placeOf(state, scope);
  if (at === null) return state;
  return withFork(state, at.id, { ...at.fork, join: at.fork.join ?? join, branches: { ...at.fork.branches, [at.branch]: 'arrived' } });
}

/** The round of a loop that a token stands in, if it stands in one. */
function roundOf(state: RunState, scope: string | undefined): (Place & { readonly frame: Frame; readonly scope: string }) | null {
  for (const one of chainOf(state, scope)) {
    const place = placeOf(state, one);
    const frame = place?.fork.each?.frames[place.branch];
    if (place !== null && frame !== undefined) return { ...place, frame, scope: one };
  }
  return null;
}

function withFrame(state: RunState, { id, fork, branch }: Place, frame: Frame): RunState {
  if (fork.each === undefined) return state;
  return withFork(state, id, { ...fork, each: { ...fork.each, frames: { ...fork.each.frames, [branch]: frame } } });
}

/** The results a token can read: those of its own round before those of the rounds and the run around it. */
export function outputsAt(state: RunState, scope: string | undefined): Readonly<Record<string, JsonObject>> {
  if (scope === undefined) return state.outputs;
  const frames = chainOf(state, scope).flatMap((one) => {
    const place = placeOf(state, one);
    return place?.fork.each?.frames[place.branch] ?? [];
  });
  return frames.reduceRight<Readonly<Record<string, JsonObject>>>((all, frame) => ({ ...all, ...frame.outputs }), state.outputs);
}

/** Results belong to the round they were made in. */
export function withOutput(state: RunState, scope: string | undefined, step: string, output: JsonObject): RunState {
  const round = roundOf(state, scope);
  if (round === null) return { ...state, outputs: { ...state.outputs, [step]: output } };
  return withFrame(state, round, { ...round.frame, outputs: { ...round.frame.outputs, [step]: output } });
}

/** The name under which attempts and marks of a step are kept: several rounds of a loop do not share them. */
export function nameIn(state: RunState, step: string, scope: string | undefined): string {
  const round = roundOf(state, scope);
  return round === null ? step : `${step}@${round.scope}`;
}

/** Counts an entry into a step within its round. */
export function countEntry(state: RunState, scope: string | undefined, step: string): RunState {
  const round = roundOf(state, scope);
  if (round === null) return state;
  return withFrame(state, round, { ...round.frame, visits: { ...round.frame.visits, [step]: (round.frame.visits[step] ?? 0) + 1 } });
}

/** How often the step was entered in the round the key stands in, or in the run. */
export function entriesOf(state: RunState, key: StepKey): number {
  return roundOf(state, key.scope)?.frame.visits[key.step] ?? key.visit;
}

/** Lets a step of a round count anew. */
export function forgetEntries(state: RunState, key: StepKey): RunState {
  const round = roundOf(state, key.scope);
  return round === null ? state : withFrame(state, round, { ...round.frame, visits: { ...round.frame.visits, [key.step]: 1 } });
}

/** What one fork has come to. */
export type Turn =
  /** It need not wait any longer. `join`: the step its branches meet in; null: none of them got to one. */
  | { readonly kind: 'over'; readonly id: string; readonly fork: Fork; readonly join: string | null; readonly met: JsonObject }
  /** A round of a loop is done and the next may begin. */
  | { readonly kind: 'next_round'; readonly id: string; readonly fork: Fork };

/** Marks branches in which nothing is left to do as ended, and finds a fork with which something is to be done. */
export function turnOf(plan: Plan, state: RunState): { readonly state: RunState; readonly turn: Turn | null } {
  let marked = state;
  for (const [id, fork] of Object.entries(state.forks ?? {})) {
    const dead = Object.keys(fork.branches).filter((branch) => fork.branches[branch] === 'open' && !isAlive(marked, scopeOf(id, branch)));
    if (dead.length === 0) continue;
    marked = fork.each === undefined ? withFork(marked, id, ended(fork, dead)) : withFork(marked, id, withoutRounds(fork, fork.each, dead));
  }
  for (const [id, fork] of Object.entries(marked.forks ?? {})) {
    const turn = turnOfFork(plan, id, fork);
    if (turn !== null) return { state: marked, turn };
  }
  return { state: marked, turn: null };
}

function turnOfFork(plan: Plan, id: string, fork: Fork): Turn | null {
  const standings = Object.values(fork.branches);
  if (fork.each !== undefined && fork.each.next < fork.each.items.length) {
    return standings.length < fork.each.atOnce ? { kind: 'next_round', id, fork } : null;
  }
  const arrived = standings.filter((one) => one === 'arrived').length;
  const join = fork.join === undefined ? undefined : stepOf(plan, fork.join);
  const enough = join?.type === 'flow.join' && arrived >= neededOf(configOf(join, 'flow.join'), standings.length);
  if (standings.includes('open') && !enough) return null;
  return { kind: 'over', id, fork, join: arrived > 0 ? (fork.join ?? null) : null, met: { arrived, branches: standings.length } };
}

function ended(fork: Fork, branches: readonly string[]): Fork {
  return { ...fork, branches: { ...fork.branches, ...Object.fromEntries(branches.map((branch) => [branch, 'ended' as const])) } };
}

/** What a round that is over knew is needed no more. */
function withoutRounds(fork: Fork, each: NonNullable<Fork['each']>, rounds: readonly string[]): Fork {
  const without = <T>(all: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([branch]) => !rounds.includes(branch)));
  return { ...fork, branches: without(fork.branches), each: { ...each, frames: without(each.frames) } };
}

function isAlive(state: RunState, scope: string): boolean {
  return (
    state.ready.some((key) => isWithin(state, key.scope, scope)) ||
    state.waits.some((wait) => isWithin(state, wait.key.scope, scope)) ||
    isWithin(state, state.held?.key?.scope, scope) ||
    Object.values(state.forks ?? {}).some((fork) => isWithin(state, fork.parent, scope))
  );
}

/** Takes away what a step has opened beside itself; a key that moved to another version still finds it. */
export function dropForksOf(state: RunState, { step, scope }: StepKey): RunState {
  const own = Object.entries(state.forks ?? {}).filter(([, fork]) => fork.step === step && fork.parent === scope);
  return own.reduce((at, [id]) => dropFork(at, id), state);
}

/** Takes a fork away with everything that is still under way in it. */
export function dropFork(state: RunState, id: string): RunState {
  const own = state.forks?.[id];
  if (own === undefined) return state;
  const scopes = Object.keys(own.branches).map((branch) => scopeOf(id, branch));
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
