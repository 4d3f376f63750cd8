import type { Plan } from '../../domain/automation/plan/plan.ts';
import type { RecordedEvent, RecordedRun, RecordedStep, Replayed, ReplayWorld } from '../../domain/automation/simulate/recorded-run.ts';
import { replay } from '../../domain/automation/simulate/replay.ts';
import type { Evaluation } from '../../domain/expressions/ast.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordRef, SubjectType } from '../../domain/records/record-types.ts';
import { findRecordedEvents, findRecordedRuns, findRecordedSteps } from '../../db/queries/find-recorded-runs.ts';
import type { RecordedRunRow, RunsWanted } from '../../db/queries/find-recorded-runs.ts';
import { storedEvent } from '../automations/lib/event-facts.ts';
import type { EventRow } from '../automations/lib/event-facts.ts';
import { loadRecords } from '../automations/lib/load-records.ts';
import { loadPlans } from '../automations/lib/plans.ts';
import type { TenantTrx } from '../lib/context.ts';
import { tenantCalendar } from '../runs/lib/reopen-waits.ts';

export interface ReplayRuns extends RunsWanted {
  /** The plan they are sent through. */
  readonly plan: Plan;
  readonly now: Date;
}

export interface ReplayedRun extends Replayed {
  readonly run: Pick<RecordedRunRow, 'id' | 'version' | 'status' | 'subjectType' | 'subjectId' | 'endedAt'>;
  /** What it ran with. */
  readonly oldPlan: Plan;
}

/** Sends past runs through another plan, as far as what is kept of them allows. Reads only; each run's record has to be in sight. */
export async function replayRuns(trx: TenantTrx, tenantId: TenantId, input: ReplayRuns): Promise<readonly ReplayedRun[]> {
  const rows = await findRecordedRuns(trx, input);
  if (rows.length === 0) return [];
  const plans = await loadPlans(
    trx,
    tenantId,
    rows.map((row) => row.planHash),
  );
  const steps = await findRecordedSteps(
    trx,
    rows.map((row) => row.id),
  );
  const events = await findRecordedEvents(trx, rows);
  const { row: tenant, calendar } = await tenantCalendar(trx, tenantId);
  const world: ReplayWorld = { now: input.now.toISOString(), tenant: { name: tenant.name, timezone: tenant.timezone }, calendar };
  // The columns are written from a plan's subject.
  const refs = rows.map((row) => ({ type: row.subjectType, id: row.subjectId }) as RecordRef);
  const records = await loadRecords(trx, tenantId, refs, new Set());
  return rows.flatMap((row) => {
    const oldPlan = plans.get(row.planHash);
    if (oldPlan === undefined) return [];
    const run: RecordedRun = {
      id: row.id,
      automationId: row.automationId,
      subject: { type: row.subjectType as SubjectType, id: row.subjectId },
      source: row.source,
      status: row.status,
      reason: row.reason,
      startedAt: (row.startedAt ?? row.createdAt).toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
      moved: row.moved,
      plan: oldPlan,
      event: (row.input['event'] as JsonObject | undefined) ?? null, // as the enrolment wrote it
      enrolment: row.evaluation as Evaluation | null,
      steps: (steps.get(row.id) ?? []).map(recordedStep),
      events: (events.get(row.id)?.rows ?? []).map((event) => recordedEvent(event as unknown as EventRow)),
      eventsComplete: events.get(row.id)?.complete ?? false,
      record: records.get(row.subjectId)?.json ?? null,
    };
    const { id, version, status, subjectType, subjectId, endedAt } = row;
    return [{ ...replay(run, input.plan, world), run: { id, version, status, subjectType, subjectId, endedAt }, oldPlan }];
  });
}

type StepRow = Awaited<ReturnType<typeof findRecordedSteps>> extends ReadonlyMap<string, readonly (infer Row)[]> ? Row : never;

function recordedStep(row: StepRow): RecordedStep {
  return {
    step: row.step,
    visit: row.visit,
    status: row.status,
    outcome: row.outcome,
    output: row.output ?? {},
    evaluation: row.evaluation as Evaluation | null,
    deadline: row.deadline?.toISOString() ?? null,
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

function recordedEvent(row: EventRow): RecordedEvent {
  return storedEvent(row);
}
