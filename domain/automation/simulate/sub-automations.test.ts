import { describe, expect, it } from 'vitest';
import { compileContext, definition, officeHours, step } from '../../../test/factories/definitions.ts';
import { compile } from '../compile/compile.ts';
import type { AutomationDefinition } from '../definition/definition.ts';
import { fixtureIds } from '../nodes/fixtures.ts';
import type { Plan } from '../plan/plan.ts';
import type { Reaction, SimulatedSubject, SimulatedWorld } from './scenario.ts';
import { simulateNow } from './simulate.ts';

function planOf(of: AutomationDefinition): Plan {
  const { plan, diagnostics } = compile(of, compileContext());
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

const rest = (id: string, hours: number) => step(id, 'wait.duration', { duration: { amount: hours, unit: 'hours' } });
const task = (id: string) => step(id, 'record.create_task', { title: id, due: null });
/** Raises the score after an hour, and makes a task of the same name as the parent's. */
const child = (more: Partial<AutomationDefinition> = {}) =>
  planOf(
    definition(
      [
        rest('rest', 1),
        step('raise', 'record.update', { changes: [{ field: 'lead.score', value: { kind: 'literal', value: 90 } }] }),
        task('task'),
      ],
      { name: 'Child', exit: [], ...more },
    ),
  );
const edge = (from: string, outcome: string, to: string) => ({ from, outcome, to });
const parent = (wait: { amount: number; unit: string } | null) =>
  planOf(
    definition(
      [
        step('run', 'flow.run_automation', { automationId: fixtureIds.automation, wait }),
        task('task'),
        ...(wait === null ? [] : [task('late')]),
        task('not'),
      ],
      {
        exit: [],
        edges:
          wait === null
            ? [edge('start', 'next', 'run'), edge('run', 'next', 'task'), edge('run', 'not_started', 'not')]
            : [
                edge('start', 'next', 'run'),
                edge('run', 'finished', 'task'),
                edge('run', 'timed_out', 'late'),
                edge('run', 'not_started', 'not'),
              ],
      },
    ),
  );

const lead: SimulatedSubject = {
  ref: { type: 'lead', id: 'lead' },
  name: 'Kim',
  json: { id: 'lead', score: 0, tags: [], ownerUserId: null },
};
const world = (plan: Plan | null): SimulatedWorld => ({
  automationId: 'parent',
  tenant: { name: 'Acme', timezone: 'UTC' },
  calendar: officeHours,
  people: [],
  teams: [],
  automations: plan === null ? {} : { [fixtureIds.automation]: { name: 'Child', plan } },
});
const startsAt = '2026-11-23T09:00:00.000Z';
const run = (plan: Plan, other: Plan | null, reactions: readonly Reaction[] = []) =>
  simulateNow(plan, [lead], world(other), { startsAt, days: 30, seed: 1, reactions });

describe('a simulated automation that runs another', () => {
  it('waits for its end, sees what it has changed, and counts what the record got from both', () => {
    const { runs, totals } = run(parent({ amount: 1, unit: 'days' }), child());
    expect(runs[0]).toMatchObject({ status: 'succeeded', endedAt: '2026-11-23T10:00:00.000Z', tasks: 2, final: { score: 90 } });
    expect(runs[0]?.timeline.map(({ automation, step: id, outcome }) => `${automation ?? '-'} ${id ?? 'end'} ${outcome ?? '…'}`)).toEqual([
      '- run …',
      'Child rest …',
      'Child rest next',
      'Child raise next',
      'Child task next',
      'Child end succeeded',
      '- run finished',
      '- task next',
      '- end succeeded',
    ]);
    // Its steps are its own: "task" was passed once by the draft.
    expect(totals.outcomes).toEqual({ run: { finished: 1 }, task: { next: 1 } });
  });

  it('gives up waiting, or goes on at once, and the other goes on without it', () => {
    expect(run(parent({ amount: 10, unit: 'minutes' }), child()).totals.outcomes['run']).toEqual({ timed_out: 1 });
    const { runs } = run(parent(null), child());
    expect(runs[0]).toMatchObject({ status: 'succeeded', endedAt: startsAt, tasks: 2, final: { score: 90 } });
  });

  it('does not begin one that is not live, or that does not take the record in', () => {
    expect(run(parent(null), null).totals.outcomes['run']).toEqual({ not_started: 1 });
    const filter = {
      kind: 'compare' as const,
      left: { kind: 'field' as const, path: 'lead.score' },
      operator: 'greater_than' as const,
      right: { kind: 'literal' as const, value: 5 },
    };
    const picky = child({ enrollment: { filter, key: 'record', reenroll: 'never', whileActive: 'ignore' } });
    expect(run(parent(null), picky).totals.outcomes['run']).toEqual({ not_started: 1 });
  });

  it('comes to an end when two run each other', () => {
    const again = child({
      nodes: [step('run', 'flow.run_automation', { automationId: fixtureIds.automation, wait: null }), task('task')],
      edges: [edge('start', 'next', 'run'), edge('run', 'next', 'task'), edge('run', 'not_started', 'task')],
    });
    const { runs } = run(again, again);
    // The record's own run and the one it begins; that one cannot run itself.
    expect(runs[0]?.tasks).toBe(1);
    expect(runs[0]?.timeline.map(({ outcome }) => outcome)).toContain('failed');
    expect(runs[0]?.status).toBe('succeeded');
  });
});
