import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';
import { subjectSeen } from '../visibility.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface StepFigures {
  readonly step: string;
  readonly waiting: number;
  readonly held: number;
  readonly failed: number;
  readonly passed: number;
  /** Half of the runs took longer; null: none has passed it lately. */
  readonly medianSeconds: number | null;
}

/** What is known of the past is read of so many runs, so that it costs the same however many there were. */
export const mostSampled = 1_000;

/**
 * What stands at each step of a version now, and how its latest runs passed: one statement. Open runs are found by the index on status;
 * a run with several branches counts at each of them.
 */
export function stepFigures(trx: Transaction, automationId: string, version: number): Promise<StepFigures[]> {
  const seen = subjectSeen('r.subject_type', 'r.subject_id');
  return rowsOf<StepFigures>(
    trx,
    `with standing as (
       select at.step, count(*) filter (where at.held)::int as held, count(*) filter (where not at.held)::int as waiting
       from runs r cross join lateral (
         select w->'key'->>'step' as step, false as held from jsonb_array_elements(r.state->'waits') as w
           where r.status <> 'held' or w->'key' is distinct from r.state->'held'->'key'
         union all select k->>'step', r.status = 'held' from jsonb_array_elements(r.state->'ready') as k
           where r.status <> 'held' or k is distinct from r.state->'held'->'key'
         union all select r.state->'held'->'key'->>'step', true where r.status = 'held'
       ) as at
       where r.tenant_id = ${tenant} and r.automation_id = ?::uuid and r.version = ?::int and r.status in ('queued', 'running', 'waiting', 'held')
         and at.step is not null and ${seen}
       group by 1),
     latest as materialized (
       select r.id from runs r where r.tenant_id = ${tenant} and r.automation_id = ?::uuid and r.version = ?::int and ${seen} order by r.id desc limit ${mostSampled}),
     passed as (
       select s.step, count(*) filter (where s.status = 'failed')::int as failed, count(*) filter (where s.status = 'done')::int as passed,
         percentile_cont(0.5) within group (order by extract(epoch from s.finished_at - s.started_at)) filter (where s.status = 'done' and s.finished_at is not null) as median
       from latest join steps s on s.tenant_id = ${tenant} and s.run_id = latest.id group by 1)
     select coalesce(n.step, p.step) as step, coalesce(n.waiting, 0) as waiting, coalesce(n.held, 0) as held, coalesce(p.failed, 0) as failed,
       coalesce(p.passed, 0) as passed, p.median::float8 as median_seconds
     from standing n full join passed p on p.step = n.step order by 1`,
    [automationId, version, automationId, version],
  );
}
