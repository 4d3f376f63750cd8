import { literal } from '../../db/opening.ts';
import { newId } from './new-id.ts';

/**
 * A workflow as rows name it: its type and what its id is made of. The dispatcher turns it into ids, queues and summaries, so that
 * commands need to know nothing of Temporal.
 */
export type WorkflowRef =
  | { readonly type: 'automationRun'; readonly automationId: string; readonly runId: string; readonly incarnation: number }
  | { readonly type: 'automationBatch'; readonly automationId: string; readonly batchId: string; readonly incarnation: number }
  | { readonly type: 'delivery'; readonly messageId: string; readonly incarnation: number }
  | { readonly type: 'webhookDelivery'; readonly subscriptionId: string; readonly incarnation: number }
  | { readonly type: 'httpCall'; readonly callId: string; readonly incarnation: number }
  | { readonly type: 'import'; readonly importId: string; readonly incarnation: number }
  | { readonly type: 'runOperation'; readonly operationId: string; readonly incarnation: number }
  | { readonly type: 'bulkChange'; readonly bulkId: string; readonly incarnation: number }
  | { readonly type: 'export'; readonly exportId: string; readonly incarnation: number }
  | { readonly type: 'decision'; readonly decisionId: string; readonly incarnation: number };

/** What an operator reads of a run in the Temporal UI: ids and the automation's own words, never personal data. */
export interface RunLabels {
  readonly automation: string;
  readonly version: number;
  readonly subjectType: string;
  readonly subjectId: string;
}

export type DispatchTarget =
  | { readonly kind: 'start'; readonly workflow: WorkflowRef; readonly seq?: number; readonly labels?: RunLabels; readonly size?: number }
  | { readonly kind: 'signal'; readonly workflow: WorkflowRef; readonly signal: string }
  | { readonly kind: 'cancel'; readonly workflow: WorkflowRef };

/** One wish for Temporal. */
export interface NewDispatch {
  /** Names the cause (event and run, run and incarnation): wanted twice for the same cause is delivered once. */
  readonly causeKey: string;
  readonly target: DispatchTarget;
  /** Run starts with the same key may be committed together. */
  readonly batchKey?: string;
  readonly runId?: string;
  /** 1 is served first, 5 last; default 3. */
  readonly priority?: number;
  readonly availableAt?: Date;
}

/** Wakes a run's shell: "look". */
export const wakeSignal = 'wake';

export interface RunToStart {
  readonly runId: string;
  readonly automationId: string;
  readonly version: number;
  readonly incarnation: number;
  readonly seq: number;
  readonly labels: RunLabels;
}

export function startOfRun(run: RunToStart, options: { readonly batchable: boolean; readonly priority?: number }): NewDispatch {
  return {
    causeKey: `start/run/${run.runId}/${run.incarnation}`,
    target: { kind: 'start', workflow: workflowOfRun(run), seq: run.seq, labels: run.labels },
    runId: run.runId,
    ...(options.batchable ? { batchKey: `${run.automationId}/${run.version}` } : {}),
    ...(options.priority === undefined ? {} : { priority: options.priority }),
  };
}

export function workflowOfRun(run: Pick<RunToStart, 'runId' | 'automationId' | 'incarnation'>): WorkflowRef {
  return { type: 'automationRun', automationId: run.automationId, runId: run.runId, incarnation: run.incarnation };
}

/** `cause` says why, e.g. `retry/3`: the same cause never wakes twice. A wake-up overtakes starts: it is short and somebody waits for it. */
export function wakeOfRun(run: Pick<RunToStart, 'runId' | 'automationId' | 'incarnation'>, cause: string): NewDispatch {
  return {
    causeKey: `wake/run/${run.runId}/${run.incarnation}/${cause}`,
    target: { kind: 'signal', workflow: workflowOfRun(run), signal: wakeSignal },
    runId: run.runId,
    priority: 2,
  };
}

/** One statement that inserts the wishes; those whose cause has been taken care of are left out. */
export function insertDispatches(tenantId: string, dispatches: readonly NewDispatch[]): string {
  const rows = dispatches.map((dispatch) => ({
    id: newId(),
    kind: dispatch.target.kind,
    cause_key: dispatch.causeKey,
    target: dispatch.target,
    batch_key: dispatch.batchKey ?? null,
    run_id: dispatch.runId ?? null,
    priority: dispatch.priority ?? 3,
    available_at: dispatch.availableAt?.toISOString() ?? null,
  }));
  return `insert into dispatches (tenant_id, id, kind, cause_key, target, batch_key, run_id, priority, available_at)
    select ${literal(tenantId)}::uuid, id, kind, cause_key, target, batch_key, run_id, priority, coalesce(available_at, now())
    from jsonb_to_recordset(${literal(rows)}::jsonb) as row (id uuid, kind text, cause_key text, target jsonb, batch_key text, run_id uuid, priority smallint, available_at timestamptz)
    on conflict (tenant_id, cause_key) do nothing`;
}
