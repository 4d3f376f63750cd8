import type { Plan } from '../../../domain/automation/plan/plan.ts';
import type { Scenario, SimulatedWorld, SimulationResult, SimulationTotals } from '../../../domain/automation/simulate/scenario.ts';
import type * as contract from '../../contracts/simulations.ts';

interface Simulated {
  readonly plan: Plan;
  readonly world: SimulatedWorld;
  readonly scenario: Scenario;
  readonly result: SimulationResult;
  readonly live: SimulationResult | null;
  readonly timelines: number;
}

export function presentSimulation({ plan, world, scenario, result, live, timelines }: Simulated): contract.Simulation {
  return {
    scenario: { startsAt: scenario.startsAt, days: scenario.days, seed: scenario.seed },
    records: result.runs.length,
    steps: plan.steps.map(({ id, number, title }) => ({ id, number, title })),
    runs: result.runs.slice(0, timelines).map(({ visited: _visited, final: _final, ...run }) => ({
      ...run,
      record: { type: run.record.type, id: run.record.id },
      timeline: run.timeline.map((entry) => ({ ...entry })),
    })),
    totals: presentTotals(result.totals, world),
    live: live === null ? null : presentTotals(live.totals, world),
  };
}

function presentTotals(totals: SimulationTotals, world: SimulatedWorld): contract.SimulationTotalsAnswer {
  const names = new Map(world.people.map((person) => [person.id, person.name]));
  return {
    statuses: { ...totals.statuses },
    messages: totals.messages,
    messagesPerDay: { ...totals.messagesPerDay },
    tasksPerPerson: Object.entries(totals.tasksPerPerson)
      .map(([id, tasks]) => (id === 'nobody' ? { userId: null, name: null, tasks } : { userId: id, name: names.get(id) ?? null, tasks }))
      .sort((a, b) => b.tasks - a.tasks),
    outcomes: Object.fromEntries(Object.entries(totals.outcomes).map(([step, counts]) => [step, { ...counts }])),
    notReached: [...totals.notReached],
  };
}
