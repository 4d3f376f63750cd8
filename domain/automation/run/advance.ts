import { addMilliseconds } from '../../time.ts';
import type { ErrorClass } from '../definition/definition.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { Plan, PlanStep } from '../plan/plan.ts';
import { dropForksOf, entriesOf, forgetEntries, forkIdOf, nameIn, openFork, scopeOf, withOutput } from './branches.ts';
import { clearWayTo } from './goals.ts';
import { enter, enterNoting, goThrough, leave, meet } from './paths.ts';
import type { Advanced, Hold, OpenWait, RunCommand, RunEnd, RunEvent, RunState, StepKey } from './run-types.ts';

/** The state of a run that nothing has happened to yet. */
export function initialState(_plan: Plan): RunState {
  return {
    started: false,
    epoch: 0,
    visits: {},
    ready: [],
    waits: [],
    attempts: {},
    outputs: {},
    marks: {},
    ended: null,
    held: null,
  };
}

/**
 * Takes one event into a run's state and says what to do next. Pure and total: it never throws, and an event that does not fit
 * (late, doubled, of another epoch, after the end) leaves the state untouched with `taken` false.
 *
 *   started ─> ready ──execute──> step_finished ─> next step's ready ... ─> ended
 *                │  └─> step_waits ─> waits ──wait_ended──┘
 *                └─> step_failed ─> waits (retry) | outcome `error` | held | ended
 */
export function advance(plan: Plan, state: RunState, event: RunEvent): Advanced {
  const next = state.ended === null ? take(plan, state, event) : null;
  if (next === null) return { state, commands: agenda(plan, state), taken: false };
  const settled = settle(plan, next);
  return { state: settled, commands: agenda(plan, settled), taken: true };
}

/** What is to do in a state. A segment that stopped in the middle goes on from here. */
export function agenda(plan: Plan, state: RunState): readonly RunCommand[] {
  if (state.ended !== null) return [{ type: 'end', end: state.ended }];
  if (state.held !== null) return [{ type: 'hold', hold: state.held }];
  return state.ready.flatMap((key) => {
    const step = stepOf(plan, key.step);
    return step === undefined ? [] : [{ type: 'execute' as const, key, step }];
  });
}

export function sameKey(one: StepKey, other: StepKey): boolean {
  return one.epoch === other.epoch && one.step === other.step && one.visit === other.visit;
}

/** The earliest instant at which something is due, or null. Compare as text: instants are ISO in UTC with milliseconds. */
export function nextDeadline(state: RunState): string | null {
  let earliest: string | null = null;
  for (const wait of state.waits) {
    const due = dueOf(wait);
    if (due !== null && (earliest === null || due < earliest)) earliest = due;
  }
  return earliest;
}

/** When a wait wants to be looked at next: its time-out or, before that, a reminder. */
export function dueOf({ deadline, reminders }: OpenWait): string | null {
  const reminder = reminders?.at ?? null;
  return deadline === null || (reminder !== null && reminder < deadline) ? reminder : deadline;
}

function take(plan: Plan, state: RunState, event: RunEvent): RunState | null {
  switch (event.type) {
    case 'started':
      return state.started ? null : begin(plan, { ...state, started: true });
    case 'step_finished':
      return takeFinished(plan, state, event);
    case 'step_waits':
      return takeWaits(state, event);
    case 'wait_ended':
      return takeWaitEnded(plan, state, event);
    case 'step_failed':
      return takeFailed(plan, state, event);
    case 'step_skipped':
      return takeSkipped(plan, state, event.key);
    case 'goal':
      return takeGoal(plan, state, event.step);
    case 'reminder_due':
      return takeReminder(plan, state, event);
    case 'exit':
      return end(state, { status: event.status, reason: event.reason });
    case 'hold':
      return state.held === null ? { ...state, held: event.hold } : null;
    case 'resumed':
      return state.held !== null && state.held.key === null ? { ...state, held: null } : null;
    case 'retry':
      return takeRetry(state, event.key);
  }
}

function begin(plan: Plan, state: RunState): RunState {
  return plan.entry === null ? state : enter(plan, state, plan.entry);
}

