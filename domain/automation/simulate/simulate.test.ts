import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileContext, definition, definitionFromTape, officeHours, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import { fixtureIds } from '../nodes/fixtures.ts';
import type { Plan } from '../plan/plan.ts';
import type { Reaction, Scenario, SimulatedSubject, SimulatedWorld } from './scenario.ts';
import { simulateNow } from './simulate.ts';

const [ann, ben, mia] = [fixtureIds.user, '0190a000-0000-7000-8000-0000000000b1', '0190a000-0000-7000-8000-0000000000c1'];
const person = (id: string, name: string, managerId: string | null) => ({
  id,
  name,
  managerId,
  email: `${name.toLowerCase()}@acme.example`,
  openTasks: 0,
  json: { id, name },
});
const world: SimulatedWorld = {
  tenant: { name: 'Acme', timezone: 'UTC' },
  calendar: officeHours,
  people: [person(ann, 'Ann', mia), person(ben, 'Ben', mia), person(mia, 'Mia', null)],
  teams: [{ id: fixtureIds.team, members: [ann, ben] }],
};

function planOf(of: AutomationDefinition): Plan {
  const { plan, diagnostics } = compile(of, compileContext());
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const lead = (n: number, fields = {}): SimulatedSubject => ({
  ref: { type: 'lead', id: `lead-${n}` },
  name: `Lead ${n}`,
  json: {
    id: `lead-${n}`,
    firstName: 'Kim',
    email: `kim${n}@example.com`,
    status: 'new',
    score: 0,
    tags: [],
    ownerUserId: null,
    ...fields,
  },
});

// A Monday morning.
const scenario = (reactions: readonly Reaction[] = [], days = 30): Scenario => ({
  startsAt: '2026-11-23T09:00:00.000Z',
  days,
  seed: 7,
  reactions,
});

/** Assign in turn, a call within a day, else the manager is told. */
const firstTouch = definition(
  [
    step('assign', 'record.assign', { mode: 'round_robin', pool: { kind: 'team', teamId: fixtureIds.team } }),
    step('task', 'record.create_task', { title: 'Call {{lead.firstName}}', kind: 'first_touch', due: null }),
    step('wait', 'wait.for_event', { events: ['touch.logged'], timeout: { amount: 1, unit: 'days' }, since: null, filter: null }),
    step('tell', 'message.email', {
      content: { kind: 'inline', subject: 'No touch', body: '<p>Nobody called.</p>' },
      to: { kind: 'person', person: { kind: 'manager' } },
      consent: 'transactional',
    }),
  ],
  {
    edges: [
      { from: 'start', outcome: 'next', to: 'assign' },
      { from: 'assign', outcome: 'next', to: 'task' },
      { from: 'task', outcome: 'next', to: 'wait' },
      { from: 'wait', outcome: 'timed_out', to: 'tell' },
    ],
  },
);

describe('a simulation', () => {
  it('tells of each record what happens when nobody does anything', () => {
    const { runs, totals } = simulateNow(planOf(firstTouch), [lead(1), lead(2)], world, scenario());
    expect(runs[0]?.timeline.map(({ at, step: id, outcome }) => `${at.slice(5, 16)} ${id ?? '-'} ${outcome ?? '…'}`)).toEqual([
      '11-23T09:00 assign next',
      '11-23T09:00 task next',
      '11-23T09:00 wait …',
      '11-24T09:00 wait timed_out',
      '11-24T09:00 tell next',
      '11-24T09:00 - succeeded',
    ]);
    expect(runs[0]?.timeline[4]?.details).toMatchObject({ to: 'mia@acme.example' });
    expect(totals).toMatchObject({ statuses: { succeeded: 2 }, tasksPerPerson: { [ann]: 1, [ben]: 1 }, notReached: [] });
  });

  it('lets people react, as often as the scenario says, and the same each time', () => {
    const touch: Reaction = { to: 'task', after: { amount: 3, unit: 'hours' }, probability: 0.4, event: 'touch.logged' };
    const many = Array.from({ length: 400 }, (_, n) => lead(n));
    const once = simulateNow(planOf(firstTouch), many, world, scenario([touch]));
    const touched = once.totals.outcomes['wait']?.['happened'] ?? 0;
    expect(touched).toBeGreaterThan(120);
    expect(touched).toBeLessThan(200);
    expect(once.totals.outcomes['tell']?.['next']).toBe(400 - touched);
    expect(simulateNow(planOf(firstTouch), many, world, scenario([touch]))).toEqual(once);
    const certain = simulateNow(planOf(firstTouch), many, world, scenario([{ ...touch, probability: 1 }]));
    expect(certain.totals.notReached).toEqual(['tell']);
  });

  it('leaves by exit rules, also when a field changes outside', () => {
    const plan = planOf({
      ...firstTouch,
      exit: [
        {
          kind: 'condition',
          reason: 'Qualified',
          when: {
            kind: 'compare',
            left: { kind: 'field', path: 'lead.status' },
            operator: 'is',
            right: { kind: 'literal', value: 'qualified' },
          },
        },
      ],
    });
    const qualified: Reaction = {
      to: 'start',
      after: { amount: 5, unit: 'hours' },
      probability: 1,
      event: 'lead.status_changed',
      set: { status: 'qualified' },
    };
    const [run] = simulateNow(plan, [lead(1)], world, scenario([qualified])).runs;
    expect(run).toMatchObject({ status: 'exited', reason: 'Qualified', endedAt: '2026-11-23T14:00:00.000Z' });
  });

  it('asks for records that are really there', () => {
    const plan = planOf(
      definition([
        step('find', 'record.find', {
          recordType: 'company',
          condition: {
            kind: 'compare',
            left: { kind: 'field', path: 'found.name' },
            operator: 'is',
            right: { kind: 'field', path: 'lead.companyName' },
          },
        }),
      ]),
    );
    const asked: unknown[] = [];
    const { totals } = simulateNow(plan, [lead(1, { companyName: 'Nova Ltd' })], world, scenario(), (request) => {
      asked.push(request.filter);
      return [{ ref: { type: 'company', id: 'nova' }, json: { name: 'Nova Ltd' } }];
    });
    expect(asked).toMatchObject([{ right: { kind: 'literal', value: 'Nova Ltd' } }]);
    expect(totals.outcomes['find']).toEqual({ found: 1 });
  });

  it('says what is still under way when the clock stops, and what stands for a person', () => {
    const waiting = planOf(definition([step('rest', 'wait.duration', { duration: { amount: 3, unit: 'weeks' } })]));
    expect(simulateNow(waiting, [lead(1)], world, scenario([], 7)).runs[0]).toMatchObject({ status: 'waiting', endedAt: null });
    const nobody = simulateNow(planOf(firstTouch), [lead(1)], { ...world, people: [] }, scenario());
    expect(nobody.runs[0]).toMatchObject({ status: 'held', reason: 'There is nobody to assign it to.' });
  });

  it('ends for every valid definition, and changes nothing it was given', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000), { maxLength: 60 }), fc.nat(), (tape, seed) => {
        const { plan } = compile(definitionFromTape(tape), compileContext());
        if (plan === null) return;
        const subjects = [lead(1, { ownerUserId: ann })];
        const before = JSON.stringify([subjects, world]);
        const any: Reaction = { to: 'task', after: { amount: 1, unit: 'hours' }, probability: 0.5, event: 'touch.logged' };
        const { runs } = simulateNow(plan, subjects, world, { ...scenario([any], 90), seed });
        expect(runs).toHaveLength(1);
        expect(JSON.stringify([subjects, world])).toBe(before);
      }),
      { numRuns: 200 },
    );
  });
});
