import { advance } from '../../../domain/automation/run/advance.ts';
import { eventOutput } from '../../../domain/automation/nodes/wait-for-event.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import type { OpenWait, RunEvent } from '../../../domain/automation/run/run-types.ts';
import type { StoredEvent } from '../../../domain/events.ts';
import type { Happened } from '../../../workflows/contracts/automation-run.ts';
import { findAwaited } from './look.ts';
import type { Session } from './session.ts';
import { rowName, stepRow } from './step-rows.ts';

/** Puts one event into the state. True if it changed anything. */
export function take(session: Session, event: RunEvent): boolean {
  const { state, taken } = advance(session.plan, session.state, event);
  session.state = state;
  return taken;
}

/**
 * What the shell saw, and what is to be seen, always first: before any gate, so that nothing that happened is lost by a pause or a hold.
 * What is not open any more is ignored. Every wait for an event looks at its window before a time-out is taken: a committed answer
 * wins, however far behind the relay is.
 */
export async function takeHappened(session: Session, happened: Happened): Promise<void> {
  if (happened.kind === 'cancelled') {
    take(session, { type: 'exit', status: 'cancelled', reason: 'Cancelled by an operator.' });
    return;
  }
  if (!session.state.started) take(session, { type: 'started' });
  for (const wait of session.state.waits) await takeAwaited(session, wait);
  if (happened.kind !== 'timer') return;
  const { epoch, step, visit, deadline } = happened;
  const due = session.state.waits.find((wait) => wait.key.epoch === epoch && wait.key.step === step && wait.key.visit === visit);
  // Due if the stored deadline is unchanged: a wait that was moved keeps waiting, whatever the old timer says.
  if (due === undefined) return;
  if (due.deadline === deadline) endWait(session, due, due.onDeadline, null);
  else take(session, { type: 'reminder_due', key: due.key, at: deadline });
}

/** Ends the wait if its event has happened. The wait's record is locked. */
export async function takeAwaited(session: Session, wait: OpenWait): Promise<boolean> {
  const event = await findAwaited(session, wait);
  if (event === null || wait.event === null) return false;
  endWait(session, wait, wait.event.onEvent, event);
  return true;
}

function endWait(session: Session, wait: OpenWait, outcome: string, event: StoredEvent | null): void {
  const output = event === null ? {} : eventOutput(event);
  const taken = take(session, { type: 'wait_ended', key: wait.key, outcome, output, deadline: wait.deadline });
  // A retry's end is not the step's: its row is written when the step is executed again.
  if (!taken || wait.kind !== 'wait') return;
  const step = stepOf(session.plan, wait.key.step);
  if (step === undefined) return;
  const name = rowName(wait.key);
  const opened = session.steps.get(name);
  session.steps.set(name, {
    ...stepRow(step, wait.key, session.run.seq + 1, opened?.place ?? session.steps.size, {
      status: 'done',
      outcome,
      output,
      startedAt: wait.since,
      finishedAt: session.now,
    }),
    ...(opened?.inputs === undefined ? {} : { inputs: opened.inputs }),
    ...(event === null ? {} : { eventId: event.id }),
  });
}
