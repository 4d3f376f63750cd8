import type { Transaction } from 'objection';
import { rowOf, rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** A run does nothing although it should: due for minutes, or held because something failed. */
export const stuckRun = `(r.status in ('queued', 'running') and r.updated_at < now() - interval '10 minutes'
  or r.status = 'waiting' and r.next_wake_at < now() - interval '5 minutes' or r.status = 'held' and r.hold_code is distinct from 'paused')`;

export interface LivenessView {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'paused';
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly silentAfterHours: number | null;
  readonly liveSince: Date | null;
  readonly lastMatchAt: Date | null;
  readonly matched: number;
  readonly enrolled: number;
  readonly rejected: number;
  readonly enrolled28d: number;
  readonly ended7d: number;
  readonly failed7d: number;
  readonly stuck: number;
  readonly open: number;
  readonly late: number;
  /** The rules that said no within seven days, the most frequent first. */
  readonly reasons: readonly { readonly rule: string; readonly records: number }[];
}

/** How every live automation gets along, or one of them. */
export function livenessOf(trx: Transaction, automationId: string | null = null): Promise<LivenessView[]> {
  return rowsOf<LivenessView>(
    trx,
    `select a.id, a.name, a.status, a.silent_after_hours, greatest(a.status_changed_at, v.published_at) as live_since, s.last_matched_at as last_match_at,
       case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as owner,
       coalesce(s.matched, 0)::int as matched, coalesce(s.enrolled, 0)::int as enrolled, coalesce(s.rejected, 0)::int as rejected,
       (select count(*)::int from enrolments e where e.tenant_id = a.tenant_id and e.automation_id = a.id and e.enrolled_at > now() - interval '28 days') as enrolled28d,
       coalesce(o.ended7d, 0) as ended7d, coalesce(o.failed7d, 0) as failed7d, coalesce(o.stuck, 0) as stuck, coalesce(o.open, 0) as open, coalesce(o.late, 0) as late,
       coalesce((select jsonb_agg(jsonb_build_object('rule', c.rule, 'records', c.records) order by c.records desc) from (
         select x.rule, count(*)::int as records from rejections x where x.tenant_id = a.tenant_id and x.automation_id = a.id
           and x.rejected_at > now() - interval '7 days' group by 1 order by 2 desc limit 3) c), '[]') as reasons
     from automations a
       left join automation_versions v on v.tenant_id = a.tenant_id and v.automation_id = a.id and v.number = a.current_version
       left join automation_stats s on s.tenant_id = a.tenant_id and s.automation_id = a.id
       left join users u on u.tenant_id = a.tenant_id and u.id = a.owner_user_id
       left join lateral (select count(*) filter (where r.ended_at > now() - interval '7 days')::int as ended7d,
           count(*) filter (where r.status = 'failed' and r.ended_at > now() - interval '7 days')::int as failed7d,
           count(*) filter (where ${stuckRun})::int as stuck, count(*) filter (where r.ended_at is null)::int as open,
           count(*) filter (where r.status = 'waiting' and r.next_wake_at < now() - interval '5 minutes')::int as late
         from runs r where r.tenant_id = a.tenant_id and r.automation_id = a.id and (r.ended_at is null or r.ended_at > now() - interval '7 days')) o on true
     where a.tenant_id = ${tenant} and a.status in ('active', 'paused') and (?::uuid is null or a.id = ?::uuid) order by a.name, a.id limit 500`,
    [automationId, automationId],
  );
}

export interface Backlog {
  readonly events: number;
  readonly oldestEventAt: Date | null;
  readonly starts: number;
  readonly oldestStartAt: Date | null;
  readonly quarantined: number;
  readonly messages: number;
  readonly failedMessages24h: number;
}

/** What waits to be worked on in the tenant. */
export async function backlogOf(trx: Transaction): Promise<Backlog> {
  const row = await rowOf<Backlog>(
    trx,
    `select (select count(*)::int from outbox o where o.tenant_id = ${tenant}) as events,
       (select min(e.occurred_at) from outbox o join events e on e.tenant_id = o.tenant_id and e.id = o.event_id where o.tenant_id = ${tenant}) as oldest_event_at,
       (select count(*)::int from dispatches d where d.tenant_id = ${tenant} and d.available_at <= now()) as starts,
       (select min(d.available_at) from dispatches d where d.tenant_id = ${tenant} and d.available_at <= now()) as oldest_start_at,
       (select count(*)::int from quarantined_events q where q.tenant_id = ${tenant}) as quarantined,
       (select count(*)::int from messages m where m.tenant_id = ${tenant} and m.status in ('queued', 'scheduled', 'sending')) as messages,
       (select count(*)::int from messages m where m.tenant_id = ${tenant} and m.status in ('failed', 'unknown') and m.updated_at > now() - interval '24 hours') as failed_messages24h`,
    [],
  );
  if (row === null) throw new Error('counting gives one row');
  return row;
}
