import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definition, definitionFromTape, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import { isControlNode } from '../nodes/node-types.ts';
import type { Plan } from '../plan/plan.ts';
import { goalsAhead } from './goals.ts';
import { advance, agenda, initialState } from './advance.ts';
import type { Advanced, OpenWait, RunEvent, RunState, StepKey } from './run-types.ts';

const context = compileContext();
const now = '2026-11-21T09:00:00.000Z';

function planOf(...parameters: Parameters<typeof definition>): Plan {
  const { plan, diagnostics } = compile(definition(...parameters), context);
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

/** Feeds events in turn and gives the last answer. */
function play(plan: Plan, events: readonly RunEvent[]): Advanced {
  return events.reduce<Advanced>((last, event) => advance(plan, last.state, event), {
    state: initialState(plan),
    commands: [],
    taken: true,
  });
}

const key = (id: string, visit = 1, epoch = 0): StepKey => ({ epoch, step: id, visit });
const finished = (at: StepKey, outcome = 'next'): RunEvent => ({ type: 'step_finished', key: at, outcome, output: {} });
const failed = (at: StepKey, retryable = false): RunEvent => ({
  type: 'step_failed',
  key: at,
  error: 'No owner.',
  class: retryable ? 'fault' : 'refused',
  at: now,
});
const openWait = (at: StepKey, deadline = now): OpenWait => ({
  key: at,
  kind: 'wait',
  title: '',
  deadline,
  since: now,
  event: null,
  onDeadline: 'next',
});
const ended = (at: StepKey, outcome = 'next'): RunEvent => ({ type: 'wait_ended', key: at, outcome, output: {} });

describe('advance', () => {
  it('goes from step to step to the end', () => {
    const plan = planOf([step('a', 'record.add_tag'), step('b', 'wait.duration')]);
    const started = play(plan, [{ type: 'started' }]);
    expect(started.commands).toMatchObject([{ type: 'execute', key: key('a') }]);
    const waiting = play(plan, [{ type: 'started' }, finished(key('a')), { type: 'step_waits', wait: openWait(key('b')) }]);
    expect(waiting.commands).toEqual([]);
    const done = advance(plan, waiting.state, ended(key('b')));
    expect(done.commands).toEqual([{ type: 'end', end: { status: 'succeeded', reason: 'All steps are done.' } }]);
  });

  it('ends at once without steps', () => {
    expect(play(planOf([]), [{ type: 'started' }]).state.ended?.status).toBe('succeeded');
  });

  it('retries by the policy of the step under the same key, then holds; a person retries under a new epoch', () => {
    const plan = planOf([step('a', 'record.add_tag')]);
    const first = play(plan, [{ type: 'started' }, failed(key('a'), true)]);
    expect(first.state.waits).toMatchObject([{ kind: 'retry', key: key('a'), deadline: '2026-11-21T09:00:05.000Z' }]);
    const again = advance(plan, first.state, ended(key('a'), 'retry'));
    expect(again.commands).toMatchObject([{ type: 'execute', key: key('a') }]);
    const second = advance(plan, again.state, failed(key('a'), true));
    expect(second.state.waits[0]?.deadline).toBe('2026-11-21T09:00:20.000Z');
    const third = advance(plan, advance(plan, second.state, ended(key('a'), 'retry')).state, failed(key('a'), true));
    expect(third.commands).toMatchObject([{ type: 'hold', hold: { code: 'step_failed', reason: 'No owner.', key: key('a') } }]);
    const retried = advance(plan, third.state, { type: 'retry', key: key('a') });
    expect(retried.commands).toMatchObject([{ type: 'execute', key: key('a', 1, 1) }]);
    expect(advance(plan, retried.state, finished(key('a'))).taken).toBe(false);
    expect(advance(plan, retried.state, finished(key('a', 1, 1))).state.ended?.status).toBe('succeeded');
  });

  it('leaves by the error branch where one is drawn, and fails where the settings say so', () => {
    const nodes = [step('a', 'record.add_tag'), step('b', 'message.in_app')];
    const branching = planOf(nodes, {
      edges: [
        { from: 'start', outcome: 'next', to: 'a' },
        { from: 'a', outcome: 'error', to: 'b' },
      ],
    });
    expect(play(branching, [{ type: 'started' }, failed(key('a'))]).commands).toMatchObject([{ key: key('b') }]);
    const failing = planOf(nodes, { settings: { timeZone: 'tenant', onError: 'fail', loopGuard: { max: 1, perHours: 1 } } });
    expect(play(failing, [{ type: 'started' }, failed(key('a'))]).state.ended).toEqual({ status: 'failed', reason: 'No owner.' });
  });

  it('retries the classes of error that the step names, and goes on where it says so', () => {
    const retry = { attempts: 2, firstDelaySeconds: 60, factor: 1, maxDelaySeconds: 60, on: ['refused'] } as const;
    const plan = planOf([{ ...step('a', 'record.add_tag'), onFailure: { retry, rule: 'go_on' } }, step('b', 'message.in_app')]);
    const refused = play(plan, [{ type: 'started' }, failed(key('a'))]);
    expect(refused.state.waits).toMatchObject([{ kind: 'retry', deadline: '2026-11-21T09:01:00.000Z' }]);
    const again = advance(plan, refused.state, ended(key('a'), 'retry'));
    const through = advance(plan, again.state, failed(key('a')));
    expect(through.commands).toMatchObject([{ type: 'execute', key: key('b') }]);
    expect(through.state.outputs.a).toEqual({ error: 'No owner.' });
    // A fault is not among the classes: no second attempt.
    expect(play(plan, [{ type: 'started' }, failed(key('a'), true)]).commands).toMatchObject([{ key: key('b') }]);
  });

  it('keeps what steps set', () => {
    const plan = planOf([step('a', 'flow.set_variable'), step('b', 'record.add_tag')]);
    const set = (variables: Record<string, number>): RunEvent => ({ ...finished(key('a')), variables }) as RunEvent;
    expect(play(plan, [{ type: 'started' }, set({ points: 5 })]).state.variables).toEqual({ points: 5 });
  });

  it('holds a run that jumps back more often than allowed, and gives another round to whoever retries', () => {
    // first ─> tag ─> again ─(at most 3 times)─> first
    const plan = planOf([step('first', 'wait.duration'), step('tag', 'record.add_tag'), step('again', 'flow.goto')]);
    let state = play(plan, [{ type: 'started' }]).state;
    for (let round = 1; round <= 4; round++) {
      state = advance(plan, state, { type: 'step_waits', wait: openWait(key('first', round)) }).state;
      state = advance(plan, state, ended(key('first', round))).state;
      state = advance(plan, state, finished(key('tag', round))).state;
      if (round <= 3) state = advance(plan, state, finished(key('again', round))).state;
    }
    expect(state.held).toMatchObject({ code: 'too_many_visits', key: key('again', 4) });
    const retried = advance(plan, state, { type: 'retry', key: key('again', 4) });
    expect(retried.commands).toMatchObject([{ type: 'execute', key: key('again', 1, 1) }]);
    expect(advance(plan, retried.state, finished(key('again', 1, 1))).commands).toMatchObject([{ key: key('first', 5, 1) }]);
  });

  it('takes what happens while it is held, and does it when it is resumed', () => {
    const plan = planOf([step('a', 'wait.duration'), step('b', 'record.add_tag')]);
    const paused = { type: 'hold', hold: { code: 'paused', reason: 'Paused by Ann.', key: null } } as const;
    const held = play(plan, [{ type: 'started' }, { type: 'step_waits', wait: openWait(key('a')) }, paused, ended(key('a'))]);
    expect(held.commands).toMatchObject([{ type: 'hold' }]);
    expect(held.state.ready).toEqual([key('b')]);
    expect(advance(plan, held.state, { type: 'resumed' }).commands).toMatchObject([{ type: 'execute', key: key('b') }]);
    const skipped = advance(plan, held.state, { type: 'step_skipped', key: key('b') });
    expect(advance(plan, skipped.state, { type: 'resumed' }).state.ended?.status).toBe('succeeded');
  });

  it('does not lose one of two branches that both fail', () => {
    const plan = planOf([step('a', 'record.add_tag'), step('b', 'record.add_tag')]);
    // Parallel branches are several ready keys; made by hand until a step opens them.
    const both: RunState = { ...initialState(plan), started: true, visits: { a: 1, b: 1 }, ready: [key('a'), key('b')] };
    const twice = advance(plan, advance(plan, both, failed(key('a'))).state, failed(key('b')));
    expect(twice.state.held?.key).toEqual(key('a'));
    const retried = advance(plan, twice.state, { type: 'retry', key: key('a') });
    expect(retried.state.ready).toEqual([key('b'), key('a', 1, 1)]);
  });

  it('does not end a moved wait by its old timer', () => {
    const plan = planOf([step('a', 'wait.duration')]);
    const waiting = play(plan, [{ type: 'started' }, { type: 'step_waits', wait: openWait(key('a'), '2026-11-22T09:00:00.000Z') }]);
    const late = advance(plan, waiting.state, { type: 'wait_ended', key: key('a'), outcome: 'next', output: {}, deadline: now });
    expect(late).toMatchObject({ taken: false, state: waiting.state });
  });

  it('holds instead of guessing when an outcome or a step is unknown', () => {
    const plan = planOf([step('a', 'record.add_tag')]);
    expect(play(plan, [{ type: 'started' }, finished(key('a'), 'elsewhere')]).state.held?.code).toBe('unknown_outcome');
    expect(play(plan, [{ type: 'started' }, finished(key('a'), 'constructor')]).state.held?.code).toBe('unknown_outcome');
    const lost: RunState = { ...initialState(plan), started: true, ready: [key('gone')] };
    expect(advance(plan, { ...lost, held: { code: 'paused', reason: '', key: null } }, { type: 'resumed' }).state.held?.code).toBe(
      'unknown_step',
    );
  });
});

const reminders = { at: now, everySeconds: 60, left: 2, outcome: 'remind' } as const;

/** Answers a command as an executor might, by chance. */
function answer(plan: Plan, at: StepKey, choose: (below: number) => number): RunEvent {
  const found = plan.steps.find((one) => one.id === at.step);
  if (found === undefined) throw new Error(`no step ${at.step}`);
  if (found.category === 'wait' && choose(3) > 0) {
    const deadline = choose(4) === 0 ? null : `2026-11-${10 + choose(20)}T09:00:00.000Z`;
    return { type: 'step_waits', wait: { ...openWait(at), deadline, ...(Object.hasOwn(found.next, 'remind') ? { reminders } : {}) } };
  }
  if (!isControlNode(found.type) && choose(6) === 0)
    return { type: 'step_failed', key: at, error: 'Broken', class: choose(2) === 0 ? 'fault' : 'refused', at: now };
  if (found.type === 'flow.exit')
    return { type: 'step_finished', key: at, outcome: 'exit', output: {}, end: { status: 'exited', reason: 'Exit' } };
  if (found.type === 'flow.for_each') {
    const items = Array.from({ length: choose(5) }, (_, index) => ({ type: 'task', id: String(index) }));
    return { type: 'step_finished', key: at, outcome: items.length === 0 ? 'done' : 'each', output: {}, items };
  }
  const outcomes = Object.keys(found.next).filter((outcome) => outcome !== 'remind');
  return { type: 'step_finished', key: at, outcome: outcomes[choose(outcomes.length)] ?? 'next', output: { n: choose(10) } };
}

describe('advance on any drawing, driven by chance', () => {
  const text = (at: StepKey) => `${at.epoch}/${at.step}/${at.visit}`;

  it('always ends, waits or is held; finishes no key twice; survives JSON; ignores the late and the foreign', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000), { maxLength: 120 }), fc.infiniteStream(fc.nat(1_000)), (tape, chance) => {
        const { plan } = compile(definitionFromTape(tape), context);
        if (plan === null) throw new Error('the drawing is valid');
        const choose = (below: number): number => (chance.next().value ?? 0) % below;
        const finishedKeys = new Set<string>();
        const past: RunEvent[] = [];
        let state = initialState(plan);
        let moves = 0;
        const give = (event: RunEvent): void => {
          const result = advance(plan, state, event);
          expect(result.taken).toBe(true);
          expect(JSON.parse(JSON.stringify(result.state))).toEqual(result.state);
          expect(agenda(plan, JSON.parse(JSON.stringify(result.state)))).toEqual(result.commands);
          state = JSON.parse(JSON.stringify(result.state));
          past.push(event);
          const old = past[choose(past.length)];
          if (
            old !== undefined &&
            old.type !== 'hold' &&
            old.type !== 'resumed' &&
            old.type !== 'exit' &&
            old.type !== 'started' &&
            isLate(old, state)
          ) {
            expect(advance(plan, state, old)).toMatchObject({ taken: false, state });
          }
        };
        give({ type: 'started' });
        while (state.ended === null) {
          if (++moves > 20_000) throw new Error('the run goes round for ever');
          const [command] = agenda(plan, state);
          if (command?.type === 'execute') {
            const event = answer(plan, command.key, choose);
            if (event.type === 'step_finished') {
              expect(finishedKeys.has(text(command.key))).toBe(false);
              finishedKeys.add(text(command.key));
            }
            give(event);
          } else if (command?.type === 'hold') {
            if (choose(3) === 0 || moves > 500) give({ type: 'exit', reason: 'Cancelled', status: 'cancelled' });
            else if (command.hold.key === null) give({ type: 'resumed' });
            else give({ type: 'retry', key: command.hold.key });
          } else {
            const wait = state.waits[choose(state.waits.length)];
            if (wait === undefined) throw new Error('the run neither waits nor ends');
            const [goal] = goalsAhead(plan, state);
            if (goal !== undefined && choose(6) === 0) {
              give({ type: 'goal', step: goal.id });
              continue;
            }
            const reminder = wait.reminders?.at ?? null;
            if (reminder !== null && choose(2) === 0) {
              give({ type: 'reminder_due', key: wait.key, at: reminder });
              continue;
            }
            const outcomes = Object.keys(plan.steps.find((one) => one.id === wait.key.step)?.next ?? {}).filter((one) => one !== 'remind');
            give({
              type: 'wait_ended',
              key: wait.key,
              outcome: wait.kind === 'retry' ? 'retry' : (outcomes[choose(outcomes.length)] ?? 'next'),
              output: {},
            });
          }
        }
        expect(agenda(plan, state)).toEqual([{ type: 'end', end: state.ended }]);
        expect(state.forks).toBeUndefined();
        expect(advance(plan, state, { type: 'started' }).taken).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  function isLate(event: RunEvent, state: RunState): boolean {
    const at = event.type === 'step_waits' ? event.wait.key : 'key' in event ? event.key : null;
    if (at === null) return false;
    const open = [...state.ready, ...state.waits.map((wait) => wait.key)].map(text);
    return !open.includes(text(at)) && text(state.held?.key ?? key('none')) !== text(at);
  }
});
