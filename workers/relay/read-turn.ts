import { eventColumns, storedEvent } from '../../commands/automations/lib/event-facts.ts';
import type { EventRow } from '../../commands/automations/lib/event-facts.ts';
import type { LiveVersion } from '../../commands/automations/lib/enrolment.ts';
import { loadPlans } from '../../commands/automations/lib/plans.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { literal, rowsIn, runTogether } from '../../db/opening.ts';
import { readSubscribers, type Subscriber } from './webhooks.ts';
import type { StoredEvent } from '../../domain/events.ts';

/** A version that was open for some of the events of a turn. */
export interface OpenVersion {
  readonly live: LiveVersion;
  readonly events: ReadonlySet<string>;
  readonly openedAt: bigint;
  readonly closedAt: bigint | null;
}

export interface WatchedSegment {
  readonly id: string;
  readonly entity: string;
}

export interface TurnInput {
  readonly events: readonly StoredEvent[];
  readonly versions: readonly OpenVersion[];
  readonly subscribers: readonly Subscriber[];
  /** The segments whose members are noted. */
  readonly watched: readonly WatchedSegment[];
}

interface VersionRow {
  readonly automation_id: string;
  readonly name: string;
  readonly status: string;
  readonly number: number;
  readonly plan_hash: string;
  readonly trigger_events: readonly string[];
  readonly opened_at_event: string;
  readonly closed_at_event: string | null;
  readonly trial: boolean;
}

/**
 * Takes the tenant's turn and reads it, in one round trip; null if another relay has the turn. Events of one record come in the order
 * in which they happened, because their numbers were taken under the record's lock.
 */
export async function readTurn(trx: TenantTrx, tenantId: string, limit: number): Promise<TurnInput | null> {
  const tenant = `${literal(tenantId)}::uuid`;
  const [locked, rows, versions, subscribers, watched] = await runTogether(trx, [
    `select pg_try_advisory_xact_lock(hashtextextended(${literal(`relay:${tenantId}`)}, 0)) as locked`,
    `select ${eventColumns} from (select event_id from outbox where tenant_id = ${tenant} order by event_id limit ${limit}) o
       join events e on e.tenant_id = ${tenant} and e.id = o.event_id order by e.id`,
    `select v.automation_id, a.name, a.status, v.number, v.plan_hash, v.trigger_events, v.opened_at_event::text, v.closed_at_event::text, false as trial
       from automation_versions v join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id
       where v.tenant_id = ${tenant} and cardinality(v.trigger_events) > 0
         and (v.closed_at_event is null or v.closed_at_event > (select min(event_id) from outbox where tenant_id = ${tenant}))
     union all ${openCanaries(tenant)}`,
    readSubscribers(tenantId),
    `select s.id, s.entity from segment_watches w join segments s on s.tenant_id = w.tenant_id and s.id = w.segment_id where w.tenant_id = ${tenant} order by 1`,
  ]);
  if (rowsIn<{ locked: boolean }>(locked)[0]?.locked !== true) return null;
  const events = rowsIn<EventRow>(rows).map(storedEvent);
  return {
    events,
    versions: await openVersions(trx, tenantId, rowsIn<VersionRow>(versions), events),
    subscribers: rowsIn<Subscriber>(subscribers),
    watched: rowsIn<WatchedSegment>(watched),
  };
}

/** Versions on trial that have runs left to take, for events before their end that are relayed after it too. */
function openCanaries(tenant: string): string {
  return `select c.automation_id, a.name, a.status, c.number, v.plan_hash, v.trigger_events, c.opened_at_event::text, c.closed_at_event::text, true
     from automation_canaries c join automations a on a.tenant_id = c.tenant_id and a.id = c.automation_id
       join automation_versions v on v.tenant_id = c.tenant_id and v.automation_id = c.automation_id and v.number = c.number
     where c.tenant_id = ${tenant} and c.status <> 'called_back' and c.taken < c.size and cardinality(v.trigger_events) > 0
       and (c.closed_at_event is null or c.closed_at_event > (select min(event_id) from outbox where tenant_id = ${tenant}))`;
}

async function openVersions(
  trx: TenantTrx,
  tenantId: string,
  rows: readonly VersionRow[],
  events: readonly StoredEvent[],
): Promise<readonly OpenVersion[]> {
  const types = new Set<string>(events.map((event) => event.type));
  const wanted = rows.filter((row) => row.trigger_events.some((type) => types.has(type)));
  const plans = await loadPlans(
    trx,
    tenantId,
    wanted.map((row) => row.plan_hash),
  );
  return wanted.flatMap((row) => {
    const plan = plans.get(row.plan_hash);
    if (plan === undefined) return [];
    const live = {
      automationId: row.automation_id,
      name: row.name,
      version: row.number,
      planHash: row.plan_hash,
      plan,
      paused: row.status === 'paused',
      ...(row.trial ? { trial: true } : {}),
    };
    return [
      {
        live,
        events: new Set(row.trigger_events),
        openedAt: BigInt(row.opened_at_event),
        closedAt: row.closed_at_event === null ? null : BigInt(row.closed_at_event),
      },
    ];
  });
}