function takeFinished(plan: Plan, state: RunState, event: Extract<RunEvent, { type: 'step_finished' }>): RunState | null {
  const key = readyOf(state, event.key);
  if (key === undefined) return null;
  const { step } = key;
  const name = nameIn(state, step, key.scope);
  const done: RunState = {
    ...withOutput(withoutReady(state, key), key.scope, step, event.output),
    attempts: without(state.attempts, name),
    ...(event.variables === undefined ? {} : { variables: { ...state.variables, ...event.variables } }),
    marks: event.mark === undefined ? state.marks : { ...state.marks, [name]: event.mark },
  };
  if (event.end !== undefined) return end(done, event.end);
  const { items } = event;
  return items === undefined || items.length === 0 ? leave(plan, done, key, event.outcome) : goThrough(plan, done, key, items);
}

function takeWaits(state: RunState, { wait, mark }: Extract<RunEvent, { type: 'step_waits' }>): RunState | null {
  const key = readyOf(state, wait.key);
  if (key === undefined) return null;
  const marks = mark === undefined ? state.marks : { ...state.marks, [nameIn(state, key.step, key.scope)]: mark };
  return { ...withoutReady(state, key), waits: [...state.waits, { ...wait, key }], marks };
}

function takeWaitEnded(plan: Plan, state: RunState, event: Extract<RunEvent, { type: 'wait_ended' }>): RunState | null {
  const wait = state.waits.find((open) => sameKey(open.key, event.key));
  if (wait === undefined || (event.deadline !== undefined && event.deadline !== wait.deadline)) return null;
  // What a wait has reminded of is given up with it.
  const without = wait.reminders === undefined ? state : dropForksOf(state, wait.key);
  const ended: RunState = { ...without, waits: without.waits.filter((open) => open !== wait) };
  if (wait.kind !== 'wait') return { ...ended, ready: [...ended.ready, wait.key] };
  return leave(plan, withOutput(ended, wait.key.scope, wait.key.step, event.output), wait.key, event.outcome);
}

function takeFailed(plan: Plan, state: RunState, event: Extract<RunEvent, { type: 'step_failed' }>): RunState | null {
  const key = readyOf(state, event.key);
  const step = stepOf(plan, event.key.step);
  if (step === undefined || key === undefined) return null;
  const name = nameIn(state, step.id, key.scope);
  const attempts = (state.attempts[name] ?? 0) + 1;
  if (isRetried(step, event.class) && attempts < step.retry.attempts) {
    const wait: OpenWait = {
      key,
      kind: 'retry',
      title: step.title,
      deadline: addMilliseconds(event.at, retryDelay(step, attempts)),
      since: event.at,
      event: null,
      onDeadline: 'retry',
    };
    return { ...withoutReady(state, key), attempts: { ...state.attempts, [name]: attempts }, waits: [...state.waits, wait] };
  }
  const failed: RunState = { ...state, attempts: without(state.attempts, name) };
  const failedOut = (): RunState => withOutput(withoutReady(failed, key), key.scope, step.id, { error: event.error });
  if (step.onError === 'fail') return end(failed, { status: 'failed', reason: event.error });
  if (step.onError === 'branch') return leave(plan, failedOut(), key, 'error');
  if (step.onError === 'go_on') return leave(plan, failedOut(), key, step.defaultOutcome);
  // The key stays ready: nothing of it was committed, so a second hold of another branch cannot lose it.
  return { ...failed, held: failed.held ?? { code: 'step_failed', reason: event.error, key } };
}

function takeSkipped(plan: Plan, state: RunState, asked: StepKey): RunState | null {
  const key = readyOf(state, asked);
  const step = stepOf(plan, asked.step);
  if (step === undefined || key === undefined) return null;
  const held = state.held?.key && sameKey(state.held.key, key) ? null : state.held;
  return leave(
    plan,
    { ...withoutReady(state, key), attempts: without(state.attempts, nameIn(state, key.step, key.scope)), held },
    key,
    step.defaultOutcome,
  );
}

