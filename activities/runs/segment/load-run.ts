import { runPrepared } from '../../../db/opening.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { HoldCode, RunState } from '../../../domain/automation/run/run-types.ts';
import type { BusinessCalendar } from '../../../domain/calendar/calendar.ts';
import type { Cause } from '../../../domain/events.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { SegmentAnswer } from '../../../workflows/contracts/automation-run.ts';

export type RunStatus = 'queued' | 'running' | 'waiting' | 'held' | 'succeeded' | 'failed' | 'cancelled' | 'exited';

/** A run's row, locked, with what of its automation and tenant a segment needs. */
export interface RunRow {
  readonly id: string;
  readonly automation_id: string;
  readonly version: number;
  readonly plan_hash: string;
  readonly key: string;
  readonly subject_type: SubjectType;
  readonly subject_id: string;
  readonly status: RunStatus;
  readonly state: RunState;
  readonly input: { readonly event?: JsonObject };
  readonly cause: Cause;
  readonly shell: 'none' | 'own' | 'batch';
  readonly batch_id: string | null;
  readonly incarnation: number;
  readonly seq: number;
  readonly last_answer: SegmentAnswer | null;
  /** Decimal text. */
  readonly exit_after: string;
  readonly hold_code: HoldCode | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly automation_name: string;
  readonly automation_status: 'draft' | 'active' | 'paused' | 'archived';
  /** Template id -> id of the template version pinned at publish. */
  readonly template_versions: Readonly<Record<string, string>>;
  readonly tenant_name: string;
  readonly tenant_timezone: string;
  readonly calendar_time_zone: string | null;
  readonly calendar_week: BusinessCalendar['week'] | null;
  readonly calendar_exceptions: BusinessCalendar['exceptions'] | null;
}

// The lock of the key comes before the row, as everywhere: enrolments of the key, a person's cancellation and the run's end decide one
// after the other and never wait in a circle. The count has to be there before the first row is, and the row is read again once it is
// locked, so what whoever had the key has committed is seen.
// Pause and resume take the tenant's lock exclusively and we hold it shared: the automation's status cannot change under us.
const statement = `
with keys as materialized (
  select pg_advisory_xact_lock(hashtextextended(k.name, 0)) from (
    select n.name from (
      select ?::text || ':run:' || automation_id || '/' || key as name from runs where tenant_id = ? and id = any(?::uuid[])
    ) n order by n.name collate "C"
  ) k
)
select r.id, r.automation_id, r.version, r.plan_hash, r.key, r.subject_type, r.subject_id, r.status, r.state, r.input, r.cause, r.shell, r.batch_id,
  r.incarnation, r.seq, r.last_answer, r.exit_after::text as exit_after, r.hold_code, r.created_at, r.started_at, r.ended_at, a.name as automation_name, a.status as automation_status, v.template_versions,
  t.name as tenant_name, t.timezone as tenant_timezone, c.time_zone as calendar_time_zone, c.week as calendar_week, c.exceptions as calendar_exceptions
from (select count(*) from keys) held
  cross join runs r
  join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
  join automation_versions v on v.tenant_id = r.tenant_id and v.automation_id = r.automation_id and v.number = r.version
  join tenants t on t.id = r.tenant_id
  left join business_calendars c on c.tenant_id = r.tenant_id and c.is_default and c.archived_at is null
where r.tenant_id = ? and r.id = any(?::uuid[])
order by r.subject_id, r.id
for no key update of r`;

/** Locks a run's key and the run, and reads it; null if there is none. */
export async function lockRun(trx: TenantTrx, tenantId: string, runId: string): Promise<RunRow | null> {
  return (await lockRuns(trx, tenantId, [runId]))[0] ?? null;
}

/** Locks the keys of several runs and the runs, and reads them, in the order of their records: they lock those next. */
export async function lockRuns(trx: TenantTrx, tenantId: string, runIds: readonly string[]): Promise<readonly RunRow[]> {
  return runPrepared<RunRow>(trx, 'lock_runs', statement, [tenantId, tenantId, [...runIds], tenantId, [...runIds]]);
}

/** Monday to Friday, nine to five: what applies to a tenant that has not said otherwise. */
const usualWeek: BusinessCalendar['week'] = Object.fromEntries(
  ['1', '2', '3', '4', '5'].map((day) => [day, [{ from: '09:00', to: '17:00' }]]),
);

export function calendarOf(run: RunRow): BusinessCalendar {
  return {
    timeZone: run.calendar_time_zone ?? run.tenant_timezone,
    week: run.calendar_week ?? usualWeek,
    exceptions: run.calendar_exceptions ?? [],
  };
}
