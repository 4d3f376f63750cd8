import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { subjectSeen } from '../visibility.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** The step of a run that did something. */
export interface Doer {
  readonly runId: string;
  readonly step: string;
  /** When it was done: a step may have been taken several times. */
  readonly at: Date;
}

/** Who made a task, a message or a change; null if no automation did, or nobody may know. */
export async function doerOf(trx: Transaction, kind: 'task' | 'message' | 'event', id: string): Promise<Doer | null> {
  switch (kind) {
    case 'task':
      return rowOf<Doer>(
        trx,
        `select created_by_run_id as run_id, created_by_step as step, created_at as at from tasks
         where tenant_id = ${tenant} and id = ?::uuid and created_by_run_id is not null and created_by_step is not null`,
        [id],
      );
    case 'message':
      return rowOf<Doer>(
        trx,
        `select run_id, step, created_at as at from messages m where tenant_id = ${tenant} and id = ?::uuid and run_id is not null and step is not null
           and (m.record_id is null or ${subjectSeen('m.record_type', 'm.record_id')})`,
        [id],
      );
    case 'event':
      return rowOf<Doer>(
        trx,
        `select (e.actor->>'runId')::uuid as run_id, e.actor->>'step' as step, e.occurred_at as at from events e
         where e.tenant_id = ${tenant} and e.id = ?::bigint and e.actor->>'kind' = 'automation' and ${subjectSeen('e.subject_type', 'e.subject_id')}`,
        [id],
      );
  }
}

export interface LiveAutomation {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'paused';
  readonly version: number;
  readonly planHash: string;
}

/** The automations that take records of a kind in at this moment. */
export function liveAutomations(trx: Transaction, subject: string): Promise<LiveAutomation[]> {
  return rowsOf<LiveAutomation>(
    trx,
    `select a.id, a.name, a.status, v.number as version, v.plan_hash from automations a
       join automation_versions v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.closed_at_event is null
       join plans p on p.tenant_id = v.tenant_id and p.hash = v.plan_hash
     where a.tenant_id = ${tenant} and a.status in ('active', 'paused') and p.plan->>'subject' = ? order by a.name, a.id limit 200`,
    [subject],
  );
}

export interface LastDecision {
  readonly automationId: string;
  readonly outcome: 'enrolled' | 'rejected';
  readonly at: Date;
  readonly eventId: string | null;
  readonly rule: string | null;
  readonly details: JsonObject | null;
}

/** What each automation last decided about a record. */
export function lastDecisions(trx: Transaction, recordId: string): Promise<LastDecision[]> {
  return rowsOf<LastDecision>(
    trx,
    `select distinct on (automation_id) automation_id, outcome, at, event_id, rule, details from (
       select automation_id, 'enrolled' as outcome, enrolled_at as at, event_id::text as event_id, null as rule, evaluation as details
         from enrolments where tenant_id = ${tenant} and subject_id = ?::uuid
       union all
       select automation_id, 'rejected', rejected_at, event_id::text, rule, details from rejections where tenant_id = ${tenant} and subject_id = ?::uuid
     ) as decisions order by automation_id, at desc`,
    [recordId, recordId],
  );
}
