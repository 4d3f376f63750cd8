import { isUuid } from '../../domain/ids.ts';
import { changesOf } from '../../domain/records/changes.ts';
import { readFields } from '../../domain/records/field-values.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecords } from '../lib/lock-records.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import { notFound, requireVersion } from '../records/lock-record.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { NoteRow } from '../records/rows.ts';
import { rowOf, updateOf } from '../records/sql.ts';
import { tellMentioned } from './tell-mentioned.ts';
import { noteRules } from './create-note.ts';

/** Changes a note: `note.updated`. */
export async function updateNote(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly id: string;
    readonly body: string;
    readonly mentions?: readonly string[] | undefined;
    readonly expectedVersion?: number;
  },
): Promise<NoteRow> {
  const { values, problems } = readFields(noteRules, { body: input.body }, { parsePhone });
  refuseProblems('note', problems);
  const { note, record } = await lockNote(trx, context, input.id);
  requireVersion(note, input.expectedVersion, 'note');
  const written = await write(trx, context, note, record, values, 'note.updated');
  await tellMentioned(trx, context, written, input.mentions);
  return written;
}

/** Archives a note: it leaves lists and timelines. */
export async function archiveNote(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<void> {
  const { note, record } = await lockNote(trx, context, input.id);
  await write(trx, context, note, record, { archivedAt: context.now }, 'note.deleted');
}

/** The record a note hangs on never changes, so it may be read before both are locked. */
async function lockNote(
  trx: TenantTrx,
  context: CommandContext,
  id: string,
): Promise<{ readonly note: NoteRow; readonly record: RecordRef }> {
  const read = () =>
    isUuid(id)
      ? rowOf<NoteRow>(trx, 'select * from notes where tenant_id = ? and id = ? and archived_at is null', [context.tenantId, id])
      : null;
  const before = await read();
  if (before === null) throw notFound('note');
  const record = { type: before.recordType, id: before.recordId };
  await lockRecords(trx, [record, { type: 'note', id }]);
  const note = await read();
  if (note === null) throw notFound('note');
  return { note, record };
}

async function write(
  trx: TenantTrx,
  context: CommandContext,
  note: NoteRow,
  record: RecordRef,
  values: Readonly<Record<string, unknown>>,
  type: 'note.updated' | 'note.deleted',
): Promise<NoteRow> {
  const changes = changesOf(note as unknown as Record<string, unknown>, values);
  if (changes === null) return note;
  const { sql, bindings } = updateOf('notes', { tenantId: context.tenantId, id: note.id }, values, context.now);
  const written = await rowOf<NoteRow>(trx, sql, bindings);
  context.record({ type, subject: { type: 'note', id: note.id }, related: [record], before: changes.before, after: changes.after });
  return written ?? note;
}
