import { enrol } from '../../commands/automations/enrol.ts';
import { createContext } from '../../commands/lib/command-context.ts';
import { flushTogether } from '../../commands/lib/flush-events.ts';
import type { Doors } from '../../db/doors.ts';
import { literal, openedOf, rowsIn, runTogether } from '../../db/opening.ts';
import type { TenantId } from '../../domain/ids.ts';
import { candidatesOf } from './match.ts';
import { membershipEvents } from './membership.ts';
import { readTurn } from './read-turn.ts';
import { queueWebhooks } from './webhooks.ts';
import { appendFeed, deleteFromOutbox, notifyFeed, wakeWaitingRuns } from './turn-statements.ts';

export type RelayDoors = Pick<Doors, 'withTenant' | 'withSystem'>;

/** Relays up to `limit` events of a tenant, all or nothing. Gives how many; null if another relay has the turn. */
export async function relayTurn(db: RelayDoors, tenantId: TenantId, limit: number): Promise<number | null> {
  return db.withTenant(tenantId, async (trx) => {
    const turn = await readTurn(trx, tenantId, limit);
    if (turn === null) return null;
    if (turn.events.length === 0) return 0;
    const { now } = openedOf(trx);
    const context = createContext({ tenantId, actor: { kind: 'system', name: 'relay' }, now });
    // Before enrolment, because it locks records, and those come before the names of runs.
    const members = turn.watched.length === 0 ? [] : await membershipEvents(trx, { tenantId, now }, turn.events, turn.watched);
    await enrol(trx, context, candidatesOf(turn.events, turn.versions));
    await flushTogether(trx, [...members, context]);
    await runTogether(trx, [
      wakeWaitingRuns(tenantId, turn.events),
      ...queueWebhooks(tenantId, turn.events, turn.subscribers, now.toISOString()),
      appendFeed(tenantId, turn.events),
      notifyFeed(tenantId),
      deleteFromOutbox(tenantId, turn.events),
    ]);
    return turn.events.length;
  });
}

/** Sets the first waiting event of a tenant aside, with the reason, so that it stops nobody. Gives its number. */
export async function quarantineFirst(db: RelayDoors, tenantId: TenantId, error: string): Promise<string | null> {
  return db.withTenant(tenantId, async (trx) => {
    const tenant = `${literal(tenantId)}::uuid`;
    const [, taken] = await runTogether(trx, [
      `select pg_advisory_xact_lock(hashtextextended(${literal(`relay:${tenantId}`)}, 0))`,
      `with first as (delete from outbox where tenant_id = ${tenant} and event_id = (select min(event_id) from outbox where tenant_id = ${tenant}) returning event_id)
         insert into quarantined_events (tenant_id, event_id, error) select ${tenant}, event_id, ${literal(error.slice(0, 2_000))} from first
         on conflict (tenant_id, event_id) do update set error = excluded.error, attempts = quarantined_events.attempts + 1, quarantined_at = now(), released_at = null
         returning event_id::text as event_id`,
    ]);
    return rowsIn<{ event_id: string }>(taken)[0]?.event_id ?? null;
  });
}