function takeRetry(state: RunState, asked: StepKey): RunState | null {
  const heldHere = state.held !== null && state.held.key !== null && sameKey(state.held.key, asked);
  const known = readyOf(state, asked) ?? state.waits.find((wait) => sameKey(wait.key, asked))?.key;
  const key = known ?? (heldHere ? (state.held?.key ?? asked) : undefined);
  if (key === undefined) return null;
  // Beyond its bound a step starts counting anew: a person has looked and wants another round.
  const visit = heldHere && state.held?.code === 'too_many_visits' ? 1 : key.visit;
  const epoch = state.epoch + 1;
  const counted = visit === key.visit ? state : forgetEntries(state, key);
  const cleared = withoutReady(counted, key);
  return {
    ...cleared,
    epoch,
    visits: { ...state.visits, [key.step]: visit },
    waits: state.waits.filter((wait) => !sameKey(wait.key, key)),
    attempts: without(state.attempts, nameIn(state, key.step, key.scope)),
    held: heldHere ? null : state.held,
    ready: [...cleared.ready, { ...key, epoch, visit }],
  };
}

/** The wait stays open; the path goes on beside it and is given up when the wait ends. */
function takeReminder(plan: Plan, state: RunState, event: Extract<RunEvent, { type: 'reminder_due' }>): RunState | null {
  const wait = state.waits.find((open) => sameKey(open.key, event.key));
  const reminders = wait?.reminders;
  if (wait === undefined || reminders === undefined || reminders.at === null || reminders.at !== event.at) return null;
  const left = reminders.left - 1;
  const next = { ...reminders, left, at: left === 0 ? null : addMilliseconds(reminders.at, reminders.everySeconds * 1_000) };
  const noted = { ...state, waits: state.waits.map((open) => (open === wait ? { ...wait, reminders: next } : open)) };
  const target = stepOf(plan, wait.key.step)?.next[reminders.outcome];
  if (target === null || target === undefined) return noted;
  const branch = `${reminders.outcome}${reminders.left}`;
  return enter(plan, openFork(noted, wait.key, [branch]), target, scopeOf(forkIdOf(wait.key), branch));
}

function takeGoal(plan: Plan, state: RunState, id: string): RunState | null {
  const goal = stepOf(plan, id);
  const cleared = goal === undefined ? null : clearWayTo(plan, state, goal);
  return cleared === null ? null : enterNoting(cleared.state, id, cleared.scope, { early: true });
}

/** What follows from the state alone: a bound that is passed holds the run; a run without anything left to do has succeeded. */
function settle(plan: Plan, before: RunState): RunState {
  if (before.ended !== null) return before;
  const state = before.forks === undefined ? before : meet(plan, before);
  if (state.held !== null) return state;
  const hold = firstHold(plan, state);
  if (hold !== null) return { ...state, held: hold };
  if (state.started && state.ready.length === 0 && state.waits.length === 0) {
    return end(state, { status: 'succeeded', reason: 'All steps are done.' });
  }
  return state;
}

function firstHold(plan: Plan, state: RunState): Hold | null {
  for (const key of state.ready) {
    const step = stepOf(plan, key.step);
    if (step === undefined) return { code: 'unknown_step', reason: 'The step does not exist in this version.', key };
    if (entriesOf(state, key) > step.maxVisits) {
      return { code: 'too_many_visits', reason: `The run came to this step more than ${step.maxVisits} times.`, key };
    }
  }
  return null;
}

function end(state: RunState, how: RunEnd): RunState {
  const { forks: _forks, ...rest } = state;
  return { ...rest, ready: [], waits: [], held: null, ended: how };
}

/** The ready key that is meant, with the branch it stands in. */
function readyOf(state: RunState, key: StepKey): StepKey | undefined {
  return state.ready.find((ready) => sameKey(ready, key));
}

function withoutReady(state: RunState, key: StepKey): RunState {
  return { ...state, ready: state.ready.filter((ready) => !sameKey(ready, key)) };
}

function without(attempts: Readonly<Record<string, number>>, step: string): Readonly<Record<string, number>> {
  if (!Object.hasOwn(attempts, step)) return attempts;
  const { [step]: _gone, ...rest } = attempts;
  return rest;
}

function isRetried(step: PlanStep, errorClass: ErrorClass): boolean {
  return step.retry.on === undefined ? errorClass !== 'refused' : step.retry.on.includes(errorClass);
}

function retryDelay(step: PlanStep, failures: number): number {
  const { firstDelaySeconds, factor, maxDelaySeconds } = step.retry;
  return Math.min(firstDelaySeconds * factor ** (failures - 1), maxDelaySeconds) * 1_000;
}
