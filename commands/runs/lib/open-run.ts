import type { NewDispatch } from '../../lib/dispatches.ts';
import { startOfRun, wakeOfRun } from '../../lib/dispatches.ts';

/** What is needed of a run to reach its shell, or to give it one. */
export interface OpenRun {
  readonly id: string;
  readonly automation_id: string;
  readonly automation_name: string;
  readonly version: number;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly shell: 'none' | 'own' | 'batch';
  readonly incarnation: number;
  readonly seq: number;
}

/** Of `runs r join automations a`. */
export const openRunColumns =
  'r.id, r.automation_id, a.name as automation_name, r.version, r.subject_type, r.subject_id, r.shell, r.incarnation, r.seq';

export interface WantedShell {
  readonly incarnation: number;
  readonly dispatch: NewDispatch;
}

/** Wakes the run's shell, or wants one for a run that has none. `cause` names why, so that the same reason acts once. */
export function wantShell(run: OpenRun, cause: string): WantedShell {
  if (run.shell === 'own') return { incarnation: run.incarnation, dispatch: wakeOfRun(toStart(run, run.incarnation), cause) };
  // An id that was used is closed for good, and nobody knows for sure whether this one was.
  return wantNewShell(run);
}

/** A new incarnation: the old shell, if it ever comes back, is answered `lost`. */
export function wantNewShell(run: OpenRun): WantedShell {
  const incarnation = run.incarnation + 1;
  return { incarnation, dispatch: startOfRun(toStart(run, incarnation), { batchable: false }) };
}

function toStart(run: OpenRun, incarnation: number) {
  return {
    runId: run.id,
    automationId: run.automation_id,
    version: run.version,
    incarnation,
    seq: run.seq,
    labels: { automation: run.automation_name, version: run.version, subjectType: run.subject_type, subjectId: run.subject_id },
  };
}
