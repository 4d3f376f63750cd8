import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import type { Session } from './session.ts';
import { rowName, stepRow } from './step-rows.ts';

/** Waits that nobody ended and the run has no more: their branch was given up when others met. Their rows say so. */
export function noteGivenUp(session: Session): void {
  const { run, state, plan, now } = session;
  const open = new Set([...state.waits.map((wait) => wait.key), ...state.ready].map(rowName));
  for (const [name, row] of session.steps) {
    if ((row.status === 'waiting' || row.status === 'retrying') && !open.has(name)) {
      session.steps.set(name, { ...row, status: 'skipped', finishedAt: now });
    }
  }
  // The rows of a run that has ended are closed together.
  if (state.ended !== null) return;
  for (const wait of run.state.waits) {
    const name = rowName(wait.key);
    const step = stepOf(plan, wait.key.step);
    if (open.has(name) || session.steps.has(name) || step === undefined) continue;
    const place = session.steps.size;
    session.steps.set(name, stepRow(step, wait.key, run.seq + 1, place, { status: 'skipped', startedAt: wait.since, finishedAt: now }));
  }
}
