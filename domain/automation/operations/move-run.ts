import { stepOf } from '../plan/plan-index.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import type { OpenWait, RunState, StepKey } from '../run/run-types.ts';

/** Step at which a run stands -> step of the other version at which it goes on. What is not named keeps its id. */
export type StepMap = Readonly<Record<string, string>>;

/** Opens a wait of the other version anew, as if it had begun at `since`; null if it would not wait at all. */
export type Reopen = (step: PlanStep, key: StepKey, wait: OpenWait) => OpenWait | null;

export type Moved =
  | { readonly ok: true; readonly state: RunState }
  /** Steps the run stands at which the other version does not have, and for which nobody named another. */
  | { readonly ok: false; readonly missing: readonly string[] };

/** The steps at which a run stands: waiting, due, or held there. Empty for one that nothing has happened to yet. */
export function standsAt(state: RunState): readonly string[] {
  const keys = [...state.waits.map((wait) => wait.key), ...state.ready, ...(state.held?.key ? [state.held.key] : [])];
  return [...new Set(keys.map((key) => key.step))];
}

/**
 * Puts an open run onto another version, or onto another step of its own. What it did stays done; where it stands goes on under a new
 * epoch, so that an effect which follows is another effect. A wait keeps its beginning: moved from three days to two, a run that has
 * waited for two and a half is due.
 */
export function moveRun(state: RunState, to: Plan, map: StepMap, reopen: Reopen): Moved {
  if (state.ended !== null) return { ok: false, missing: [] };
  if (!state.started) return { ok: true, state };
  const target = (step: string): PlanStep | undefined => stepOf(to, Object.hasOwn(map, step) ? (map[step] ?? step) : step);
  const missing = [
    ...standsAt(state).filter((step) => target(step) === undefined),
    // Branches meet where they were meant to: what opened them and what joins them has to be there.
    ...Object.values(state.forks ?? {}).flatMap((fork) =>
      [fork.step, fork.join].filter((step): step is string => step !== undefined && stepOf(to, step) === undefined),
    ),
  ];
  if (missing.length > 0) return { ok: false, missing };
  const epoch = state.epoch + 1;
  const visits: Record<string, number> = { ...state.visits };
  const moved = new Map<string, StepKey>();
  const keyOf = (old: StepKey): StepKey => {
    const name = `${old.epoch}/${old.step}/${old.visit}`;
    const known = moved.get(name);
    if (known !== undefined) return known;
    const step = target(old.step)?.id ?? old.step;
    const visit = step === old.step ? old.visit : (visits[step] ?? 0) + 1;
    visits[step] = visit;
    const key = { ...old, epoch, step, visit };
    moved.set(name, key);
    return key;
  };
  const ready: StepKey[] = state.ready.map(keyOf);
  const waits: OpenWait[] = [];
  for (const wait of state.waits) {
    const key = keyOf(wait.key);
    const step = stepOf(to, key.step);
    const again = wait.kind === 'retry' || step === undefined || step.category !== 'wait' ? null : reopen(step, key, wait);
    if (again === null) ready.push(key);
    else waits.push(again);
  }
  const held = state.held === null ? null : { ...state.held, key: state.held.key === null ? null : keyOf(state.held.key) };
  return { ok: true, state: { ...state, epoch, visits, ready, waits, held, attempts: {} } };
}

/** Drops everything the run stands at and lets it go on from one step: an administrator's last resort. */
export function startFrom(state: RunState, to: Plan, step: string): Moved {
  if (state.ended !== null || stepOf(to, step) === undefined) return { ok: false, missing: [step] };
  const epoch = state.epoch + 1;
  const visit = (state.visits[step] ?? 0) + 1;
  const { forks: _branches, ...rest } = state;
  const fresh = { ...rest, started: true, epoch, visits: { ...state.visits, [step]: visit }, attempts: {} };
  return { ok: true, state: { ...fresh, ready: [{ epoch, step, visit }], waits: [], held: null } };
}

/** The state as it was before a move, under an epoch of its own: taking a move back is another move. */
export function takenBack(before: RunState, epoch: number): RunState {
  const again = (key: StepKey): StepKey => ({ ...key, epoch });
  return {
    ...before,
    epoch,
    ready: before.ready.map(again),
    waits: before.waits.map((wait) => ({ ...wait, key: again(wait.key) })),
    held: before.held === null ? null : { ...before.held, key: before.held.key === null ? null : again(before.held.key) },
  };
}
