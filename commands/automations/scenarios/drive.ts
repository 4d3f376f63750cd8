import { setImmediate as breathe } from 'node:timers/promises';
import type { Course, FindRequest, FoundRecord, SimulationResult } from '../../../domain/automation/simulate/scenario.ts';

const sliceMs = 20;

/** It would have taken longer than whoever asked wants to wait. */
export class SimulationTooLong extends Error {
  override readonly name = 'SimulationTooLong';
}

/** Drives it in slices, so that a long simulation does not keep others waiting; what it looks for is read as it comes. */
export async function driveSimulation(
  course: Course<SimulationResult>,
  find: (request: FindRequest) => Promise<readonly FoundRecord[]>,
  /** On the clock of `performance`. */
  latest = Infinity,
): Promise<SimulationResult> {
  let until = performance.now() + sliceMs;
  for (let step = course.next(); ; ) {
    if (step.done === true) return step.value;
    const answer = step.value === undefined ? undefined : await find(step.value);
    const now = performance.now();
    if (now > latest) throw new SimulationTooLong();
    if (now > until) {
      await breathe();
      until = performance.now() + sliceMs;
    }
    step = course.next(answer);
  }
}
