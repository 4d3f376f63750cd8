import type { TenantTrx } from '../../../commands/lib/context.ts';
import { nameOf } from '../../../commands/records/name-of.ts';
import type { RunDetailView, RunView, StepView } from '../../../db/queries/find-runs.ts';
import { findRun, findSteps } from '../../../db/queries/find-runs.ts';
import { findRecordNames } from '../../../db/queries/record-names.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { TenantId } from '../../../domain/ids.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { automationBatchWorkflowId } from '../../../workflows/contracts/automation-batch.ts';
import { automationRunWorkflowId } from '../../../workflows/contracts/automation-run.ts';
import type * as contract from '../../contracts/runs.ts';
import type { ApiConfig } from '../../deps.ts';

export async function presentRuns(trx: TenantTrx, rows: readonly RunView[]): Promise<contract.Run[]> {
  const names = await findRecordNames(
    trx,
    rows.map((row) => row.subjectId),
  );
  return rows.map((row) => {
    const named = names.get(row.subjectId);
    return presentRun(row, named === undefined ? '' : nameOf(named));
  });
}

function presentRun(row: RunView, recordName: string): contract.Run {
  return {
    id: row.id,
    automation: { id: row.automationId, name: row.automationName },
    version: row.automationVersion,
    record: { type: row.subjectType, id: row.subjectId, name: recordName },
    key: row.key,
    status: row.status,
    source: row.source,
    eventId: row.eventId,
    currentStep: row.currentStep,
    waitsFor: row.status === 'waiting' || row.status === 'held' ? row.waitsFor : null,
    waitsUntil: row.nextWakeAt?.toISOString() ?? null,
    holdCode: row.holdCode,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

export interface Reader {
  readonly tenantId: TenantId;
  readonly config: Pick<ApiConfig, 'temporalUiUrl'>;
}

export async function readRun(trx: TenantTrx, reader: Reader, id: string): Promise<contract.RunDetail> {
  const row = await findRun(trx, id);
  if (row === null) throw new UserError('not_found', 'There is no such run.');
  const [summary] = await presentRuns(trx, [row]);
  if (summary === undefined) throw new Error('a run has one summary');
  const steps = await findSteps(trx, id);
  const workflowId = workflowIdOf(row, reader.tenantId);
  const { event } = row.input;
  return {
    ...summary,
    definition: row.definition,
    plan: row.plan as unknown as JsonObject, // stored as JSON
    steps: steps.map((step) => presentStep(row, step)),
    ready: row.state.ready.map((key) => key.step),
    waits: row.state.waits.map((wait) => ({
      step: wait.key.step,
      title: wait.title,
      kind: wait.kind === 'retry' ? 'retry' : 'wait',
      since: wait.since,
      deadline: wait.deadline,
      events: [...(wait.event?.types ?? [])],
    })),
    heldStep: row.state.held?.key?.step ?? null,
    liveVersion: row.liveVersion,
    variables: { ...row.state.variables },
    outputs: { ...row.state.outputs },
    event: typeof event === 'object' && event !== null && !Array.isArray(event) ? (event as JsonObject) : null,
    cause: row.cause,
    workflowId,
    temporalUrl: workflowId === null ? null : temporalUrl(reader.config, workflowId),
  };
}

function presentStep(run: RunDetailView, step: StepView): contract.RunDetail['steps'][number] {
  return {
    ...step,
    number: stepOf(run.plan, step.step)?.number ?? null,
    deadline: step.deadline?.toISOString() ?? null,
    startedAt: step.startedAt.toISOString(),
    finishedAt: step.finishedAt?.toISOString() ?? null,
  };
}

/** A run that a batch carries is found under the batch's workflow. */
function workflowIdOf(run: RunDetailView, tenantId: TenantId): string | null {
  if (run.shell === 'batch' && run.batchId !== null) return automationBatchWorkflowId({ tenantId, batchId: run.batchId, incarnation: 1 });
  if (run.shell === 'none') return null;
  return automationRunWorkflowId({ tenantId, automationId: run.automationId, runId: run.id, incarnation: run.incarnation });
}

function temporalUrl(config: Reader['config'], workflowId: string): string | null {
  return config.temporalUiUrl === null ? null : `${config.temporalUiUrl}/workflows/${encodeURIComponent(workflowId)}`;
}
