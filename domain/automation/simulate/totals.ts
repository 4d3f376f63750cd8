import type { Instant } from '../../time.ts';
import type { Plan } from '../plan/plan.ts';
import type { SimulatedRun, SimulatedStatus, SimulatedWorld, SimulationResult, SimulationTotals } from './scenario.ts';
import type { ShadowRun } from './shadow-run.ts';

export function resultOf(plan: Plan, world: SimulatedWorld, runs: readonly ShadowRun[], until: Instant): SimulationResult {
  return { runs: runs.map((run) => runOf(run, until)), totals: totalsOf(plan, world, runs) };
}

function statusOf({ state }: ShadowRun): SimulatedStatus {
  return state.ended?.status ?? (state.held === null ? 'waiting' : 'held');
}

function runOf(run: ShadowRun, until: Instant): SimulatedRun {
  const { ended, held } = run.state;
  return {
    record: run.subject,
    name: run.name,
    status: statusOf(run),
    reason: ended?.reason ?? held?.reason ?? `Still under way on ${until.slice(0, 10)}.`,
    endedAt: run.endedAt,
    messages: run.made.filter((made) => made.kind === 'message').length,
    tasks: run.made.filter((made) => made.kind === 'task').length,
    timeline: run.timeline,
    visited: Object.keys(run.state.visits),
    final: run.record,
  };
}

function totalsOf(plan: Plan, world: SimulatedWorld, runs: readonly ShadowRun[]): SimulationTotals {
  const statuses: Record<SimulatedStatus, number> = { succeeded: 0, failed: 0, cancelled: 0, exited: 0, held: 0, waiting: 0 };
  const messagesPerDay: Record<string, number> = {};
  const tasksPerPerson: Record<string, number> = {};
  const outcomes = new Map<string, Record<string, number>>();
  const dayOf = localDay(world.tenant.timezone);
  for (const run of runs) {
    statuses[statusOf(run)] += 1;
    for (const made of run.made) {
      if (made.kind === 'message') add(messagesPerDay, dayOf(made.at));
      else add(tasksPerPerson, made.person ?? 'nobody');
    }
    for (const { step, outcome, automation } of run.timeline) {
      // Steps of automations that it ran are not its own, whatever they are called.
      if (step === null || outcome === null || automation !== undefined) continue;
      const counts = outcomes.get(step) ?? {};
      outcomes.set(step, counts);
      add(counts, outcome);
    }
  }
  const reached = new Set(runs.flatMap((run) => Object.keys(run.state.visits)));
  return {
    statuses,
    messages: Object.values(messagesPerDay).reduce((sum, count) => sum + count, 0),
    messagesPerDay: Object.fromEntries(Object.entries(messagesPerDay).sort(([a], [b]) => (a < b ? -1 : 1))),
    tasksPerPerson,
    outcomes: Object.fromEntries(outcomes),
    notReached: plan.steps.map((step) => step.id).filter((id) => !reached.has(id)),
  };
}

function add(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** `YYYY-MM-DD` as the wall calendar of the zone shows it. */
function localDay(timeZone: string): (at: Instant) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const known = new Map<string, string>();
  return (at) => {
    const day = known.get(at) ?? format.format(new Date(at));
    known.set(at, day);
    return day;
  };
}
