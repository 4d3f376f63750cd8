import type { Instant } from '../../time.ts';
import { addMilliseconds } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import type { Beginning } from './beginnings.ts';
import { beginningsOf, keptOut } from './beginnings.ts';
import type { Planned } from './reactions.ts';
import { happen, reactionsTo } from './reactions.ts';
import type { Course, FindRequest, FoundRecord, Scenario, SimulatedSubject, SimulatedWorld, SimulationResult } from './scenario.ts';
import { shadowSegment } from './shadow-segment.ts';
import type { SharedCounts } from './shadow-run.ts';
import { ShadowRun } from './shadow-run.ts';
import { resultOf } from './totals.ts';
import { VirtualClock } from './virtual-clock.ts';

interface Due {
  readonly run: ShadowRun;
  /** Null: a deadline. */
  readonly planned: Planned | null;
  /** The record is due once more. */
  readonly again?: Beginning;
}

/**
 * Runs a plan for many records on a virtual clock: the engine's own `advance` and decisions, with effects that change nothing but each
 * run's own small world. The same input always gives the same result. Yields between segments, so that whoever drives it can pause.
 */
export function* simulate(
  plan: Plan,
  subjects: readonly SimulatedSubject[],
  world: SimulatedWorld,
  scenario: Scenario,
): Course<SimulationResult> {
  const clock = new VirtualClock<Due>();
  const shared: SharedCounts = { turns: new Map(), openTasks: new Map() };
  const until = addMilliseconds(scenario.startsAt, scenario.days * 86_400_000);
  const runs = subjects.map((subject) => {
    const beginnings = beginningsOf(plan, subject.json, world, scenario.startsAt, until);
    const [first, ...later] = beginnings ?? [{ at: scenario.startsAt, data: {} }];
    const run = new ShadowRun(plan, world, shared, subject, first?.at ?? scenario.startsAt, undefined, first?.data ?? null);
    return { run, at: first?.at ?? null, later };
  });
  for (const { run, at, later } of runs) {
    if (at === null) {
      run.note({
        kind: 'end',
        step: null,
        title: 'waiting',
        outcome: null,
        details: { reason: 'It is not due within the simulated time.' },
      });
      continue;
    }
    clock.plan(at, { run, planned: null });
    for (const again of later) clock.plan(again.at, { run, planned: null, again });
    for (const planned of reactionsTo('start', run, scenario, null)) clock.plan(planned.at, { run, planned });
  }
  for (let due = clock.next(); due !== null && due.at <= until; due = clock.next()) {
    const { planned, again } = due.what;
    const run = again === undefined ? due.what.run : beginAgain(due.what.run, again);
    if (run === null || (planned === null && run.state.ended !== null)) continue;
    run.now = due.at;
    if (planned !== null) happen(run, planned);
    yield* stepAll(run, scenario, clock);
    yield;
  }
  return resultOf(
    plan,
    world,
    runs.map(({ run }) => run),
    until,
  );
}

/** The record is due once more: another run about it begins, unless the rules of enrolment keep it out. */
function beginAgain(run: ShadowRun, { at, data }: Beginning): ShadowRun | null {
  const own = run.runs.filter((one) => one.automationId === run.automationId);
  run.now = at;
  const underWay = own.some((one) => one.state.ended === null);
  if (keptOut(run.plan, underWay)) return null;
  return run.begin(run.automationId, { plan: run.plan, name: String(data.occasion) }, data);
}

/** More turns than runs about one record sensibly give each other at one instant. */
const mostTurns = 100;

/** A segment of the run, then of every other run about its record that has begun by it or may have waited for what it did. */
function* stepAll(first: ShadowRun, scenario: Scenario, clock: VirtualClock<Due>): Course<void> {
  const { now } = first;
  let turn: ShadowRun | undefined = first;
  for (let turns = 0; turn !== undefined && turns < mostTurns; turns++) {
    turn.now = now;
    if (turn.state.ended === null) yield* step(turn, scenario, clock);
    turn.seen = turn.mark;
    turn = first.runs.find((run) => run.state.ended === null && run.state.held === null && run.seen !== run.mark);
  }
}

/** A segment, then everything that follows from it later: deadlines, and what people do about what it made. */
function* step(run: ShadowRun, scenario: Scenario, clock: VirtualClock<Due>): Course<void> {
  const known = run.made.length;
  const opened = yield* shadowSegment(run);
  for (const due of opened) clock.plan(notBefore(due, run.now), { run, planned: null });
  for (const made of run.made.slice(known)) {
    for (const planned of reactionsTo(made.kind, run, scenario, made)) clock.plan(planned.at, { run: run.root, planned });
  }
  const { ended, held } = run.state;
  if (ended !== null) run.note({ kind: 'end', step: null, title: ended.status, outcome: ended.status, details: { reason: ended.reason } });
  else if (held !== null)
    run.note({ kind: 'end', step: held.key?.step ?? null, title: 'held', outcome: 'held', details: { reason: held.reason } });
}

function notBefore(instant: Instant, now: Instant): Instant {
  return instant < now ? now : instant;
}

/** The result at once, for whoever has all records at hand. */
export function simulateNow(
  plan: Plan,
  subjects: readonly SimulatedSubject[],
  world: SimulatedWorld,
  scenario: Scenario,
  find: (request: FindRequest) => readonly FoundRecord[] = () => [],
): SimulationResult {
  const course = simulate(plan, subjects, world, scenario);
  for (let step = course.next(); ; ) {
    if (step.done === true) return step.value;
    step = course.next(step.value === undefined ? undefined : find(step.value));
  }
}
