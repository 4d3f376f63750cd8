import type { EventType } from '../../domain/events.ts';
import type { SubjectType } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { keepMainLinks } from '../deals/links/keep-main.ts';
import { noteDuplicates } from '../duplicates/note-duplicates.ts';
import { limitOf, requireRoom } from '../entitlements/take-room.ts';
import { onceNamed } from '../lib/advisory-locks.ts';
import { newId } from '../lib/new-id.ts';
import { createdFields } from './created-fields.ts';
import { nameOf } from './name-of.ts';
import { recordKinds } from './record-kinds.ts';
import { keepInSight } from './sight.ts';
import type { SubjectRows } from './rows.ts';
import { sameness } from './sameness.ts';
import { activeUser, insertInto, rowOf, SqlValue } from './sql.ts';
import { assignmentNotice, requireOwner, withNotice } from './write-record.ts';

/** Inserts a record whose values were checked, tells its owner, and records `created` and `assigned`. One statement. */
export async function createRecord<T extends Exclude<SubjectType, 'lead'>>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  values: Readonly<Record<string, unknown>>,
): Promise<SubjectRows[T]> {
  await requireRoom(trx, context, limitOf[type]);
  const id = newId();
  const owner = typeof values['ownerUserId'] === 'string' ? values['ownerUserId'] : null;
  // Whoever asks whether there is such a record before making one waits for this one, and finds it.
  const same = sameness(type, values);
  const held = same === null ? null : onceNamed(trx, same.name, context.now);
  const insert = insertInto(recordKinds[type].table, {
    tenantId: context.tenantId,
    id,
    ...values,
    ownerUserId: activeUser(context.tenantId, owner),
    createdAt: held === null ? context.now : new SqlValue(held.sql, held.bindings),
    updatedAt: context.now,
  });
  const told = owner === null ? null : assignmentNotice(context, type, { id, name: nameOf(values) }, owner);
  await keepInSight(trx, context, [owner]);
  const row = await rowOf<SubjectRows[T]>(trx, ...withNotice(insert, told));
  if (row === null) throw new Error(`the ${type} was not inserted`);
  requireOwner(row.ownerUserId, owner);
  recordNew(context, type, row);
  if (type === 'deal') await keepMainLinks(trx, context, row as SubjectRows['deal']);
  if (type === 'contact' || type === 'company') await noteDuplicates(trx, context, type, [row.id]);
  return row;
}

function recordNew<T extends Exclude<SubjectType, 'lead'>>(context: CommandContext, type: T, row: SubjectRows[T]): void {
  const subject = { type, id: row.id };
  const created: EventType = `${type}.created`;
  context.record({ type: created, subject, after: createdFields(row, Object.keys(recordKinds[type].fields)) });
  if (row.ownerUserId === null) return;
  const assigned: EventType = `${type}.assigned`;
  context.record({ type: assigned, subject, before: { ownerUserId: null }, after: { ownerUserId: row.ownerUserId } });
}
