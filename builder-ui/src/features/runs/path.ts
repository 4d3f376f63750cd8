import { edgeId } from '../builder/layout/geometry.ts';
import type { Paint } from '../builder/canvas/step-card.tsx';
import type { RunDetail, RunStep } from './api/runs-api.ts';

/** How a run went through its version: by step how it stands, by line whether it was taken. */
export interface Path {
  readonly paint: ReadonlyMap<string, Paint>;
  readonly taken: ReadonlySet<string>;
  /** The last execution of each step. */
  readonly last: ReadonlyMap<string, RunStep>;
}

export function pathOf(run: Pick<RunDetail, 'steps' | 'waits' | 'heldStep' | 'ready' | 'definition'>): Path {
  const paint = new Map<string, Paint>();
  const taken = new Set<string>();
  const last = new Map<string, RunStep>();
  const { trigger } = run.definition;
  paint.set(trigger.id, 'taken');
  if (run.steps.length > 0) taken.add(edgeId(trigger.id, 'next'));
  for (const step of run.steps) {
    last.set(step.step, step);
    paint.set(step.step, paintOf(step));
    if (step.outcome !== null) taken.add(edgeId(step.step, step.outcome));
  }
  for (const wait of run.waits) paint.set(wait.step, 'here');
  for (const step of run.ready) paint.set(step, 'here');
  if (run.heldStep !== null) paint.set(run.heldStep, 'held');
  return { paint, taken, last };
}

function paintOf(step: RunStep): Paint {
  switch (step.status) {
    case 'done':
    case 'skipped':
      return 'taken';
    case 'waiting':
    case 'retrying':
      return 'here';
    case 'failed':
      return 'failed';
  }
}
