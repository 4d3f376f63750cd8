import { eventColumns, storedEvent } from '../../../commands/automations/lib/event-facts.ts';
import type { EventRow } from '../../../commands/automations/lib/event-facts.ts';
import { recordsFrom, recordStatements, withSegments } from '../../../commands/automations/lib/load-records.ts';
import { tableOfRecord } from '../../../commands/lib/lock-records.ts';
import { literal, rowsIn, runTogether } from '../../../db/opening.ts';
import { configOf } from '../../../domain/automation/nodes/registry.ts';
import { stepOf } from '../../../domain/automation/plan/plan-index.ts';
import { goalsAhead } from '../../../domain/automation/run/goals.ts';
import type { OpenWait, RunEvent } from '../../../domain/automation/run/run-types.ts';
import type { StoredEvent } from '../../../domain/events.ts';
import type { Condition } from '../../../domain/expressions/ast.ts';
import { evaluate } from '../../../domain/expressions/evaluate.ts';
import type { RecordRef } from '../../../domain/records/record-types.ts';
import type { Session } from './session.ts';
import { lockStatement, readsOf } from './session.ts';

/** Events looked at in one go; a window with more is looked at in pages. */
const pageSize = 50;

/**
 * Locks the run's record and those it waits for, by type and id, and reads the record: one round trip. While the locks are held no
 * event of these records can get a number, so what is looked at afterwards is complete.
 */
export async function lockAndLoad(session: Session): Promise<void> {
  const { subject, context } = session;
  const others = session.state.waits.flatMap((wait) =>
    wait.event === null || wait.event.record.id === subject.id ? [] : [wait.event.record],
  );
  const byType = new Map<string, Set<string>>();
  for (const ref of others) byType.set(ref.type, (byType.get(ref.type) ?? new Set()).add(ref.id));
  const locks = [...byType].map(([type, ids]) => ({
    type,
    sql: lockStatement(tableOfRecord[type as RecordRef['type']], context.tenantId, [...ids].sort()),
  }));
  const wanted = await withSegments(session.trx, context.tenantId, subject.type, readsOf(session.plan));
  const [lockSubject = '', readSubject = ''] = recordStatements(context.tenantId, subject.type, [subject.id], wanted.reads, true);
  const ordered = [...locks, { type: subject.type, sql: lockSubject }].sort((a, b) => (a.type < b.type ? -1 : 1));
  const results = await runTogether(session.trx, [...ordered.map((lock) => lock.sql), readSubject]);
  session.setRecord(recordsFrom(results.at(-1)?.rows ?? [], wanted).get(subject.id) ?? null);
  for (const ref of [subject, ...others]) session.locked.add(ref.id);
}

/** The first event inside a wait's window that its filter lets through; the wait's record is locked. */
export async function findAwaited(session: Session, wait: OpenWait): Promise<StoredEvent | null> {
  if (wait.event === null) return null;
  const { about } = wait.event;
  const step = stepOf(session.plan, wait.key.step);
  const filter = step?.type === 'wait.for_event' ? configOf(step, 'wait.for_event').filter : null;
  return firstEvent(
    session,
    wait.event.record,
    wait.event.types,
    wait.event.after,
    (event) =>
      !isOwn(session, event) &&
      (about === undefined || event.subject.id === about) &&
      (filter === null || evaluate(filter, session.facts(event, wait.key.scope)).result),
  );
}

/** What the run did itself answers nothing, even if it did it inside the window: one that begins at an earlier step's mark holds it. */
function isOwn(session: Session, event: StoredEvent): boolean {
  return event.actor.kind === 'automation' && event.actor.runId === session.run.id;
}

/** An exit rule about events, or a goal ahead, that one of them has met. Notes how far it has looked. */
export async function findLeaving(session: Session): Promise<RunEvent | null> {
  const rules = session.plan.exit.filter((rule) => rule.kind === 'event');
  const goals = goalsAhead(session.plan, session.state).flatMap((step) => {
    const { criterion } = configOf(step, 'flow.goal');
    return criterion.kind === 'event' ? [{ step: step.id, ...criterion }] : [];
  });
  const types = [...new Set([...rules, ...goals].flatMap((one) => one.events))];
  if (types.length === 0) return null;
  const met = (one: { readonly events: readonly string[]; readonly when: Condition | null }, event: StoredEvent): boolean =>
    one.events.includes(event.type) && (one.when === null || evaluate(one.when, session.facts(event)).result);
  let leaving: RunEvent | null = null;
  await firstEvent(session, session.subject, types, session.exitAfter, (event) => {
    session.exitAfter = event.id;
    // Whether a run's own doing ended it would depend on where its segments are cut.
    if (isOwn(session, event)) return false;
    const rule = rules.find((one) => met(one, event));
    if (rule !== undefined) leaving = { type: 'exit', status: 'exited', reason: rule.reason };
    else leaving = goalEvent(goals.find((one) => met(one, event))?.step);
    return leaving !== null;
  });
  return leaving;
}

function goalEvent(step: string | undefined): RunEvent | null {
  return step === undefined ? null : { type: 'goal', step };
}

async function firstEvent(
  session: Session,
  record: RecordRef,
  types: readonly string[],
  after: string,
  fits: (event: StoredEvent) => boolean,
): Promise<StoredEvent | null> {
  let from = after;
  for (;;) {
    const events = await page(session, record, types, from);
    const found = events.find(fits);
    if (found !== undefined) return found;
    const last = events.at(-1);
    if (last === undefined || events.length < pageSize) return null;
    from = last.id;
  }
}

/** An hour's margin: occurrence is the transaction's instant, and no transaction lives that long. */
const margin = 3_600_000;

/** Links first: mostly there is none, and then the wide rows of events need not be looked for. Old partitions are left out by the run's age. */
async function page(session: Session, record: RecordRef, types: readonly string[], after: string): Promise<readonly StoredEvent[]> {
  const tenant = `${literal(session.context.tenantId)}::uuid`;
  const oldest = `${literal(new Date(session.run.created_at.getTime() - margin))}::timestamptz`;
  const [result] = await runTogether(session.trx, [
    `select l.event_id::text as id from event_links l
       where l.tenant_id = ${tenant} and l.record_id = ${literal(record.id)}::uuid and l.event_id > ${literal(after)}::bigint
         and l.type = any(${literal(`{${types.join(',')}}`)}::text[]) and l.occurred_at >= ${oldest}
       order by l.event_id limit ${pageSize}`,
  ]);
  const ids = rowsIn<{ id: string }>(result).map((row) => row.id);
  if (ids.length === 0) return [];
  const [events] = await runTogether(session.trx, [
    `select ${eventColumns} from events e where e.tenant_id = ${tenant} and e.id = any('{${ids.join(',')}}'::bigint[]) and e.occurred_at >= ${oldest} order by e.id`,
  ]);
  return rowsIn<EventRow>(events).map(storedEvent);
}
