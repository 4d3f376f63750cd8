import { createNote } from '../../../commands/notes/create-note.ts';
import { archiveNote, updateNote } from '../../../commands/notes/update-note.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { NoteView } from '../../../db/records/find-others.ts';
import { findNote, listNotes } from '../../../db/records/find-others.ts';
import type { Note } from '../../contracts/notes.ts';
import * as contract from '../../contracts/notes.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { notePolicy } from '../../policies/crm.ts';
import { found, presentMeta } from '../records/found.ts';

function present(row: NoteView): Note {
  return { ...presentMeta(row), body: row.body, record: { type: row.recordType, id: row.recordId }, author: row.author };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Note> =>
  present(found(await findNote(trx, params.id), 'note'));

export const noteRoutes: readonly Route[] = [
  readRoute(contract.listNotes, {
    policy: notePolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await listNotes(trx, { recordId: query.recordId, below: idCursor(query.cursor), limit: query.limit });
      return page(rows.map(present), query.limit, (row) => [row.id]);
    },
  }),
  writeRoute(contract.createNote, {
    policy: notePolicy.write,
    handle: async ({ trx, context, body }) => current({ trx, params: await createNote(trx, context, body) }),
  }),
  readRoute(contract.readNote, { policy: notePolicy.read, handle: current }),
  writeRoute(contract.updateNote, {
    policy: notePolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateNote(trx, context, { ...body, id: params.id, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),
  writeRoute(contract.archiveNote, {
    policy: notePolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveNote(trx, context, params);
      return undefined;
    },
  }),
];
