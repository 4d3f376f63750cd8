import { evaluate } from '../../expressions/evaluate.ts';
import type { JsonObject } from '../../json.ts';
import { isControlNode } from '../nodes/node-types.ts';
import type { ControlNodeType, EffectNodeType } from '../nodes/node-types.ts';
import { configOf, decideStep } from '../nodes/registry.ts';
import { eventOutput } from '../nodes/wait-for-event.ts';
import { leavesWhenSuppressed, suppressedBy, suppressedReason } from '../suppression.ts';
import { stepOf } from '../plan/plan-index.ts';
import type { PlanStep } from '../plan/plan.ts';
import type { Instant } from '../../time.ts';
import { nameIn, outputsAt } from '../run/branches.ts';
import { goalsAhead } from '../run/goals.ts';
import { agenda, dueOf } from '../run/advance.ts';
import type { OpenWait, StepKey, StepResult } from '../run/run-types.ts';
import { shadowEffect } from './shadow-effects.ts';
import type { Course } from './scenario.ts';
import type { ShadowEvent, ShadowRun } from './shadow-run.ts';

/** More steps than any sensible run takes at one instant: a simulation must end even if a plan does not. */
const mostSteps = 1_000;

/**
 * One segment of a shadow run at its `now`, in the order of the engine: what is inside a wait's window ends it, then the deadline that is
 * due, then the exit rules, then what is ready. Answers the instants that the clock has to keep from now on.
 */
export function* shadowSegment(run: ShadowRun): Course<readonly Instant[]> {
  if (!run.state.started) run.take({ type: 'started' });
  const before = new Set(run.state.waits.map(dueOf));
  for (const wait of run.state.waits) takeAwaited(run, wait);
  for (const wait of run.state.waits) {
    if (wait.deadline !== null && wait.deadline <= run.now) endWait(run, wait, wait.onDeadline, null);
    else remind(run, wait);
  }
  leaveByEvent(run);
  for (let done = 0; done < mostSteps; done++) {
    leaveByCondition(run);
    const [next] = agenda(run.plan, run.state);
    if (next?.type !== 'execute') break;
    yield* execute(run, next.step, next.key);
  }
  return run.state.waits.flatMap((wait) => {
    const due = dueOf(wait);
    return due === null || before.has(due) ? [] : [due];
  });
}

function remind(run: ShadowRun, { key, reminders }: OpenWait): void {
  if (reminders === undefined || reminders.at === null || reminders.at > run.now) return;
  run.take({ type: 'reminder_due', key, at: reminders.at });
}

function takeAwaited(run: ShadowRun, wait: OpenWait): boolean {
  const awaited = wait.event;
  if (awaited === null) return false;
  const step = stepOf(run.plan, wait.key.step);
  const filter = step?.type === 'wait.for_event' ? configOf(step, 'wait.for_event').filter : null;
  const event = run.events.find(
    (one) =>
      Number(one.id) > Number(awaited.after) &&
      !run.own.has(one.id) &&
      awaited.types.includes(one.type) &&
      (awaited.about === undefined || one.subject.id === awaited.about) &&
      isAbout(one, awaited.record.id) &&
      (filter === null || evaluate(filter, run.facts(one, wait.key.scope)).result),
  );
  if (event === undefined) return false;
  endWait(run, wait, awaited.onEvent, event);
  return true;
}

function isAbout(event: ShadowEvent, id: string): boolean {
  return event.subject.id === id || (event.related ?? []).some((ref) => ref.id === id);
}

function endWait(run: ShadowRun, wait: OpenWait, outcome: string, event: ShadowEvent | null): void {
  const output = event === null ? {} : eventOutput(event);
  if (!run.take({ type: 'wait_ended', key: wait.key, outcome, output, deadline: wait.deadline })) return;
  if (wait.kind === 'wait') run.note({ kind: 'step', step: wait.key.step, title: wait.title, outcome, details: output });
}

function leaveByEvent(run: ShadowRun): void {
  for (const event of run.events) {
    if (Number(event.id) <= Number(run.exitAfter)) continue;
    run.exitAfter = event.id;
    if (run.own.has(event.id) || !isAbout(event, run.subject.id)) continue;
    for (const rule of run.plan.exit) {
      if (rule.kind !== 'event' || !rule.events.includes(event.type)) continue;
      if (rule.when === null || evaluate(rule.when, run.facts(event)).result) {
        run.take({ type: 'exit', status: 'exited', reason: rule.reason });
        return;
      }
    }
    leaveTowardsGoal(run, event);
  }
}

