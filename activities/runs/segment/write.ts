import { flushTogether } from '../../../commands/lib/flush-events.ts';
import { insertDispatches, startOfRun } from '../../../commands/lib/dispatches.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { closeOpenSteps, dropSubscriptions } from '../../../commands/runs/lib/close-run.ts';
import { freeNextTurns, mayFreeTurn, startFreed } from '../../../commands/runs/lib/next-turn.ts';
import type { Subscription } from '../../../commands/runs/lib/subscriptions.ts';
import { insertSubscriptions, subscriptionsWanted } from '../../../commands/runs/lib/subscriptions.ts';
import { idArray, literal, runTogether } from '../../../db/opening.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import { currentTitle, statusOf } from './answer.ts';
import type { RunRow } from './load-run.ts';
import type { Session } from './session.ts';
import { noteGivenUp } from './given-up.ts';
import { upsertSteps } from './step-rows.ts';

/** A segment that has been worked out and waits to be written. */
export interface Worked {
  readonly session: Session;
  readonly answer: SegmentAnswer;
  readonly owner: 'own' | 'batch';
}

/**
 * Everything the segments of one transaction have collected, in two round trips: the events, then one statement per table for all of
 * them. A segment on its own is a list of one.
 */
export async function writeSegments(trx: TenantTrx, worked: readonly Worked[]): Promise<void> {
  const [first] = worked;
  if (first === undefined) return;
  const { tenantId, now } = first.session.context;
  for (const one of worked) {
    noteRunEvents(one.session);
    noteGivenUp(one.session);
    // A run that has to wait goes on with a workflow of its own.
    if (one.owner === 'batch' && shellAfter(one) === 'own') one.session.dispatches.push(ownStart(one.session));
  }
  await flushTogether(
    trx,
    worked.map(({ session }) => session.context),
  );
  const sessions = worked.map(({ session }) => session);
  const ended = sessions.filter((session) => session.state.ended !== null);
  const left = ended.filter((session) => session.run.state.waits.length > 0);
  const steps = sessions.flatMap((session) => [...session.steps.values()].map((row) => ({ runId: session.run.id, row })));
  const dispatches = sessions.flatMap((session) => session.dispatches);
  const turns = ended.filter(({ run, plan }) => mayFreeTurn(run, plan.enrollment.whileActive)).map(({ run }) => run);
  const results = await runTogether(trx, [
    updateRuns(tenantId, now, worked),
    ...(steps.length === 0 ? [] : [upsertSteps(tenantId, steps)]),
    ...(left.length === 0 ? [] : [closeOpenSteps(tenantId, idsOf(left), now)]),
    ...subscriptionChanges(tenantId, sessions),
    ...(dispatches.length === 0 ? [] : [insertDispatches(tenantId, dispatches)]),
    ...(turns.length === 0 ? [] : [freeNextTurns(tenantId, turns, now)]),
  ]);
  if (turns.length > 0) await startFreed(trx, tenantId, results.at(-1));
}

/** A batch keeps the runs that end in it, which never had a shell of their own, and those that can go on at once. */
function shellAfter({ answer, owner }: Worked): 'batch' | 'own' {
  return owner === 'batch' && (answer.kind === 'ended' || answer.kind === 'again') ? 'batch' : 'own';
}

function idsOf(sessions: readonly Session[]): readonly string[] {
  return sessions.map((session) => session.run.id);
}

function noteRunEvents(session: Session): void {
  const { run, state, subject, context } = session;
  const actor = { kind: 'automation', automationId: run.automation_id, runId: run.id, step: state.held?.key?.step ?? '' } as const;
  const about = { subject: { type: 'run', id: run.id }, related: session.record === null ? [] : [subject], actor } as const;
  const automation = { automationId: run.automation_id, automation: run.automation_name };
  if (state.ended !== null && run.ended_at === null) {
    context.record({ type: 'run.ended', ...about, data: { ...automation, status: state.ended.status, reason: state.ended.reason } });
  } else if (state.held !== null && state.held.code !== 'paused' && run.state.held === null) {
    context.record({ type: 'run.held', ...about, data: { ...automation, code: state.held.code, reason: state.held.reason } });
  }
}

function updateRuns(tenantId: string, now: Date, worked: readonly Worked[]): string {
  const rows = worked.map(({ session, answer, owner }) => {
    const { run, state } = session;
    return {
      id: run.id,
      state,
      status: statusOf(state),
      seq: run.seq + 1,
      last_answer: answer,
      exit_after: session.exitAfter,
      current_step: currentTitle(session),
      next_wake_at: answer.kind === 'waits' ? (answer.timer?.deadline ?? null) : null,
      hold_code: state.held?.code ?? null,
      reason: state.ended?.reason ?? state.held?.reason ?? null,
      shell: shellAfter({ session, answer, owner }),
      ended: state.ended !== null,
    };
  });
  const instant = `${literal(now)}::timestamptz`;
  return `update runs r set state = n.state, status = n.status, seq = n.seq, last_answer = n.last_answer, exit_after = n.exit_after, current_step = n.current_step,
      next_wake_at = n.next_wake_at, hold_code = n.hold_code, reason = n.reason, shell = n.shell, started_at = coalesce(r.started_at, ${instant}), updated_at = ${instant},
      ended_at = case when n.ended then ${instant} end
    from jsonb_to_recordset(${literal(rows)}::jsonb) as n (id uuid, state jsonb, status text, seq int, last_answer jsonb, exit_after bigint, current_step text, next_wake_at timestamptz,
      hold_code text, reason text, shell text, ended boolean)
    where r.tenant_id = ${literal(tenantId)}::uuid and r.id = any(${idArray(rows.map((row) => row.id))}) and r.id = n.id`;
}

/** Whom the relay wakes for what. Written only where it changes; a run that has ended wants nothing. */
function subscriptionChanges(tenantId: string, sessions: readonly Session[]): readonly string[] {
  const changed = sessions.flatMap((session) => {
    const had = session.run.seq > 0 ? subscriptionsOf(session, session.run.state, session.run.exit_after) : [];
    const has = session.state.ended === null ? subscriptionsOf(session, session.state, session.exitAfter) : [];
    return JSON.stringify(names(had)) === JSON.stringify(names(has)) ? [] : [{ session, had, has }];
  });
  const gone = changed.filter(({ had }) => had.length > 0).map(({ session }) => session);
  const added = changed.flatMap(({ session, has }) => has.map((one) => ({ ...one, run_id: session.run.id })));
  return [
    ...(gone.length === 0 ? [] : [dropSubscriptions(tenantId, idsOf(gone))]),
    ...(added.length === 0 ? [] : [insertSubscriptions(tenantId, added)]),
  ];
}

function names(subscriptions: readonly Subscription[]): readonly string[] {
  return subscriptions.map((one) => `${one.record_id}/${one.wait}/${one.types?.join() ?? '*'}`).sort();
}

function subscriptionsOf(session: Session, state: RunState, exitAfter: string): readonly Subscription[] {
  return subscriptionsWanted({ plan: session.plan, state, subjectId: session.subject.id, exitAfter });
}

function ownStart(session: Session) {
  const { run } = session;
  return startOfRun(runToStart(run, run.incarnation, run.seq + 1), { batchable: false });
}

export function runToStart(run: RunRow, incarnation: number, seq: number) {
  return {
    runId: run.id,
    automationId: run.automation_id,
    version: run.version,
    incarnation,
    seq,
    labels: { automation: run.automation_name, version: run.version, subjectType: run.subject_type, subjectId: run.subject_id },
  };
}
