import type { SubjectType } from '../../domain/records/record-types.ts';
import type { EventType } from '../../domain/events.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { limitOf, requireRoom } from '../entitlements/take-room.ts';
import { lockRecord } from './lock-record.ts';
import { recordKinds } from './record-kinds.ts';
import type { SubjectRows } from './rows.ts';
import { rowOf, updateOf } from './sql.ts';

/** Takes a record out of lists without losing it: `<type>.deleted`. Archiving twice is no change. */
export async function archiveRecord<T extends SubjectType>(trx: TenantTrx, context: CommandContext, type: T, id: string): Promise<void> {
  const row = await lockRecord(trx, context, type, id, { archived: true });
  if (row.archivedAt !== null) return;
  await writeArchivedAt(trx, context, type, id, context.now);
  const deleted: EventType = `${type}.deleted`;
  context.record({ type: deleted, subject: { type, id }, before: { archivedAt: null }, after: { archivedAt: context.now.toISOString() } });
}

/** Brings an archived record back. */
export async function restoreRecord<T extends SubjectType>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  id: string,
): Promise<SubjectRows[T]> {
  const row: SubjectRows[T] = await lockRecord(trx, context, type, id, { archived: true });
  if (row.archivedAt === null) return row;
  await requireRoom(trx, context, limitOf[type]);
  const restored = await writeArchivedAt(trx, context, type, id, null);
  const updated: EventType = `${type}.updated`;
  context.record({
    type: updated,
    subject: { type, id },
    before: { archivedAt: row.archivedAt.toISOString() },
    after: { archivedAt: null },
  });
  return restored;
}

async function writeArchivedAt<T extends SubjectType>(
  trx: TenantTrx,
  context: CommandContext,
  type: T,
  id: string,
  archivedAt: Date | null,
): Promise<SubjectRows[T]> {
  const { sql, bindings } = updateOf(recordKinds[type].table, { tenantId: context.tenantId, id }, { archivedAt }, context.now);
  const row = await rowOf<SubjectRows[T]>(trx, sql, bindings);
  if (row === null) throw new Error(`the locked ${type} ${id} has gone`);
  return row;
}
