import { literal, runTogether } from '../../../db/opening.ts';
import { advance, initialState } from '../../../domain/automation/run/advance.ts';
import type { RunState } from '../../../domain/automation/run/run-types.ts';
import type { Cause } from '../../../domain/events.ts';
import type { CommandContext, TenantTrx } from '../../lib/context.ts';
import type { NewDispatch } from '../../lib/dispatches.ts';
import { insertDispatches, startOfRun } from '../../lib/dispatches.ts';
import { newId } from '../../lib/new-id.ts';
import type { Admitted, Candidate, Rejection } from './enrolment.ts';
import { causeDepth, runsBeside } from './enrolment.ts';
import { eventFacts } from './event-facts.ts';

/** Rejections kept per automation; the oldest make room. */
const mostRejections = 1_000;

export interface EnrolledRun {
  readonly runId: string;
  readonly candidate: Candidate;
}

export interface Enrolments {
  readonly matched: readonly Candidate[];
  readonly admitted: readonly Admitted[];
  readonly rejected: readonly Rejection[];
}

/** The name of the advisory lock that enrolments of one key and the end of its run take. */
export function runName(automationId: string, key: string): string {
  return `run:${automationId}/${key}`;
}

/** Writes runs, enrolments, starts, figures and rejections in one round trip. */
export async function writeEnrolments(trx: TenantTrx, context: CommandContext, what: Enrolments): Promise<readonly EnrolledRun[]> {
  if (what.matched.length === 0) return [];
  const runs = what.admitted.map((one) => newRun(one, context));
  const starts = runs.flatMap((run) => (run.start === null ? [] : [run.start]));
  await runTogether(trx, [
    ...(runs.length === 0 ? [] : [insertRuns(context, runs), insertEnrolments(context, runs)]),
    ...(starts.length === 0 ? [] : [insertDispatches(context.tenantId, starts)]),
    noteFigures(context, what),
  ]);
  return runs.map((run) => ({ runId: run.row.id, candidate: run.one.candidate }));
}

interface NewRun {
  readonly one: Admitted;
  readonly row: RunRow;
  readonly start: NewDispatch | null;
}
type RunRow = ReturnType<typeof rowOf>;

function newRun(one: Admitted, context: CommandContext): NewRun {
  const row = rowOf(one, context);
  const { live } = one.candidate;
  const labels = { automation: live.name, version: live.version, subjectType: one.subject.type, subjectId: one.subject.id };
  const run = { runId: row.id, automationId: live.automationId, version: live.version, incarnation: 1, seq: 0, labels };
  // People who start one run by hand look at it: they are served before the crowd.
  const start =
    live.paused || one.waitsTurn === true
      ? null
      : startOfRun(run, { batchable: true, ...(one.candidate.source === 'event' ? {} : { priority: 2 }) });
  return { one, row, start };
}

function rowOf(one: Admitted, context: CommandContext) {
  const { live, event, source } = one.candidate;
  const cause: Cause = {
    depth: one.candidate.depth ?? causeDepth(event),
    automationId: live.automationId,
    ...(event === null ? {} : { eventId: event.id }),
  };
  const fresh = initialState(live.plan);
  // Whoever waits for a turn is not yet held by a pause: the gate sees to it when the turn comes.
  const held = live.paused && one.waitsTurn !== true;
  const state = held ? heldByPause(live.plan, fresh) : fresh;
  return {
    id: one.runId ?? newId(context.now.getTime()),
    automation_id: live.automationId,
    version: live.version,
    plan_hash: live.planHash,
    key: one.key,
    beside: runsBeside(one),
    waits_turn: one.waitsTurn === true,
    subject_type: one.subject.type,
    subject_id: one.subject.id,
    status: held ? 'held' : 'queued',
    state,
    input: event === null ? {} : { event: eventFacts(event) },
    source,
    event_id: event?.id ?? null,
    cause,
    shell: live.paused || one.waitsTurn === true ? 'none' : 'own',
    exit_after: event?.id ?? null,
    hold_code: held ? pausedHold.code : null,
    reason: held ? pausedHold.reason : null,
  };
}

export const pausedHold = { code: 'paused', reason: 'The automation is paused.', key: null } as const;

function heldByPause(plan: Parameters<typeof advance>[0], fresh: RunState): RunState {
  const started = advance(plan, fresh, { type: 'started' }).state;
  return started.ended === null ? advance(plan, started, { type: 'hold', hold: pausedHold }).state : fresh;
}

