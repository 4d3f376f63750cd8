import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';
import { rowsOf } from '../records/sql.ts';
import { subjectSeen } from '../visibility.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface RunsWanted {
  readonly automationId: string;
  /** These runs; else the last that have ended. */
  readonly ids?: readonly string[] | undefined;
  readonly version?: number | undefined;
  readonly last: number;
}

export interface RecordedRunRow {
  readonly id: string;
  readonly automationId: string;
  readonly version: number;
  readonly planHash: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly status: string;
  readonly source: string;
  readonly reason: string | null;
  readonly input: JsonObject;
  readonly evaluation: JsonObject | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Every event of its record up to its beginning has a number that is not above this one. */
  readonly exitAfter: string;
  /** It has changed its version since it began. */
  readonly moved: boolean;
}

/** Past runs whose records the reader may see, the newest first. */
export function findRecordedRuns(trx: Transaction, wanted: RunsWanted): Promise<RecordedRunRow[]> {
  const { ids = null, version = null } = wanted;
  return rowsOf<RecordedRunRow>(
    trx,
    `select r.id, r.automation_id, r.version, r.plan_hash, r.subject_type, r.subject_id, r.status, r.source, r.reason, r.input, r.created_at, r.started_at, r.ended_at,
       r.exit_after::text as exit_after, e.evaluation, e.version is distinct from r.version and e.version is not null as moved
     from runs r left join enrolments e on e.tenant_id = r.tenant_id and e.run_id = r.id
     where r.tenant_id = ${tenant} and r.automation_id = ?::uuid and r.status <> 'queued' and ${subjectSeen('r.subject_type', 'r.subject_id')}
       and case when ?::uuid[] is null then r.ended_at is not null else r.id = any(?::uuid[]) end and (?::int is null or r.version = ?::int)
     order by r.id desc limit ?`,
    [wanted.automationId, ids === null ? null : [...ids], ids === null ? null : [...ids], version, version, wanted.last],
  );
}

export interface RecordedStepRow {
  readonly runId: string;
  readonly step: string;
  readonly visit: number;
  readonly status: string;
  readonly outcome: string | null;
  readonly output: JsonObject | null;
  readonly evaluation: JsonObject | null;
  readonly deadline: Date | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** Run id -> its steps in the order in which it left them. */
export async function findRecordedSteps(
  trx: Transaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RecordedStepRow[]>> {
  const rows = await rowsOf<RecordedStepRow>(
    trx,
    `select run_id, step, visit, status, outcome, output, evaluation, deadline, started_at, finished_at from steps
     where tenant_id = ${tenant} and run_id = any(?::uuid[]) order by run_id, finished_at nulls last, seq, place`,
    [[...ids]],
  );
  const byRun = new Map<string, RecordedStepRow[]>();
  for (const row of rows) byRun.set(row.runId, [...(byRun.get(row.runId) ?? []), row]);
  return byRun;
}

/** So many events of one record are looked at. */
const mostEvents = 300;

export interface EventsOfRun {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** All since the run began are there: none too many, and none thrown away because it is too old. */
  readonly complete: boolean;
}

/** Run id -> what happened to its record since the run began. */
export async function findRecordedEvents(trx: Transaction, runs: readonly RecordedRunRow[]): Promise<ReadonlyMap<string, EventsOfRun>> {
  const wanted = runs.map((run) => ({ run: run.id, record: run.subjectId, after: run.exitAfter, since: run.createdAt }));
  const { rows }: { rows: { run: string; events: Record<string, unknown>[]; reaches: boolean }[] } = await trx.raw(
    `select w.run,
       coalesce((select jsonb_agg(to_jsonb(e.*) order by e.number) from (
         select e.id::text as id, e.id as number, e.tenant_id, e.type, e.subject_type, e.subject_id, e.related, e.actor, e.cause, e.before, e.after, e.data, e.occurred_at
         from event_links l join events e on e.tenant_id = l.tenant_id and e.id = l.event_id and e.occurred_at = l.occurred_at
         where l.tenant_id = ${tenant} and l.record_id = w.record and l.event_id > w.after and l.occurred_at >= w.since - interval '1 hour'
         order by l.event_id limit ${mostEvents + 1}) e), '[]') as events,
       exists (select from event_links l where l.tenant_id = ${tenant} and l.record_id = w.record and l.event_id <= w.after) as reaches
     from jsonb_to_recordset(?::jsonb) as w (run uuid, record uuid, after bigint, since timestamptz)`,
    [JSON.stringify(wanted)],
  );
  return new Map(
    rows.map(({ run, events, reaches }) => {
      const dated = events.map((event) => ({ ...event, occurred_at: new Date(String(event['occurred_at'])) }));
      return [run, { rows: dated.slice(0, mostEvents), complete: reaches && events.length <= mostEvents }];
    }),
  );
}
