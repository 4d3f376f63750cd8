import type { EventType } from '../../domain/events.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { RecordingContext } from '../lib/command-context.ts';
import type { TenantTrx } from '../lib/context.ts';
import { notFound } from '../records/lock-record.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { recordKinds } from '../records/record-kinds.ts';
import { cancelRun } from '../runs/cancel.ts';
import { dropRecord, dropWhatHangsOnIt } from './drop-record.ts';
import { personOf } from './person.ts';
import { redactAll } from './redact-all.ts';

/**
 * Erases a record for ever, and for a person the lead and the contact they were: the rows, what hangs only on them, and their
 * values wherever they were copied to: events, runs and steps, audit, messages, notifications, imports, kept answers. What
 * happened stays countable: numbers, instants and ids remain.
 *
 * Files lose their rows' names at once and their bytes after the commit.
 */
export async function eraseRecord(trx: TenantTrx, context: RecordingContext, input: SubjectRef): Promise<void> {
  const { records, rows } = await personOf(trx, context, input);
  if (records.length === 0) throw notFound(recordKinds[input.type].noun);
  // Whoever may erase what they see erases all of it, also where it hangs on what they do not see.
  await trx.raw(`select set_config('app.owners_seen', '', true)`);
  const ids = records.map((record) => record.id);
  for (const run of await openRunsOf(trx, context.tenantId, ids))
    await cancelRun(trx, context, { id: run, reason: 'The record was erased.' });
  const about = await dropWhatHangsOnIt(trx, context, ids);
  await redactAll(trx, context, { own: [...ids, ...about.dropped], near: about.near, rows });
  for (const record of records) await dropRecord(trx, context, record);
  for (const record of records) {
    const type: EventType = erasedEvents[record.type];
    context.record({ type, subject: record });
    await writeAudit(trx, context, { action: type, recordType: record.type, recordId: record.id });
  }
}

const erasedEvents: Readonly<Record<SubjectType, EventType>> = {
  lead: 'lead.erased',
  contact: 'contact.erased',
  company: 'company.erased',
  deal: 'deal.erased',
};

async function openRunsOf(trx: TenantTrx, tenantId: string, ids: readonly string[]): Promise<readonly string[]> {
  const result: { rows: { id: string }[] } = await trx.raw(
    'select id from runs where tenant_id = ? and subject_id = any(?::uuid[]) and ended_at is null order by id',
    [tenantId, [...ids]],
  );
  return result.rows.map((row) => row.id);
}
