import { runPrepared } from '../../db/opening.ts';
import type { TenantTrx } from './context.ts';
import type { NotedEvent, RecordingContext } from './command-context.ts';
import { rescore } from '../scoring/rescore.ts';

// Numbers are taken in the order of noting: nextval runs over the sorted rows. A record that is both subject and related
// gets one link.
const flush = `
with noted as materialized (
  select nextval('event_numbers') as id, sorted.* from (
    select e.*, ?::timestamptz as occurred_at, ?::uuid as tenant_id
    from jsonb_to_recordset(?::jsonb) as e(
      ord integer, type text, subject_type text, subject_id uuid, related jsonb, before jsonb, after jsonb, data jsonb, actor jsonb, cause jsonb)
    order by e.ord
  ) sorted
), stored as (
  insert into events (tenant_id, id, type, subject_type, subject_id, related, actor, cause, before, after, data, occurred_at)
  select tenant_id, id, type, subject_type, subject_id, related, actor, cause, before, after, data, occurred_at from noted
), linked as (
  insert into event_links (tenant_id, record_id, event_id, record_type, type, occurred_at)
  select distinct on (n.id, r.record_id) n.tenant_id, r.record_id, n.id, r.record_type, n.type, n.occurred_at
  from noted n cross join lateral (
    select n.subject_id as record_id, n.subject_type as record_type
    union all
    select (x->>'id')::uuid, x->>'type' from jsonb_array_elements(n.related) x
  ) r
), queued as (
  insert into outbox (tenant_id, event_id) select tenant_id, id from noted
)
select id, exists (select from scoring_rules r where r.tenant_id = ?::uuid and r.enabled) as scoring from noted order by id`;

/**
 * Writes every event noted so far, its links and its outbox row, in ONE statement. Called right before the commit, or
 * when a wait opens its window. The locks of the records are held at this moment, so the events of one record are
 * numbered in the order in which they commit; without the locks that order would be a matter of luck.
 *
 * @returns the numbers given, in the order of noting
 */
export function flushEvents(trx: TenantTrx, context: RecordingContext): Promise<readonly string[]> {
  return flushTogether(trx, [context]);
}

/**
 * The same for several contexts of one transaction, such as the runs of a batch: one statement for the events of all. Where the tenant
 * has scoring rules, leads that something happened to are scored in the same transaction, which may be one more thing that happened.
 */
export async function flushTogether(trx: TenantTrx, contexts: readonly RecordingContext[]): Promise<readonly string[]> {
  const events = contexts.flatMap((context) => context.takeEvents().map((event) => ({ context, event })));
  const stored = await store(trx, events);
  if (stored[0]?.scoring !== true) return idsOf(stored);
  return [...idsOf(stored), ...idsOf(await store(trx, await scored(trx, events)))];
}

interface Noted {
  readonly context: RecordingContext;
  readonly event: NotedEvent;
}

interface Stored {
  readonly id: string;
  readonly scoring: boolean;
}

function idsOf(rows: readonly Stored[]): readonly string[] {
  return rows.map((row) => row.id);
}

/** The events of scores that change by what happened; told as caused by what happened last to the lead. */
async function scored(trx: TenantTrx, events: readonly Noted[]): Promise<readonly Noted[]> {
  const touched = new Map<string, RecordingContext>();
  for (const { context, event } of events) {
    for (const record of [event.subject, ...(event.related ?? [])]) if (record.type === 'lead') touched.set(record.id, context);
  }
  const last = [...touched.values()].at(-1);
  if (last === undefined) return [];
  const changes = await rescore(trx, last, [...touched.keys()], { because: 'lead', tell: true });
  return changes.map((event) => ({ context: touched.get(event.subject.id) ?? last, event }));
}

async function store(trx: TenantTrx, events: readonly Noted[]): Promise<readonly Stored[]> {
  const [first] = events;
  if (first === undefined) return [];
  const rows = events.map(({ context, event }, ord) => ({
    ord,
    type: event.type,
    subject_type: event.subject.type,
    subject_id: event.subject.id,
    related: event.related ?? [],
    before: event.before ?? null,
    after: event.after ?? null,
    data: event.data ?? null,
    actor: event.actor ?? context.actor,
    cause: context.cause,
  }));
  const { now, tenantId } = first.context;
  return runPrepared<Stored>(trx, 'flush_events', flush, [now, tenantId, JSON.stringify(rows), tenantId]);
}