function insertRuns(context: CommandContext, runs: readonly NewRun[]): string {
  const rows = runs.map((run) => run.row);
  return `insert into runs (tenant_id, id, automation_id, version, plan_hash, key, beside, waits_turn, subject_type, subject_id, status, state, input, source, event_id, cause, shell, exit_after, hold_code, reason, created_at, updated_at)
    select ${literal(context.tenantId)}::uuid, id, automation_id, version, plan_hash, key, beside, waits_turn, subject_type, subject_id, status, state, input, source, event_id, cause, shell,
      coalesce(exit_after, nextval('event_numbers')), hold_code, reason, ${literal(context.now)}::timestamptz, ${literal(context.now)}::timestamptz
    from jsonb_to_recordset(${literal(rows)}::jsonb) as r (id uuid, automation_id uuid, version int, plan_hash text, key text, beside boolean, waits_turn boolean, subject_type text, subject_id uuid,
      status text, state jsonb, input jsonb, source text, event_id bigint, cause jsonb, shell text, exit_after bigint, hold_code text, reason text)`;
}

function insertEnrolments(context: CommandContext, runs: readonly NewRun[]): string {
  const rows = runs.map(({ one, row }) => ({
    run_id: row.id,
    automation_id: row.automation_id,
    version: row.version,
    key: row.key,
    subject_type: row.subject_type,
    subject_id: row.subject_id,
    event_id: row.event_id,
    evaluation: one.evaluation,
  }));
  return `insert into enrolments (tenant_id, run_id, automation_id, version, key, subject_type, subject_id, event_id, evaluation, enrolled_at)
    select ${literal(context.tenantId)}::uuid, run_id, automation_id, version, key, subject_type, subject_id, event_id, evaluation, ${literal(context.now)}::timestamptz
    from jsonb_to_recordset(${literal(rows)}::jsonb) as e (run_id uuid, automation_id uuid, version int, key text, subject_type text, subject_id uuid, event_id bigint, evaluation jsonb)`;
}

/** Counts what was matched and puts rejections into the automation's ring: the count gives each its slot. */
function noteFigures(context: CommandContext, what: Enrolments): string {
  const figures = new Map<string, { automation_id: string; matched: number; enrolled: number; rejected: number }>();
  const of = (candidate: Candidate) => {
    const id = candidate.live.automationId;
    const own = figures.get(id) ?? { automation_id: id, matched: 0, enrolled: 0, rejected: 0 };
    figures.set(id, own);
    return own;
  };
  for (const candidate of what.matched) of(candidate).matched += 1;
  for (const one of what.admitted) of(one.candidate).enrolled += 1;
  const rejections = what.rejected.map((rejection) => ({ ...rejectionRow(rejection), ordinal: (of(rejection.candidate).rejected += 1) }));
  const tenantId = `${literal(context.tenantId)}::uuid`;
  const now = `${literal(context.now)}::timestamptz`;
  const counted = `insert into automation_stats as s (tenant_id, automation_id, matched, enrolled, rejected, last_matched_at, last_enrolled_at)
      select ${tenantId}, f.automation_id, f.matched, f.enrolled, f.rejected, ${now}, case when f.enrolled > 0 then ${now} end
      from jsonb_to_recordset(${literal([...figures.values()])}::jsonb) as f (automation_id uuid, matched bigint, enrolled bigint, rejected bigint) order by f.automation_id
      on conflict (tenant_id, automation_id) do update set matched = s.matched + excluded.matched, enrolled = s.enrolled + excluded.enrolled,
        rejected = s.rejected + excluded.rejected, last_matched_at = excluded.last_matched_at, last_enrolled_at = coalesce(excluded.last_enrolled_at, s.last_enrolled_at)
      returning automation_id, rejected`;
  if (rejections.length === 0) return counted;
  return `with counted as (${counted})
    insert into rejections (tenant_id, automation_id, slot, version, key, subject_type, subject_id, event_id, rule, details, rejected_at)
    select ${tenantId}, r.automation_id, ((c.rejected - r.ordinal) % ${mostRejections})::int, r.version, r.key, r.subject_type, r.subject_id, r.event_id, r.rule, r.details, ${now}
    from jsonb_to_recordset(${literal(rejections)}::jsonb) as r (automation_id uuid, version int, key text, subject_type text, subject_id uuid, event_id bigint, rule text, details jsonb, ordinal int)
      join counted c using (automation_id)
    on conflict (tenant_id, automation_id, slot) do update set version = excluded.version, key = excluded.key, subject_type = excluded.subject_type, subject_id = excluded.subject_id,
      event_id = excluded.event_id, rule = excluded.rule, details = excluded.details, rejected_at = excluded.rejected_at`;
}

function rejectionRow(rejection: Rejection) {
  const { live, subject, event } = rejection.candidate;
  return {
    automation_id: live.automationId,
    version: live.version,
    key: rejection.key,
    subject_type: subject?.type ?? null,
    subject_id: subject?.id ?? null,
    event_id: event?.id ?? null,
    rule: rejection.rule,
    details: rejection.details,
  };
}
