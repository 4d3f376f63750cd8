import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definition, definitionFromTape, officeHours, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import type { AutomationDefinition, ExitRule } from '../definition/definition.ts';
import type { JsonObject } from '../../json.ts';
import type { Plan } from '../plan/plan.ts';
import type { RecordedEvent, RecordedRun, RecordedStep, ReplayWorld } from './recorded-run.ts';
import { replay } from './replay.ts';
import { simulateNow } from './simulate.ts';

function planOf(of: AutomationDefinition): Plan {
  const { plan, diagnostics } = compile(of, compileContext());
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const day = (n: number, hour = 9) => `2026-11-${String(20 + n).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;
const world: ReplayWorld = { now: day(10), tenant: { name: 'Acme', timezone: 'UTC' }, calendar: officeHours };
const subject = { type: 'lead', id: 'lead' } as const;
const edge = (from: string, outcome: string, to: string) => ({ from, outcome, to });
const passed = (id: string, outcome: string | null, at: number, more: Partial<RecordedStep> = {}): RecordedStep => ({
  step: id,
  visit: 1,
  status: outcome === null ? 'skipped' : 'done',
  outcome,
  output: {},
  evaluation: null,
  deadline: null,
  startedAt: day(at),
  finishedAt: day(at),
  ...more,
});
const happened = (type: RecordedEvent['type'], at: string, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  id: at,
  type,
  subject,
  actor: { kind: 'system', name: 'test' },
  occurredAt: at,
  ...more,
});
const recorded = (plan: Plan, steps: readonly RecordedStep[], more: Partial<RecordedRun> = {}): RecordedRun => ({
  id: 'run',
  automationId: 'automation',
  subject,
  source: 'event',
  status: 'succeeded',
  reason: null,
  startedAt: day(1),
  endedAt: day(5),
  moved: false,
  plan,
  event: { type: plan.trigger.events[0] ?? '' },
  enrolment: null,
  steps,
  events: [],
  eventsComplete: true,
  record: { id: 'lead', score: 10, status: 'new' },
  ...more,
});

const waiting = (days: number, more: Partial<AutomationDefinition> = {}, config: JsonObject = {}) =>
  planOf(
    definition(
      [
        step('wait', 'wait.for_event', {
          events: ['touch.logged'],
          timeout: { amount: days, unit: 'days' },
          since: null,
          filter: null,
          ...config,
        }),
        step('thank', 'record.add_tag', { tags: ['Touched'] }),
        step('tell', 'record.add_tag', { tags: ['Cold'] }),
      ],
      { edges: [edge('start', 'next', 'wait'), edge('wait', 'happened', 'thank'), edge('wait', 'timed_out', 'tell')], exit: [], ...more },
    ),
  );
const touchOn = (n: number) => [happened('touch.logged', day(n))];
const answered = (n: number) => [passed('wait', 'happened', 1, { finishedAt: day(n) }), passed('thank', 'next', n)];

describe('a wait that gives up sooner or later', () => {
  const run = recorded(waiting(3), answered(3), { events: touchOn(3) });
  it('is decided by what happened then', () => {
    expect(replay(run, waiting(5), world)).toMatchObject({ result: 'same', followed: 2, otherwise: ['wait'] });
    expect(replay(run, waiting(1), world)).toMatchObject({
      result: 'different',
      code: 'outcome',
      step: 'wait',
      was: 'happened',
      wouldBe: 'timed_out',
    });
  });

  it('may have got what it did not wait for, and would be waiting still', () => {
    const silent = [passed('wait', 'timed_out', 1, { finishedAt: day(4) }), passed('tell', 'next', 4)];
    const late = recorded(waiting(3), silent, { events: touchOn(6) });
    expect(replay(late, waiting(7), world)).toMatchObject({
      code: 'outcome',
      wouldBe: 'happened',
      because: [{ path: 'touch.logged', value: day(6) }],
    });
    expect(replay(recorded(waiting(3), silent), waiting(30), world)).toMatchObject({ result: 'unknown', code: 'future', step: 'wait' });
    expect(replay({ ...late, eventsComplete: false }, waiting(7), world)).toMatchObject({ result: 'unknown', code: 'not_recorded' });
  });

  it('answers nothing to what the run did itself', () => {
    const own = { actor: { kind: 'automation', automationId: 'automation', version: 1, runId: 'run', step: 'x' } } as const;
    const silent = [passed('wait', 'timed_out', 1, { finishedAt: day(4) }), passed('tell', 'next', 4)];
    const events = [happened('touch.logged', day(6), own)];
    expect(replay(recorded(waiting(3), silent, { events }), waiting(7), world)).toMatchObject({ result: 'same' });
  });
});

describe('rules for leaving', () => {
  const left = (reason: string, when: ExitRule & { kind: 'event' }): readonly ExitRule[] => [{ ...when, reason }];
  const lost: ExitRule & { kind: 'event' } = { kind: 'event', reason: 'Lost', events: ['lead.status_changed'], when: null };
  const run = recorded(waiting(3), answered(3), { events: [happened('lead.status_changed', day(2)), ...touchOn(3)] });
  it('that are new may have been met before anything else differs', () => {
    const draft = waiting(1, { exit: left('Lost', lost) });
    expect(replay(run, draft, world)).toMatchObject({ code: 'exit_new', wouldBe: 'Lost', at: day(2) });
    expect(replay({ ...run, events: touchOn(3) }, draft, world)).toMatchObject({ code: 'outcome', step: 'wait' });
  });

  it('that are gone let it go on', () => {
    const exited = recorded(waiting(3, { exit: left('Lost', lost) }), [passed('wait', null, 1, { finishedAt: day(2) })], {
      status: 'exited',
      reason: 'Lost',
      endedAt: day(2),
    });
    expect(replay(exited, waiting(3), world)).toMatchObject({ code: 'exit_gone', was: 'Lost' });
    expect(replay(exited, waiting(3, { exit: left('Lost', lost) }), world)).toMatchObject({ result: 'same' });
  });
});

describe('what another setting of an earlier step would make otherwise', () => {
  const scored = (score: number) =>
    planOf(
      definition(
        [
          step('raise', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: score } }] }),
          step('if', 'flow.if', {
            condition: {
              kind: 'compare',
              left: { kind: 'field', path: 'lead.score' },
              operator: 'greater_than',
              right: { kind: 'literal', value: 50 },
            },
          }),
          step('good', 'record.add_tag', { tags: ['Good'] }),
          step('poor', 'record.add_tag', { tags: ['Poor'] }),
        ],
        {
          exit: [],
          edges: [edge('start', 'next', 'raise'), edge('raise', 'next', 'if'), edge('if', 'yes', 'good'), edge('if', 'no', 'poor')],
        },
      ),
    );
  it('is not guessed by a step that reads it', () => {
    const run = recorded(scored(60), [passed('raise', 'next', 1), passed('if', 'yes', 1), passed('good', 'next', 1)]);
    expect(replay(run, scored(60), world)).toMatchObject({ result: 'same', followed: 3, otherwise: [] });
    expect(replay(run, scored(40), world)).toMatchObject({
      result: 'unknown',
      code: 'changed_before',
      step: 'if',
      because: [{ path: 'lead.score' }],
    });
  });
});

describe('a run that somebody moved', () => {
  it('is followed no further than its plan leads', () => {
    const plan = waiting(3);
    expect(replay(recorded(plan, [passed('tell', 'next', 1)]), plan, world)).toMatchObject({
      result: 'unknown',
      code: 'moved',
      step: 'tell',
    });
    expect(replay(recorded(plan, answered(3), { moved: true }), plan, world)).toMatchObject({ result: 'unknown', code: 'moved' });
  });
});

describe('any run', () => {
  it('takes the same way through the plan it ran with', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 60 }), fc.nat(), (tape, seed) => {
        const { plan } = compile(definitionFromTape(tape), compileContext());
        if (plan === null) return;
        const lead = { ref: subject, name: 'Kim', json: { id: 'lead', email: 'kim@example.com', score: 0, tags: [], ownerUserId: null } };
        const tenant = { tenant: world.tenant, calendar: officeHours, people: [], teams: [] };
        const touch = { to: 'task', after: { amount: 1, unit: 'hours' }, probability: 0.5, event: 'touch.logged' } as const;
        const [run] = simulateNow(plan, [lead], tenant, { startsAt: day(1), days: 60, seed, reactions: [touch] }).runs;
        const steps = (run?.timeline ?? []).flatMap(({ step: id, kind, outcome, at }) =>
          kind !== 'step' || id === null || outcome === null || outcome === 'failed'
            ? []
            : [passed(id, outcome, 1, { startedAt: at, finishedAt: at })],
        );
        const again = replay(recorded(plan, steps, { status: run?.status ?? '', reason: run?.reason ?? null }), plan, world);
        expect(again).toMatchObject({ result: 'same', code: null });
      }),
      { numRuns: 200 },
    );
  });
});
