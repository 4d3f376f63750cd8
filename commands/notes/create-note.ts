import { maxNote } from '../../domain/records/record-fields.ts';
import { readFields } from '../../domain/records/field-values.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { parsePhone } from '../lib/parse-phone.ts';
import type { SubjectRef } from '../records/lock-refs.ts';
import { tellMentioned } from './tell-mentioned.ts';
import { lockSubjects } from '../records/lock-refs.ts';
import { userOf } from '../records/made-by.ts';
import { refuseProblems } from '../records/refuse.ts';
import type { NoteRow } from '../records/rows.ts';
import { insertInto, rowOf } from '../records/sql.ts';

export const noteRules = { body: { kind: 'lines', max: maxNote, required: true } } as const;

/** Writes a note on a record: `note.created`. */
export async function createNote(
  trx: TenantTrx,
  context: CommandContext,
  input: {
    readonly record: SubjectRef;
    readonly body: string;
    readonly mentions?: readonly string[] | undefined;
    readonly held?: boolean;
    /** Who wrote it, and when, if it comes from elsewhere. */
    readonly authorUserId?: string;
    readonly createdAt?: Date;
  },
): Promise<NoteRow> {
  const { values, problems } = readFields(noteRules, { body: input.body }, { parsePhone });
  refuseProblems('note', problems);
  if (input.held !== true) await lockSubjects(trx, context, [input.record]);
  const id = newId();
  const { sql, bindings } = insertInto('notes', {
    tenantId: context.tenantId,
    id,
    recordType: input.record.type,
    recordId: input.record.id,
    body: values['body'],
    authorUserId: input.authorUserId ?? userOf(context.actor),
    createdAt: input.createdAt ?? context.now,
    updatedAt: context.now,
  });
  const note = await rowOf<NoteRow>(trx, sql, bindings);
  if (note === null) throw new Error('the note was not inserted');
  context.record({
    type: 'note.created',
    subject: { type: 'note', id },
    related: [input.record],
    data: { excerpt: note.body.slice(0, 200) },
  });
  await tellMentioned(trx, context, note, input.mentions);
  return note;
}
