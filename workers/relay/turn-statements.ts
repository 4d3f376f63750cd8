import { idArray, literal } from '../../db/opening.ts';
import type { StoredEvent } from '../../domain/events.ts';
import { isUuid } from '../../domain/ids.ts';

/** One signal per run that waits for one of the records; the row's cause names the event, so a repeated turn wakes nobody twice. */
export function wakeWaitingRuns(tenantId: string, events: readonly StoredEvent[]): string {
  const links = events.flatMap((event) =>
    [event.subject, ...(event.related ?? [])].map((record) => ({
      event_id: event.id,
      record_id: record.id,
      type: event.type,
      run_actor: event.actor.kind === 'automation' ? event.actor.runId : null,
    })),
  );
  const tenant = `${literal(tenantId)}::uuid`;
  // Runs are looked up one by one: joined, they were read from all open runs of the tenant whenever few were expected.
  return `insert into dispatches (tenant_id, id, kind, cause_key, target, run_id, priority)
    select ${tenant}, gen_random_uuid(), 'signal', 'wake/run/' || r.id || '/' || r.incarnation || '/event/' || woken.event_id,
      jsonb_build_object('kind', 'signal', 'signal', 'wake', 'workflow',
        jsonb_build_object('type', 'automationRun', 'automationId', r.automation_id, 'runId', r.id, 'incarnation', r.incarnation)), r.id, 2
    from (
        select distinct on (s.run_id) s.run_id, e.event_id
        from jsonb_to_recordset(${literal(links)}::jsonb) as e (event_id bigint, record_id uuid, type text, run_actor uuid)
          join subscriptions s on s.tenant_id = ${tenant} and s.record_id = e.record_id and e.event_id > s.after and (s.types is null or e.type = any(s.types))
        where s.record_id = any(${idArray([...new Set(links.map((link) => link.record_id))])}) and (s.wait <> 'exit' or e.run_actor is distinct from s.run_id)
        order by s.run_id, e.event_id desc
      ) woken
      cross join lateral (select * from runs where tenant_id = ${tenant} and id = woken.run_id and ended_at is null offset 0) r
    on conflict (tenant_id, cause_key) do nothing`;
}

/** Positions without gaps, in the order of relaying: what live updates resume by. */
export function appendFeed(tenantId: string, events: readonly StoredEvent[]): string {
  const tenant = `${literal(tenantId)}::uuid`;
  const rows = events.map((event, place) => ({
    place: place + 1,
    event_id: event.id,
    type: event.type,
    subject_type: event.subject.type,
    subject_id: event.subject.id,
    user_ids: concerned(event),
    data: { related: event.related ?? [], ...(event.actor.kind === 'user' ? { by: event.actor.userId } : {}) },
  }));
  return `with taken as (
      insert into feed_positions as p (tenant_id, position) values (${tenant}, ${rows.length})
      on conflict (tenant_id) do update set position = p.position + excluded.position returning position
    )
    insert into feed (tenant_id, position, event_id, type, subject_type, subject_id, user_ids, data)
    select ${tenant}, taken.position - ${rows.length} + f.place, f.event_id, f.type, f.subject_type, f.subject_id, f.user_ids, f.data
    from taken, jsonb_to_recordset(${literal(rows)}::jsonb) as f (place bigint, event_id bigint, type text, subject_type text, subject_id uuid, user_ids uuid[], data jsonb)`;
}

/** One NOTIFY a turn: it takes a database-wide lock at commit, which commands must not pay for. */
export function notifyFeed(tenantId: string): string {
  return `select pg_notify('cadenza_feed', ${literal(tenantId)})`;
}

export function deleteFromOutbox(tenantId: string, events: readonly StoredEvent[]): string {
  return `delete from outbox where tenant_id = ${literal(tenantId)}::uuid and event_id = any('{${events.map((event) => event.id).join(',')}}'::bigint[])`;
}

/** The users an event is about: new and former owners. */
function concerned(event: StoredEvent): readonly string[] {
  const owners = [event.after?.ownerUserId, event.before?.ownerUserId, event.data?.userId, event.data?.ownerUserId];
  return [...new Set(owners.filter((id): id is string => typeof id === 'string' && isUuid(id)))];
}
