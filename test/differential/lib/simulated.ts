import type { AutomationDefinition } from '../../../domain/automation/definition/definition.ts';
import type { FoundRecord, SimulatedSubject, SimulatedWorld } from '../../../domain/automation/simulate/scenario.ts';
import { shadowSegment } from '../../../domain/automation/simulate/shadow-segment.ts';
import { ShadowRun } from '../../../domain/automation/simulate/shadow-run.ts';
import { dueOf } from '../../../domain/automation/run/advance.ts';
import { answer } from './graphs.ts';
import type { Trace } from './traces.ts';
import { planOf, traceOf } from './traces.ts';

/** Waits that last longer end only by an answer. */
export const soonMilliseconds = 60_000;
/** So often somebody answers a run that only waits for that. */
export const mostAnswers = 3;

export interface Setting {
  readonly definition: AutomationDefinition;
  readonly subject: SimulatedSubject;
  readonly world: SimulatedWorld;
  readonly found: readonly FoundRecord[];
}

/** The run as the simulator carries it out: time passes until only an answer helps, then somebody answers. */
export function simulated({ definition, subject, world, found }: Setting): Trace {
  const began = '2026-06-01T09:00:00.000Z';
  const run = new ShadowRun(planOf(definition), world, { turns: new Map(), openTasks: new Map() }, subject, began);
  for (let answers = 0; ; ) {
    segment(run, found);
    if (run.state.ended !== null || run.state.held !== null) break;
    const soonest = run.state.waits
      .map(dueOf)
      .filter((due) => due !== null)
      .sort()[0];
    if (soonest !== undefined && Date.parse(soonest) - Date.parse(run.now) < soonMilliseconds) {
      run.now = soonest > run.now ? soonest : run.now;
    } else if (answers++ < mostAnswers) run.happens(answer, run.subject, {});
    else break;
  }
  const end = run.state.ended?.status ?? (run.state.held === null ? 'waiting' : 'held');
  const steps = run.timeline.flatMap(({ kind, step, outcome }) =>
    kind === 'step' && step !== null && outcome !== null ? [{ step, outcome }] : [],
  );
  return traceOf(definition, end, steps);
}

function segment(run: ShadowRun, found: readonly FoundRecord[]): void {
  const course = shadowSegment(run);
  for (let at = course.next(); at.done !== true; ) at = course.next(at.value === undefined ? undefined : found);
}
