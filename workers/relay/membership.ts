import { causeDepth } from '../../commands/automations/lib/enrolment.ts';
import { createContext } from '../../commands/lib/command-context.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { eventOf, settle } from '../../commands/segments/members/settle.ts';
import { takeWatch } from '../../commands/segments/members/watch.ts';
import type { Cause, StoredEvent } from '../../domain/events.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { WatchedSegment } from './read-turn.ts';

/** What clocks and segments tell changes no record. */
const changesNothing: ReadonlySet<string> = new Set(['date.reached', 'schedule.due', 'segment.entered', 'segment.left']);

/**
 * Compares the records that something happened to with the segments that automations listen to. Who has come in or left is an event of
 * its own, caused by what happened last to the record, so that automations which start one another are still counted.
 */
export async function membershipEvents(
  trx: TenantTrx,
  frame: { readonly tenantId: TenantId; readonly now: Date },
  events: readonly StoredEvent[],
  segments: readonly WatchedSegment[],
): Promise<readonly RecordingContext[]> {
  const last = new Map<string, StoredEvent>();
  for (const event of events) {
    if (changesNothing.has(event.type)) continue;
    for (const record of [event.subject, ...(event.related ?? [])]) last.set(`${record.type}/${record.id}`, event);
  }
  if (last.size === 0) return [];
  const actor = { kind: 'system', name: 'segments' } as const;
  const quiet = createContext({ ...frame, actor });
  const told: RecordingContext[] = [];
  for (const { id, entity } of segments) {
    const ids = idsOf(entity, last);
    const watch = ids.length === 0 ? null : await takeWatch(trx, quiet, id);
    // A segment that means something else now is noted anew by the sweep.
    if (watch === null || watch.noted.meaning !== watch.meaning) continue;
    for (const change of await settle(trx, quiet, watch, { ids }, ids.length)) {
      // Who comes while the first members are noted is one of them.
      if (!watch.noted.ready) continue;
      const context = createContext({ ...frame, actor, cause: causeOf(last.get(`${watch.subject}/${change.id}`)) });
      context.record(eventOf(watch, change));
      told.push(context);
    }
  }
  return told;
}

function idsOf(entity: string, last: ReadonlyMap<string, StoredEvent>): readonly string[] {
  return [...last.keys()].filter((name) => name.startsWith(`${entity}/`)).map((name) => name.slice(entity.length + 1));
}

function causeOf(event: StoredEvent | undefined): Cause {
  return event === undefined ? { depth: 0 } : { ...event.cause, depth: causeDepth(event), eventId: event.id };
}
