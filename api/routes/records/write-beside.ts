import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import { createNote } from '../../../commands/notes/create-note.ts';
import type { SubjectRef } from '../../../commands/records/lock-refs.ts';
import { addTags } from '../../../commands/tags/add-tag.ts';

/** What a new record is given beside its fields, in the transaction that makes it. */
export async function writeBeside(
  trx: TenantTrx,
  context: CommandContext,
  record: SubjectRef,
  given: { readonly note?: string | undefined; readonly tags?: readonly string[] | undefined },
): Promise<void> {
  if (given.tags !== undefined && given.tags.length > 0) await addTags(trx, context, { record, names: given.tags, held: true });
  if (given.note !== undefined && given.note.trim() !== '') await createNote(trx, context, { record, body: given.note, held: true });
}
