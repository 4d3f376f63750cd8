import type { Transaction } from 'objection';
import type { Plan } from '../../domain/automation/plan/plan.ts';
import type { RunState } from '../../domain/automation/run/run-types.ts';
import type { JsonObject } from '../../domain/json.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { subjectSeen } from '../visibility.ts';
import { stuckRun } from './liveness.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface RunView {
  readonly id: string;
  readonly automationId: string;
  readonly automationName: string;
  readonly automationVersion: number;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly key: string;
  readonly status: 'queued' | 'running' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled' | 'exited';
  readonly source: 'event' | 'manual' | 'api' | 'automation';
  readonly eventId: string | null;
  readonly currentStep: string | null;
  /** Title of the open wait that ends first. */
  readonly waitsFor: string | null;
  readonly nextWakeAt: Date | null;
  readonly holdCode: string | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
}

export interface RunDetailView extends RunView {
  readonly plan: Plan;
  readonly planHash: string;
  readonly liveVersion: number | null;
  readonly definition: JsonObject;
  readonly state: RunState;
  readonly input: JsonObject;
  readonly cause: JsonObject;
  readonly shell: 'none' | 'own' | 'batch';
  readonly batchId: string | null;
  readonly incarnation: number;
}

export interface StepView {
  readonly epoch: number;
  readonly step: string;
  readonly visit: number;
  readonly type: string;
  readonly title: string;
  readonly status: 'done' | 'waiting' | 'retrying' | 'failed' | 'skipped';
  readonly outcome: string | null;
  readonly inputs: JsonObject | null;
  readonly output: JsonObject | null;
  readonly evaluation: JsonObject | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly deadline: Date | null;
  readonly eventId: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

export interface RunFilter {
  readonly limit: number;
  readonly after: string | null;
  readonly automationId?: string | undefined;
  readonly version?: number | undefined;
  readonly status?: readonly string[] | undefined;
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Runs that stand at this step now. */
  readonly step?: string | undefined;
  readonly holdCode?: string | undefined;
  /** Only runs that do nothing although they should. */
  readonly stuck?: boolean | undefined;
}

const columns = `r.id, r.automation_id, a.name as automation_name, r.version as automation_version, r.subject_type, r.subject_id, r.key, r.status, r.source,
  r.event_id::text as event_id, r.current_step, r.next_wake_at, r.hold_code, r.reason, r.created_at, r.started_at, r.updated_at, r.ended_at,
  (select w->>'title' from jsonb_array_elements(r.state->'waits') as w order by w->>'deadline' nulls last limit 1) as waits_for`;

/** A run shows values of its record, so it is seen with it. */
const seen = subjectSeen('r.subject_type', 'r.subject_id');

/** What of a filter holds for one run, as SQL over `runs r`. */
function runConditions(filter: Omit<RunFilter, 'limit' | 'after'>): {
  readonly sql: string[];
  readonly bindings: (string | readonly string[] | number)[];
} {
  const conditions = [`r.tenant_id = ${tenant}`, seen];
  const bindings: (string | readonly string[] | number)[] = [];
  const where = (sql: string, value: string | number | readonly string[] | undefined): void => {
    if (value === undefined) return;
    conditions.push(sql);
    bindings.push(value);
  };
  where('r.automation_id = ?::uuid', filter.automationId);
  where('r.version = ?::int', filter.version);
  where('r.status = any(?::text[])', filter.status);
  where('r.subject_type = ?', filter.subjectType);
  where('r.subject_id = ?::uuid', filter.subjectId);
  if (filter.step !== undefined) {
    // Where a run stands is in its state; only open runs stand anywhere.
    conditions.push(`r.ended_at is null and (r.state @> ?::jsonb or r.state @> ?::jsonb)`);
    bindings.push(JSON.stringify({ waits: [{ key: { step: filter.step } }] }), JSON.stringify({ ready: [{ step: filter.step }] }));
  }
  where('r.hold_code = ?', filter.holdCode);
  if (filter.stuck === true) conditions.push(stuckRun);
  return { sql: conditions, bindings };
}

/** Runs from the newest down; one row more than asked for if there is a further page. */
export async function listRuns(trx: Transaction, filter: RunFilter): Promise<RunView[]> {
  const { sql: conditions, bindings } = runConditions(filter);
  if (filter.after !== null) {
    conditions.push('r.id < ?::uuid');
    bindings.push(filter.after);
  }
  return rowsOf<RunView>(
    trx,
    `select ${columns} from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
     where ${conditions.join(' and ')} order by r.id desc limit ?`,
    [...(bindings as string[]), filter.limit + 1],
  );
}

export interface OpenRunFilter extends Partial<RunFilter> {
  readonly ids?: readonly string[];
  /** Only runs of older versions than this. */
  readonly belowVersion?: number;
  /** Runs that failed too: they can be opened again. */
  readonly withFailed?: boolean;
}

/** Ids of open runs in sight from the oldest up, as an operation on them takes them. */
export async function openRunIds(trx: Transaction, filter: OpenRunFilter & { readonly limit: number }): Promise<string[]> {
  const { conditions, bindings } = openConditions(filter);
  const rows = await rowsOf<{ id: string }>(trx, `select r.id from runs r where ${conditions.join(' and ')} order by r.id limit ?`, [
    ...(bindings as string[]),
    filter.limit,
  ]);
  return rows.map((row) => row.id);
}

export interface StandingRuns {
  readonly version: number;
  /** Null: not begun. */
  readonly step: string | null;
  readonly status: string;
  readonly runs: number;
}

/** How many open runs stand where; a run with several branches counts at the first. */
export async function countStanding(trx: Transaction, filter: OpenRunFilter): Promise<StandingRuns[]> {
  const { conditions, bindings } = openConditions(filter);
  return rowsOf<StandingRuns>(
    trx,
    `select r.version, coalesce(r.state->'waits'->0->'key'->>'step', r.state->'ready'->0->>'step', r.state->'held'->'key'->>'step') as step, r.status, count(*)::int as runs
     from runs r where ${conditions.join(' and ')} group by 1, 2, 3 order by 1 desc, 4 desc, 2`,
    bindings as string[],
  );
}

function openConditions(filter: OpenRunFilter): {
  readonly conditions: string[];
  readonly bindings: (string | readonly string[] | number)[];
} {
  const { sql: conditions, bindings } = runConditions(filter);
  conditions.push(`r.status in ('queued', 'running', 'waiting', 'held'${filter.withFailed === true ? `, 'failed'` : ''})`);
  const where = (sql: string, value: string | number | readonly string[] | undefined | null): void => {
    if (value === undefined || value === null) return;
    conditions.push(sql);
    bindings.push(value);
  };
  where('r.id > ?::uuid', filter.after);
  where('r.id = any(?::uuid[])', filter.ids);
  where('r.version < ?::int', filter.belowVersion);
  return { conditions, bindings };
}

export async function findRun(trx: Transaction, id: string): Promise<RunDetailView | null> {
  return rowOf<RunDetailView>(
    trx,
    `select ${columns}, p.plan, r.plan_hash, a.current_version as live_version, v.definition, r.state, r.input, r.cause, r.shell, r.batch_id, r.incarnation
     from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
       join plans p on p.tenant_id = r.tenant_id and p.hash = r.plan_hash
       join automation_versions v on v.tenant_id = r.tenant_id and v.automation_id = r.automation_id and v.number = r.version
     where r.tenant_id = ${tenant} and r.id = ? and ${seen}`,
    [id],
  );
}

const mostSteps = 2_000;

/** What the run did, in its order. Loops may make many: the latest are given. */
export async function findSteps(trx: Transaction, runId: string): Promise<StepView[]> {
  const rows = await rowsOf<StepView>(
    trx,
    `select epoch, step, visit, type, title, status, outcome, inputs, output, evaluation, error, attempts, deadline, event_id::text as event_id, started_at, finished_at
     from steps where tenant_id = ${tenant} and run_id = ? order by seq desc, place desc limit ${mostSteps}`,
    [runId],
  );
  return rows.reverse();
}
