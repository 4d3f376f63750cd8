import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notifyUser } from '../notifications/notify-user.ts';
import { userOf } from '../records/made-by.ts';
import { nameOf } from '../records/name-of.ts';
import { recordKinds } from '../records/record-kinds.ts';
import type { NoteRow } from '../records/rows.ts';
import { rowOf } from '../records/sql.ts';

/** Tells those whom a note names. Whoever is no active user of the tenant is not told and not complained about. */
export async function tellMentioned(
  trx: TenantTrx,
  context: CommandContext,
  note: NoteRow,
  mentions: readonly string[] | undefined,
): Promise<void> {
  const people = new Set(mentions ?? []);
  people.delete(userOf(context.actor) ?? '');
  if (people.size === 0) return;
  const { table } = recordKinds[note.recordType];
  const record = await rowOf<Record<string, unknown>>(trx, `select * from ${table} where tenant_id = ? and id = ?`, [
    context.tenantId,
    note.recordId,
  ]);
  const name = nameOf(record ?? {});
  for (const userId of people) {
    await notifyUser(trx, context, {
      userId,
      kind: 'note.mention',
      title: `You were mentioned in a note on ${name}`,
      body: note.body.slice(0, 300),
      record: { type: note.recordType, id: note.recordId },
      data: { name, noteId: note.id },
    });
  }
}
