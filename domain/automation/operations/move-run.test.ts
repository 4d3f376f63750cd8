import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definition, definitionFromTape, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import type { Plan } from '../plan/plan.ts';
import { advance, agenda, initialState } from '../run/advance.ts';
import type { OpenWait, RunState } from '../run/run-types.ts';
import { choiceFor, mapFor, messagesFrom, proposedFor } from './impact.ts';
import { moveRun, standsAt, startFrom, takenBack } from './move-run.ts';

const at = '2026-03-02T09:00:00.000Z';

function planOf(drawn: AutomationDefinition): Plan {
  const { plan, diagnostics } = compile(drawn, compileContext());
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

/** Goes through a plan by numbers: waits open, steps are left by some outcome; gives the state it comes to. */
function walk(plan: Plan, tape: readonly number[]): RunState {
  let state = advance(plan, initialState(plan), { type: 'started' }).state;
  for (const number of tape) {
    const next = agenda(plan, state).find((command) => command.type === 'execute');
    if (next?.type !== 'execute') {
      const wait = state.waits[number % Math.max(1, state.waits.length)];
      if (wait === undefined) break;
      const outcome = wait.kind === 'retry' ? 'retry' : wait.onDeadline;
      state = advance(plan, state, { type: 'wait_ended', key: wait.key, outcome, output: {} }).state;
      continue;
    }
    const { step: taken, key } = next;
    if (taken.category === 'wait' && number % 2 === 0) {
      const wait: OpenWait = {
        key,
        kind: 'wait',
        title: taken.title,
        deadline: at,
        since: at,
        event: null,
        onDeadline: taken.defaultOutcome,
      };
      state = advance(plan, state, { type: 'step_waits', wait }).state;
    } else {
      const outcomes = Object.keys(taken.next);
      const outcome = outcomes[number % Math.max(1, outcomes.length)] ?? taken.defaultOutcome;
      state = advance(plan, state, { type: 'step_finished', key, outcome, output: {} }).state;
    }
  }
  return state;
}

const again: Parameters<typeof moveRun>[3] = (_step, key, wait) => ({ ...wait, key });
const tape = fc.array(fc.nat(1_000), { maxLength: 60 });

describe('moving a run onto the very same plan', () => {
  it('leaves it where it stands under a new epoch, and every key of before is late', () => {
    fc.assert(
      fc.property(tape, tape, (drawing, walking) => {
        const plan = planOf(definitionFromTape(drawing));
        const state = walk(plan, walking);
        const moved = moveRun(state, plan, {}, again);
        expect(moved.ok).toBe(state.ended === null);
        if (state.ended !== null) return;
        if (!moved.ok) throw new Error(`it has no ${moved.missing.join()}`);
        expect(standsAt(moved.state)).toEqual(standsAt(state));
        for (const wait of state.waits) {
          const late = advance(plan, moved.state, { type: 'wait_ended', key: wait.key, outcome: wait.onDeadline, output: {} });
          expect(late.taken).toBe(false);
        }
      }),
    );
  });

  it('is taken back to where it stood', () => {
    fc.assert(
      fc.property(tape, tape, (drawing, walking) => {
        const plan = planOf(definitionFromTape(drawing));
        const state = walk(plan, walking);
        const moved = moveRun(state, plan, {}, again);
        if (!moved.ok) return;
        const back = takenBack(state, moved.state.epoch + 1);
        expect(standsAt(back)).toEqual(standsAt(state));
        expect(back.outputs).toEqual(state.outputs);
      }),
    );
  });
});

describe('moving a run elsewhere', () => {
  const from = planOf(definition([step('rest', 'wait.duration'), step('task', 'record.create_task')]));
  const to = planOf(definition([step('nap', 'wait.duration'), step('task', 'record.create_task')]));
  const waiting = walk(from, [0]);

  it('asks where it goes on when its step is gone', () => {
    expect(moveRun(waiting, to, {}, again)).toEqual({ ok: false, missing: ['rest'] });
    const moved = moveRun(waiting, to, { rest: 'nap' }, again);
    expect(moved.ok && standsAt(moved.state)).toEqual(['nap']);
  });

  it('executes what would not wait at all, and a step that is no wait', () => {
    const over = moveRun(waiting, to, { rest: 'nap' }, () => null);
    expect(over.ok && over.state.ready).toEqual([{ epoch: 1, step: 'nap', visit: 1 }]);
    const task = moveRun(waiting, to, { rest: 'task' }, again);
    expect(task.ok && task.state.ready).toEqual([{ epoch: 1, step: 'task', visit: 1 }]);
  });

  it('does not take the words of the language for steps', () => {
    expect(moveRun(waiting, to, { rest: 'constructor' }, again).ok).toBe(false);
    expect(startFrom(waiting, to, '__proto__').ok).toBe(false);
  });

  it('starts from one step alone', () => {
    const started = startFrom(waiting, from, 'task');
    expect(started.ok && { waits: started.state.waits, standing: standsAt(started.state) }).toEqual({ waits: [], standing: ['task'] });
  });
});

describe('choices', () => {
  const choices = [
    { version: 1, step: 'rest', choice: 'move', target: 'nap' },
    { version: 1, step: null, choice: 'exit' },
  ] as const;

  it('hold for the version and the step; nobody is moved unasked', () => {
    expect(choiceFor(choices, 1, ['rest'])).toBe('move');
    expect(choiceFor(choices, 1, [])).toBe('exit');
    expect(choiceFor(choices, 2, ['rest'])).toBe('stay');
    expect(mapFor(choices, 1)).toEqual({ rest: 'nap' });
  });

  it('propose a move for a step that is there still and of its kind', () => {
    const from = planOf(definition([step('rest', 'wait.duration')]));
    const other = planOf(definition([step('rest', 'record.create_task')]));
    expect([proposedFor(from, from, 'rest'), proposedFor(from, other, 'rest'), proposedFor(from, other, null)]).toEqual([
      'move',
      'stay',
      'move',
    ]);
  });

  it('count messages up to the next wait, loops once', () => {
    const tell = (id: string) => step(id, 'message.in_app', { to: { kind: 'owner' }, text: 'Look' });
    const plan = planOf(definition([tell('one'), tell('two'), step('rest', 'wait.duration'), tell('three')]));
    expect(messagesFrom(plan, 'one')).toBe(2);
    expect(messagesFrom(plan, 'rest')).toBe(1);
    expect(messagesFrom(plan, 'nowhere')).toBe(0);
  });
});
