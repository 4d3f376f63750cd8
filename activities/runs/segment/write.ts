import { flushEvents } from '../../../commands/lib/flush-events.ts';
import { runName } from '../../../commands/automations/lib/write-enrolments.ts';
import { insertDispatches, startOfRun } from '../../../commands/lib/dispatches.ts';
import { closeOpenSteps } from '../../../commands/runs/lib/close-run.ts';
import { literal, runTogether } from '../../../db/opening.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';
import { currentTitle, statusOf } from './answer.ts';
import type { RunRow } from './load-run.ts';
import type { Session } from './session.ts';
import { rowName, upsertSteps } from './step-rows.ts';

/** Everything a segment has collected, in two round trips: the events, then one statement per table. */
export async function writeSegment(session: Session, answer: SegmentAnswer, owner: 'own' | 'batch'): Promise<void> {
  noteRunEvents(session);
  await flushEvents(session.trx, session.context);
  const { run, context } = session;
  const goesOn = owner === 'batch' && session.state.ended === null;
  if (goesOn) session.dispatches.push(ownStart(session));
  await runTogether(session.trx, [
    // An enrolment of the key and the end of its run decide one after the other.
    ...(session.state.ended === null ? [] : [lockKey(session)]),
    updateRun(session, answer, goesOn || owner === 'own' ? 'own' : 'batch'),
    ...(session.steps.size === 0 ? [] : [upsertSteps(context.tenantId, run.id, [...session.steps.values()])]),
    ...(session.state.ended === null || session.run.state.waits.length === 0
      ? []
      : [closeOpenSteps(context.tenantId, run.id, context.now)]),
    ...subscriptionChanges(session),
    ...(session.dispatches.length === 0 ? [] : [insertDispatches(context.tenantId, session.dispatches)]),
  ]);
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

function lockKey(session: Session): string {
  return `select pg_advisory_xact_lock(hashtextextended(${literal(`${session.context.tenantId}:${runName(session.run.automation_id, session.run.key)}`)}, 0))`;
}

function updateRun(session: Session, answer: SegmentAnswer, shell: 'own' | 'batch'): string {
  const { run, state, context } = session;
  const now = `${literal(context.now)}::timestamptz`;
  const wake = answer.kind === 'waits' ? (answer.timer?.deadline ?? null) : null;
  return `update runs set state = ${literal(state)}::jsonb, status = ${literal(statusOf(state))}, seq = ${run.seq + 1}, last_answer = ${literal(answer)}::jsonb,
      exit_after = ${session.exitAfter}, current_step = ${literal(currentTitle(session))}, next_wake_at = ${literal(wake)}::timestamptz,
      hold_code = ${literal(state.held?.code ?? null)}, reason = ${literal(state.ended?.reason ?? state.held?.reason ?? null)}, shell = ${literal(shell)},
      started_at = coalesce(started_at, ${now}), updated_at = ${now}, ended_at = ${state.ended === null ? 'null' : now}
    where tenant_id = ${literal(context.tenantId)}::uuid and id = ${literal(run.id)}::uuid`;
}

interface Subscription {
  readonly record_id: string;
  readonly wait: string;
  readonly types: readonly string[] | null;
  readonly after: string;
}

/** Whom the relay wakes for what. Written only when it changes; a run that has ended wants nothing. */
function subscriptionChanges(session: Session): readonly string[] {
  const before = subscriptionsOf(session, session.run.state, session.run.exit_after);
  const after = session.state.ended === null ? subscriptionsOf(session, session.state, session.exitAfter) : [];
  const had = session.run.seq > 0 ? before : [];
  if (JSON.stringify(names(had)) === JSON.stringify(names(after))) return [];
  const tenant = `${literal(session.context.tenantId)}::uuid`;
  const run = `${literal(session.run.id)}::uuid`;
  const remove = had.length === 0 ? [] : [`delete from subscriptions where tenant_id = ${tenant} and run_id = ${run}`];
  if (after.length === 0) return remove;
  return [
    ...remove,
    `insert into subscriptions (tenant_id, record_id, run_id, wait, types, after)
     select ${tenant}, record_id, ${run}, wait, types, after from jsonb_to_recordset(${literal(after)}::jsonb) as s (record_id uuid, wait text, types text[], after bigint)
     on conflict (tenant_id, record_id, run_id, wait) do update set types = excluded.types, after = excluded.after`,
  ];
}

function names(subscriptions: readonly Subscription[]): readonly string[] {
  return subscriptions.map((one) => `${one.record_id}/${one.wait}`).sort();
}

function subscriptionsOf(session: Session, state: RunState, exitAfter: string): readonly Subscription[] {
  if (state.ended !== null || !state.started) return [];
  const waits = state.waits.flatMap((wait) =>
    wait.event === null
      ? []
      : [{ record_id: wait.event.record.id, wait: rowName(wait.key), types: wait.event.types, after: wait.event.after }],
  );
  const { exit } = session.plan;
  if (exit.length === 0 || state.waits.length === 0) return waits;
  // A criterion about the record's values may come true with any event of it.
  const byCondition = exit.some((rule) => rule.kind === 'condition');
  const types = byCondition ? null : [...new Set(exit.flatMap((rule) => (rule.kind === 'event' ? rule.events : [])))];
  return [...waits, { record_id: session.subject.id, wait: 'exit', types, after: exitAfter }];
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
