import { z } from 'zod';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { id, idParams, pageOf, pageQuery } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { recordMeta, recordPointer, userRef } from './records.ts';

export const note = z.object({ ...recordMeta, body: z.string(), record: recordPointer, author: userRef.nullable() }).meta({ id: 'Note' });
export type Note = z.infer<typeof note>;

const mentions = z.array(id).max(20).optional().meta({ description: 'Users who are named in the text and are told of it.' });

export const listNotes = endpoint({
  method: 'GET',
  path: '/v1/notes',
  summary: 'Notes of a record, the latest first',
  tag: 'Notes',
  query: pageQuery.extend({ recordType: z.enum(subjectTypes), recordId: id }),
  response: pageOf(note),
});
export const createNote = endpoint({
  method: 'POST',
  path: '/v1/notes',
  summary: 'Write a note on a record',
  tag: 'Notes',
  body: z.strictObject({ record: recordPointer, body: z.string().max(200_000), mentions }),
  response: note,
  status: 201,
});
export const readNote = endpoint({
  method: 'GET',
  path: '/v1/notes/{id}',
  summary: 'Read a note',
  tag: 'Notes',
  params: idParams,
  response: note,
});
export const updateNote = endpoint({
  method: 'PATCH',
  path: '/v1/notes/{id}',
  summary: 'Change a note',
  tag: 'Notes',
  params: idParams,
  body: z.strictObject({ body: z.string().max(200_000), mentions }),
  response: note,
  ifMatch: true,
});
export const archiveNote = endpoint({
  method: 'DELETE',
  path: '/v1/notes/{id}',
  summary: 'Archive a note',
  tag: 'Notes',
  params: idParams,
});
