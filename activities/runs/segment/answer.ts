import { dueOf, nextDeadline } from '../../../domain/automation/run/advance.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import type { OpenWait, RunState } from '../../../domain/automation/run/run-types.ts';
import type { SegmentAnswer, WaitTimer } from '../../../workflows/contracts/automation-run.ts';
import type { RunStatus } from './load-run.ts';
import type { Session } from './session.ts';

/** What the segment asks of its shell. Short: it stands in the run's history, which holds no personal data. */
export function answerOf(session: Session, finished: boolean): SegmentAnswer {
  const { state } = session;
  const seq = session.run.seq + 1;
  if (state.ended !== null) return { kind: 'ended', seq, status: state.ended.status };
  if (state.held !== null)
    return { kind: 'held', seq, step: currentTitle(session) ?? '', details: heldDetails(session, state.held.reason) };
  if (!finished) return { kind: 'again', seq };
  return { kind: 'waits', seq, timer: timerOf(state), step: currentTitle(session) ?? '', details: waitingDetails(session) };
}

export function statusOf(state: RunState): RunStatus {
  if (state.ended !== null) return state.ended.status;
  if (state.held !== null) return 'held';
  return state.ready.length > 0 ? 'running' : 'waiting';
}

/** The title of the step the run stands at: the held one, the wait that is due next, or the one to be executed. */
export function currentTitle(session: Session): string | null {
  const { state, plan } = session;
  const key = state.held?.key ?? soonest(state)?.key ?? state.waits[0]?.key ?? state.ready[0];
  return key === undefined || key === null ? null : (stepOf(plan, key.step)?.title ?? key.step);
}

function timerOf(state: RunState): WaitTimer | null {
  const wait = soonest(state);
  const deadline = wait === undefined ? null : dueOf(wait);
  if (wait === undefined || deadline === null) return null;
  const { epoch, step, visit } = wait.key;
  return { epoch, step, visit, deadline, title: wait.title };
}

function soonest(state: RunState): OpenWait | undefined {
  const deadline = nextDeadline(state);
  return deadline === null ? undefined : state.waits.find((wait) => dueOf(wait) === deadline);
}

function waitingDetails(session: Session): string {
  const lines = session.state.waits.map((wait) => {
    const until = wait.deadline === null ? 'without a time-out' : `until **${wait.deadline}**`;
    if (wait.kind === 'retry') return `- **${wait.title}** failed and is tried again at **${wait.deadline ?? 'once'}**`;
    const then = nextTitle(session, wait.key.step, wait.onDeadline);
    if (wait.event === null) return `- **${wait.title}** ${until}, then ${then}`;
    const comes = nextTitle(session, wait.key.step, wait.event.onEvent);
    return `- **${wait.title}**: waits for ${wait.event.types.join(' or ')} of ${wait.event.record.type} \`${wait.event.record.id}\` ${until}.\n  When it comes: ${comes}. Otherwise: ${then}`;
  });
  return [headline(session), ...lines].join('\n');
}

function heldDetails(session: Session, reason: string): string {
  return `${headline(session)}\n**Held** at ${currentTitle(session) ?? 'its beginning'}: ${reason}`;
}

function headline(session: Session): string {
  return `**${session.run.automation_name}**, version ${session.run.version}, for ${session.subject.type} \`${session.subject.id}\`\n`;
}

function nextTitle(session: Session, step: string, outcome: string): string {
  const target = stepOf(session.plan, step)?.next[outcome];
  return target === null || target === undefined ? 'the run ends' : (stepOf(session.plan, target)?.title ?? target);
}
