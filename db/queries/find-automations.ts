import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';
import { rowOf, rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** An automation with what a list of automations says about it. */
export interface AutomationView {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly description: string | null;
  readonly subject: string;
  readonly status: 'draft' | 'active' | 'paused' | 'archived';
  readonly folder: string | null;
  readonly draft: JsonObject;
  readonly liveNumber: number | null;
  readonly nextNumber: number;
  readonly publishNeedsApproval: boolean;
  readonly canary: { readonly version: number; readonly size: number; readonly taken: number } | null;
  readonly live: JsonObject | null;
  readonly draftChanged: boolean;
  readonly statusChangedAt: Date | null;
  readonly statusChangedBy: { readonly id: string; readonly name: string } | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly updatedBy: { readonly id: string; readonly name: string } | null;
  readonly queued: number;
  readonly running: number;
  readonly waiting: number;
  readonly held: number;
  /** Held because a step failed or went round too often: somebody must look. */
  readonly stuck: number;
  readonly failed7d: number;
  readonly enrolled7d: number;
  readonly rejected7d: number;
  readonly matched: number;
  readonly lastMatchedAt: Date | null;
  /** Enrolments of the last seven days in UTC, the oldest first. */
  readonly days: readonly number[];
}

export interface AutomationFilter {
  readonly limit: number;
  readonly after: string | null;
  readonly status?: readonly string[] | undefined;
  readonly subject?: string | undefined;
  readonly folder?: string | undefined;
  readonly q?: string | undefined;
}

function personJson(userId: string): string {
  return `(select jsonb_build_object('id', p.id, 'name', p.name) from users p where p.tenant_id = a.tenant_id and p.id = ${userId})`;
}

// Figures are counted for the automations of one page only; open runs through the index by automation and status.
const view = `select a.id, a.version, a.name, a.description, a.subject, a.status, a.folder, a.draft, a.current_version as live_number, v.definition as live,
    (select coalesce(max(n.number), 0) + 1 from automation_versions n where n.tenant_id = a.tenant_id and n.automation_id = a.id) as next_number,
    (select t.publish_needs_approval from tenants t where t.id = a.tenant_id) as publish_needs_approval,
    (select jsonb_build_object('version', c.number, 'size', c.size, 'taken', c.taken) from automation_canaries c
      where c.tenant_id = a.tenant_id and c.automation_id = a.id and c.status = 'running') as canary,
    (v.definition is not null and v.definition <> a.draft) as draft_changed, a.status_changed_at, a.created_at, a.updated_at,
    ${personJson('a.owner_user_id')} as owner, ${personJson('a.updated_by')} as updated_by,
    ${personJson(`(select (e.actor->>'userId')::uuid from event_links l join events e on e.tenant_id = l.tenant_id and e.id = l.event_id and e.occurred_at = l.occurred_at
      where l.tenant_id = a.tenant_id and l.record_id = a.id and l.type in ('automation.paused', 'automation.archived', 'automation.resumed', 'automation.published')
      order by l.event_id desc limit 1)`)} as status_changed_by,
    coalesce(r.queued, 0) as queued, coalesce(r.running, 0) as running, coalesce(r.waiting, 0) as waiting, coalesce(r.held, 0) as held, coalesce(r.stuck, 0) as stuck,
    (select count(*)::int from runs f where f.tenant_id = a.tenant_id and f.automation_id = a.id and f.status = 'failed' and f.ended_at > now() - interval '7 days') as failed7d,
    coalesce((select sum(n)::int from unnest(d.days) as n), 0) as enrolled7d,
    (select count(*)::int from rejections x where x.tenant_id = a.tenant_id and x.automation_id = a.id and x.rejected_at > now() - interval '7 days') as rejected7d,
    coalesce(s.matched, 0)::int as matched, s.last_matched_at, d.days
  from page a
    left join automation_versions v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = a.current_version
    left join automation_stats s on s.tenant_id = a.tenant_id and s.automation_id = a.id
    left join lateral (select count(*) filter (where o.status = 'queued')::int as queued, count(*) filter (where o.status = 'running')::int as running,
        count(*) filter (where o.status = 'waiting')::int as waiting, count(*) filter (where o.status = 'held')::int as held,
        count(*) filter (where o.status = 'held' and o.hold_code is distinct from 'paused')::int as stuck
      from runs o where o.tenant_id = a.tenant_id and o.automation_id = a.id and o.status in ('queued', 'running', 'waiting', 'held')) r on true
    left join lateral (select array_agg(coalesce(n.entered, 0) order by g.day) as days
      from generate_series(6, 0, -1) as back cross join lateral (select (now() at time zone 'UTC')::date - back as day) g
        left join (select (e.enrolled_at at time zone 'UTC')::date as day, count(*)::int as entered from enrolments e
          where e.tenant_id = a.tenant_id and e.automation_id = a.id and e.enrolled_at > now() - interval '8 days' group by 1) n on n.day = g.day) d on true`;

/** Automations from the newest down; one row more than asked for if there is a further page. */
export async function listAutomations(trx: Transaction, filter: AutomationFilter): Promise<AutomationView[]> {
  const conditions = [`tenant_id = ${tenant}`];
  const bindings: (string | readonly string[] | number)[] = [];
  const where = (sql: string, value: string | readonly string[]): void => {
    conditions.push(sql);
    bindings.push(value);
  };
  if (filter.after !== null) where('id < ?::uuid', filter.after);
  if (filter.status !== undefined) where('status = any(?::text[])', filter.status);
  if (filter.subject !== undefined) where('subject = ?', filter.subject);
  if (filter.folder !== undefined) where('folder = ?', filter.folder);
  if (filter.q !== undefined) where(`lower(name) like '%' || ? || '%'`, filter.q.toLowerCase().replace(/[\\%_]/g, '\\$&'));
  return rowsOf<AutomationView>(
    trx,
    `with page as (select * from automations where ${conditions.join(' and ')} order by id desc limit ?) ${view} order by a.id desc`,
    [...(bindings as string[]), filter.limit + 1],
  );
}

export async function findAutomation(trx: Transaction, id: string): Promise<AutomationView | null> {
  return rowOf<AutomationView>(trx, `with page as (select * from automations where tenant_id = ${tenant} and id = ?) ${view}`, [id]);
}

export interface VersionView {
  readonly number: number;
  readonly definition: JsonObject;
  readonly planHash: string;
  readonly publishedAt: Date;
  readonly publishedBy: { readonly id: string; readonly name: string } | null;
  readonly live: boolean;
  readonly canary: 'running' | 'confirmed' | 'called_back' | null;
  /** Runs of the version that are still under way. */
  readonly waiting: number;
}

/** Published versions, the newest first. */
export async function listVersions(
  trx: Transaction,
  filter: { readonly automationId: string; readonly limit: number; readonly after: number | null; readonly number?: number },
): Promise<VersionView[]> {
  return rowsOf<VersionView>(
    trx,
    `select v.number, v.definition, v.plan_hash, v.published_at, v.closed_at_event is null as live,
       (select c.status from automation_canaries c where c.tenant_id = v.tenant_id and c.automation_id = v.automation_id and c.number = v.number) as canary,
       case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as published_by,
       (select count(*)::int from runs r where r.tenant_id = v.tenant_id and r.automation_id = v.automation_id
          and r.status in ('queued', 'running', 'waiting', 'held') and r.version = v.number) as waiting
     from automation_versions v left join users u on u.tenant_id = v.tenant_id and u.id = v.published_by
     where v.tenant_id = ${tenant} and v.automation_id = ? and (?::int is null or v.number < ?::int) and (?::int is null or v.number = ?::int)
     order by v.number desc limit ?`,
    [filter.automationId, filter.after, filter.after, filter.number ?? null, filter.number ?? null, filter.limit + 1],
  );
}

export interface EnrolmentView {
  readonly id: string;
  readonly outcome: 'enrolled' | 'rejected';
  readonly runId: string | null;
  readonly version: number;
  readonly key: string | null;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly eventId: string | null;
  readonly rule: string | null;
  readonly details: JsonObject | null;
  readonly at: Date;
}

export interface EnrolmentFilter {
  readonly automationId: string;
  readonly outcome?: 'enrolled' | 'rejected' | undefined;
  readonly subjectId?: string | undefined;
  readonly limit: number;
  readonly after: readonly [string, string] | null;
}

/** Who came in and who did not, newest first. Of what was refused only the latest are kept. */
export async function listEnrolments(trx: Transaction, filter: EnrolmentFilter): Promise<EnrolmentView[]> {
  const [at, id] = filter.after ?? [null, null];
  const subject = filter.subjectId ?? null;
  // Slots of the ring have no id; a name that changes with what the slot holds serves lists and cursors.
  const rejectedId = `overlay(overlay(md5(x.automation_id::text || x.slot::text || x.rejected_at::text) placing '8' from 13) placing '8' from 17)::uuid`;
  // Instants are compared as the API writes them: in whole milliseconds.
  const enrolled = `select e.run_id as id, 'enrolled' as outcome, e.run_id, e.version, e.key, e.subject_type, e.subject_id, e.event_id::text as event_id,
      null as rule, e.evaluation as details, date_trunc('milliseconds', e.enrolled_at) as at
    from enrolments e where e.tenant_id = ${tenant} and e.automation_id = ? and (?::uuid is null or e.subject_id = ?::uuid)`;
  const rejected = `select ${rejectedId} as id, 'rejected' as outcome, null::uuid as run_id, x.version, x.key, x.subject_type, x.subject_id, x.event_id::text as event_id,
      x.rule, x.details, date_trunc('milliseconds', x.rejected_at) as at
    from rejections x where x.tenant_id = ${tenant} and x.automation_id = ? and (?::uuid is null or x.subject_id = ?::uuid)`;
  const parts = filter.outcome === undefined ? [enrolled, rejected] : filter.outcome === 'enrolled' ? [enrolled] : [rejected];
  return rowsOf<EnrolmentView>(
    trx,
    `select * from (${parts.join(' union all ')}) as entries where ?::timestamptz is null or (at, id) < (?::timestamptz, ?::uuid) order by at desc, id desc limit ?`,
    [...parts.flatMap(() => [filter.automationId, subject, subject]), at, at, id, filter.limit + 1],
  );
}

export interface HeldAtStep {
  readonly version: number;
  readonly planHash: string;
  /** Null: not begun. */
  readonly step: string | null;
  readonly runs: number;
}

/** The runs that a pause holds, by the steps that are due in them. */
export async function heldByPause(trx: Transaction, automationId: string): Promise<HeldAtStep[]> {
  return rowsOf<HeldAtStep>(
    trx,
    `select r.version, r.plan_hash, r.state->'ready'->0->>'step' as step, count(*)::int as runs from runs r
     where r.tenant_id = ${tenant} and r.automation_id = ? and r.status = 'held' and r.hold_code = 'paused' group by 1, 2, 3 order by 4 desc, 3`,
    [automationId],
  );
}

/** Messages of an automation that are made and not sent yet. */
export async function unsentMessages(trx: Transaction, automationId: string): Promise<number> {
  const row = await rowOf<{ waiting: number }>(
    trx,
    `select count(*)::int as waiting from messages m join runs r on r.tenant_id = m.tenant_id and r.id = m.run_id
     where m.tenant_id = ${tenant} and r.automation_id = ? and m.status in ('queued', 'scheduled')`,
    [automationId],
  );
  return row?.waiting ?? 0;
}
