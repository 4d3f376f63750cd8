import { configOf } from '../../../domain/automation/nodes/registry.ts';
import { goalsAhead } from '../../../domain/automation/run/goals.ts';
import { agenda } from '../../../domain/automation/run/advance.ts';
import { leavesWhenSuppressed, suppressedBy, suppressedReason } from '../../../domain/automation/suppression.ts';
import type { RunEvent } from '../../../domain/automation/run/run-types.ts';
import { evaluate } from '../../../domain/expressions/evaluate.ts';
import { findLeaving } from './look.ts';
import type { Session } from './session.ts';
import { take } from './take.ts';

/** What a run that comes late to a merged record says on its page; those open at the merge say the same. */
const mergedReason = 'The record was merged into another one.';

/**
 * What keeps a run from going on, looked at after what happened has been taken into its state and before anything is done: the record
 * is gone, an exit criterion is met, the automation is paused. Null: the way is free.
 */
export async function gate(session: Session): Promise<RunEvent | null> {
  if (session.state.ended !== null) return null;
  if (session.record === null)
    return { type: 'exit', status: 'exited', reason: session.isMerged ? mergedReason : 'The record was deleted.' };
  if (isOfConvertedLead(session)) return { type: 'exit', status: 'exited', reason: 'The lead was converted.' };
  const leaving = await leave(session);
  if (leaving !== null) return leaving;
  const due = agenda(session.plan, session.state).some((command) => command.type === 'execute');
  if (due && session.run.automation_status === 'paused') {
    return { type: 'hold', hold: { code: 'paused', reason: 'The automation is paused.', key: null } };
  }
  return null;
}

/** Takes every goal that has been reached, until a rule ends the run or nothing is to be taken any more. */
async function leave(session: Session): Promise<RunEvent | null> {
  for (;;) {
    const leaving = (await findLeaving(session)) ?? leaveByCondition(session);
    if (leaving === null || leaving.type === 'exit') return leaving;
    take(session, leaving);
  }
}

/** Also looked at between the steps of a segment, so that it does not matter which steps were fused into one. */
export function leaveByCondition(session: Session): RunEvent | null {
  for (const rule of session.plan.exit) {
    if (rule.kind === 'condition' && evaluate(rule.when, session.facts()).result)
      return { type: 'exit', status: 'exited', reason: rule.reason };
  }
  const suppressed = leavesWhenSuppressed(session.plan) ? suppressedBy(session.plan, session.facts()) : null;
  if (suppressed !== null)
    return { type: 'exit', status: 'exited', reason: suppressedReason(session.record?.segmentNames?.get(suppressed.segment) ?? null) };
  for (const step of goalsAhead(session.plan, session.state)) {
    const { criterion } = configOf(step, 'flow.goal');
    if (criterion.kind === 'condition' && evaluate(criterion.when, session.facts()).result) return { type: 'goal', step: step.id };
  }
  return null;
}

/**
 * Conversion ends the runs that are open; one for an earlier event may be enrolled only after it. What the conversion itself or anything
 * later started goes on.
 */
function isOfConvertedLead(session: Session): boolean {
  const convertedAt = session.record?.row['convertedAt'];
  if (session.subject.type !== 'lead' || !(convertedAt instanceof Date)) return false;
  const began = session.run.input.event?.occurredAt ?? session.run.created_at;
  return (began instanceof Date ? began : new Date(String(began))).getTime() < convertedAt.getTime();
}
