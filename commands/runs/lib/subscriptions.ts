import { literal } from '../../../db/opening.ts';
import type { Plan } from '../../../domain/automation/plan/plan.ts';
import { configOf } from '../../../domain/automation/nodes/registry.ts';
import { goalsAhead } from '../../../domain/automation/run/goals.ts';
import { leavesWhenSuppressed } from '../../../domain/automation/suppression.ts';
import type { RunState, StepKey } from '../../../domain/automation/run/run-types.ts';

/** A run that the relay is to wake when something happens with a record. */
export interface Subscription {
  readonly record_id: string;
  readonly wait: string;
  readonly types: readonly string[] | null;
  readonly after: string;
}

export interface Subscribing {
  readonly plan: Plan;
  readonly state: RunState;
  readonly subjectId: string;
  /** Exit criteria by event have been looked at up to here. */
  readonly exitAfter: string;
}

/** Whom the relay has to wake for what, by where the run stands. A run that has ended wants nothing. */
export function subscriptionsWanted({ plan, state, subjectId, exitAfter }: Subscribing): readonly Subscription[] {
  if (state.ended !== null || !state.started) return [];
  const waits = state.waits.flatMap((wait) =>
    wait.event === null
      ? []
      : [{ record_id: wait.event.record.id, wait: waitName(wait.key), types: wait.event.types, after: wait.event.after }],
  );
  const goals = goalsAhead(plan, state).map((step) => configOf(step, 'flow.goal').criterion);
  const leaving = [...plan.exit, ...goals];
  const suppressed = leavesWhenSuppressed(plan);
  if ((leaving.length === 0 && !suppressed) || state.waits.length === 0) return waits;
  // A criterion about the record's values may come true with any event of it.
  const byCondition = suppressed || leaving.some((rule) => rule.kind === 'condition');
  const types = byCondition ? null : [...new Set(leaving.flatMap((rule) => (rule.kind === 'event' ? rule.events : [])))];
  return [...waits, { record_id: subjectId, wait: 'exit', types, after: exitAfter }];
}

/** The name of a visit of a step within its run. */
export function waitName(key: StepKey): string {
  return `${key.step}/${key.epoch}/${key.visit}`;
}

export function insertSubscriptions(tenantId: string, added: readonly (Subscription & { readonly run_id: string })[]): string {
  return `insert into subscriptions (tenant_id, record_id, run_id, wait, types, after)
    select ${literal(tenantId)}::uuid, record_id, run_id, wait, types, after from jsonb_to_recordset(${literal(added)}::jsonb) as s (record_id uuid, run_id uuid, wait text, types text[], after bigint)
    on conflict (tenant_id, record_id, run_id, wait) do update set types = excluded.types, after = excluded.after`;
}
