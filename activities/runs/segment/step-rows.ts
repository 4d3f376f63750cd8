import { literal } from '../../../db/opening.ts';
import type { PlanStep } from '../../../domain/automation/plan/plan.ts';
import type { StepKey } from '../../../domain/automation/run/run-types.ts';
import type { Evaluation } from '../../../domain/expressions/ast.ts';
import type { JsonObject } from '../../../domain/json.ts';

/** What is kept of one visit of a step; a wait that ends later writes the same row again. */
export interface StepRow {
  readonly key: StepKey;
  readonly type: string;
  readonly title: string;
  readonly seq: number;
  readonly place: number;
  readonly status: 'done' | 'waiting' | 'retrying' | 'failed' | 'skipped';
  readonly outcome?: string;
  readonly inputs?: JsonObject;
  readonly output?: JsonObject;
  readonly evaluation?: Evaluation;
  readonly error?: string;
  readonly attempts?: number;
  readonly deadline?: string | null;
  readonly eventId?: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
}

export function rowName(key: StepKey): string {
  return `${key.step}/${key.epoch}/${key.visit}`;
}

export function stepRow(
  step: PlanStep,
  key: StepKey,
  seq: number,
  place: number,
  rest: Omit<StepRow, 'key' | 'type' | 'title' | 'seq' | 'place'>,
): StepRow {
  return { key, type: step.type, title: step.title, seq, place, ...rest };
}

/** All step rows of a transaction in one statement. A row that is there keeps its beginning, order and inputs. */
export function upsertSteps(tenantId: string, rows: readonly { readonly runId: string; readonly row: StepRow }[]): string {
  const flat = rows.map(({ runId, row }) => ({
    run_id: runId,
    epoch: row.key.epoch,
    step: row.key.step,
    visit: row.key.visit,
    seq: row.seq,
    place: row.place,
    type: row.type,
    title: row.title,
    status: row.status,
    outcome: row.outcome,
    inputs: row.inputs,
    output: row.output,
    evaluation: row.evaluation,
    error: row.error,
    attempts: row.attempts ?? 1,
    deadline: row.deadline,
    event_id: row.eventId,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
  }));
  return `insert into steps as s (tenant_id, run_id, epoch, step, visit, seq, place, type, title, status, outcome, inputs, output, evaluation, error, attempts, deadline, event_id, started_at, finished_at)
    select ${literal(tenantId)}::uuid, run_id, epoch, step, visit, seq, place, type, title, status, outcome, inputs, output, evaluation, error, attempts, deadline, event_id, started_at, finished_at
    from jsonb_to_recordset(${literal(flat)}::jsonb) as r (run_id uuid, epoch int, step text, visit int, seq int, place int, type text, title text, status text, outcome text, inputs jsonb,
      output jsonb, evaluation jsonb, error text, attempts int, deadline timestamptz, event_id bigint, started_at timestamptz, finished_at timestamptz)
    on conflict (tenant_id, run_id, epoch, step, visit) do update set status = excluded.status, outcome = excluded.outcome, output = coalesce(excluded.output, s.output),
      inputs = coalesce(excluded.inputs, s.inputs), evaluation = coalesce(excluded.evaluation, s.evaluation), error = excluded.error,
      attempts = greatest(s.attempts, excluded.attempts), deadline = coalesce(excluded.deadline, s.deadline), event_id = coalesce(excluded.event_id, s.event_id), finished_at = excluded.finished_at`;
}