function leaveByCondition(run: ShadowRun): void {
  for (const rule of run.plan.exit) {
    if (rule.kind === 'condition' && evaluate(rule.when, run.facts()).result) {
      run.take({ type: 'exit', status: 'exited', reason: rule.reason });
      return;
    }
  }
  if (leavesWhenSuppressed(run.plan) && suppressedBy(run.plan, run.facts()) !== null) {
    run.take({ type: 'exit', status: 'exited', reason: suppressedReason(null) });
    return;
  }
  leaveTowardsGoal(run, null);
}

/** Goals by an event, or by conditions where there is none. */
function leaveTowardsGoal(run: ShadowRun, event: ShadowEvent | null): void {
  for (const step of goalsAhead(run.plan, run.state)) {
    const { criterion } = configOf(step, 'flow.goal');
    if ((criterion.kind === 'event') !== (event !== null)) continue;
    if (criterion.kind === 'event' && !criterion.events.includes(event?.type ?? '')) continue;
    const facts = event === null ? run.facts() : run.facts(event);
    if (criterion.when === null || evaluate(criterion.when, facts).result) run.take({ type: 'goal', step: step.id });
  }
}

function* execute(run: ShadowRun, step: PlanStep, key: StepKey): Course<void> {
  run.scope = key.scope;
  const mark = run.mark;
  const happened = run.events.length;
  const result = isControl(step)
    ? decideStep(step, {
        facts: run.facts(),
        subject: run.subject,
        calendar: run.calendar,
        hours: run.hours,
        seed: `${run.automationId}/${step.id}`,
        ...notedOf(outputsAt(run.state, key.scope)[step.id]),
        keeps: step.keeps ?? [],
      })
    : yield* shadowEffect(step as PlanStep & { readonly type: EffectNodeType }, key, run);
  for (const event of run.events.slice(happened)) run.own.add(event.id);
  const inputs = result.inputs ?? {};
  if (result.kind === 'wait') return openWait(run, step, key, result, mark);
  if (result.kind === 'fail') {
    run.note({ kind: 'step', step: step.id, title: step.title, outcome: 'failed', details: { ...inputs, reason: result.reason } });
    run.take({ type: 'step_failed', key, error: result.reason, class: 'refused', at: run.now });
    return;
  }
  const details = result.kind === 'skip' ? { ...inputs, reason: result.reason } : inputs;
  run.note({ kind: 'step', step: step.id, title: step.title, outcome: result.outcome, details });
  run.take({
    type: 'step_finished',
    key,
    outcome: result.outcome,
    output: result.kind === 'done' ? (result.output ?? {}) : {},
    ...(step.marks ? { mark } : {}),
    ...(result.kind === 'done' && result.end !== undefined ? { end: result.end } : {}),
    ...(result.kind === 'done' && result.variables !== undefined ? { variables: result.variables } : {}),
    ...(result.kind === 'done' && result.items !== undefined ? { items: result.items } : {}),
  });
}

function openWait(run: ShadowRun, step: PlanStep, key: StepKey, result: Extract<StepResult, { kind: 'wait' }>, mark: string): void {
  const wanted = result.event;
  const after =
    wanted?.since === undefined
      ? run.mark
      : (run.state.marks[nameIn(run.state, wanted.since, key.scope)] ?? run.state.marks[wanted.since] ?? run.mark);
  const wait: OpenWait = {
    key,
    kind: 'wait',
    title: step.title,
    deadline: result.deadline,
    since: run.now,
    event:
      wanted === undefined
        ? null
        : {
            record: wanted.record,
            types: wanted.types,
            after,
            onEvent: wanted.onEvent,
            ...(wanted.about === undefined ? {} : { about: wanted.about }),
          },
    onDeadline: result.onDeadline,
    ...(result.reminders === undefined ? {} : { reminders: result.reminders }),
  };
  run.note({
    kind: 'step',
    step: step.id,
    title: step.title,
    outcome: null,
    details: { ...result.inputs, until: result.deadline },
  });
  run.take({ type: 'step_waits', wait, ...(step.marks ? { mark } : {}) });
  if (after !== run.mark) takeAwaited(run, wait);
}

function notedOf(noted: JsonObject | undefined): { noted?: JsonObject } {
  return noted === undefined ? {} : { noted };
}

function isControl(step: PlanStep): step is PlanStep & { readonly type: ControlNodeType } {
  return isControlNode(step.type);
}
