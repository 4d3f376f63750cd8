import { z } from 'zod';
import { subjectTypes } from '../../domain/records/record-types.ts';
import { id, idParams, instant } from './lib/common.ts';
import { endpoint } from './lib/endpoint.ts';
import { recordPointer, userRef } from './records.ts';

const tag = 'files';

export const file = z
  .object({
    id,
    name: z.string(),
    contentType: z.string(),
    size: z.number().int(),
    sha256: z.string().nullable(),
    purpose: z.enum(['import', 'import_errors', 'attachment', 'export']),
    uploadedByUserId: id.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'File' });
export type File = z.infer<typeof file>;

/** What people may upload files for; the other purposes are made by the product. */
export const uploadPurpose = z.enum(['import', 'attachment']);

export const uploadFile = endpoint({
  method: 'POST',
  path: '/v1/files',
  summary: 'Upload a file as multipart/form-data with one part "file"',
  tag,
  query: z.object({ purpose: uploadPurpose }),
  response: file,
  status: 201,
  media: { request: 'multipart/form-data' },
});

export const getFile = endpoint({
  method: 'GET',
  path: '/v1/files/{id}',
  summary: 'Read what is known of a file',
  tag,
  params: idParams,
  response: file,
});

export const downloadFile = endpoint({
  method: 'GET',
  path: '/v1/files/{id}/content',
  summary: 'Download a file',
  tag,
  params: idParams,
  response: z.undefined(),
  status: 200,
  media: { response: 'application/octet-stream' },
});

/** A file that hangs on a record. */
export const recordFile = z
  .object({
    id,
    name: z.string(),
    contentType: z.string(),
    size: z.number().int(),
    uploadedBy: userRef.nullable(),
    attachedAt: instant,
  })
  .meta({ id: 'RecordFile' });
export type RecordFile = z.infer<typeof recordFile>;
const recordFiles = z.object({ items: z.array(recordFile) });

export const listRecordFiles = endpoint({
  method: 'GET',
  path: '/v1/record-files',
  summary: 'Files of a record, the latest first',
  tag,
  query: z.object({ recordType: z.enum(subjectTypes), recordId: id }),
  response: recordFiles,
});
export const attachFile = endpoint({
  method: 'POST',
  path: '/v1/record-files',
  summary: 'Hang an uploaded file on a record',
  tag,
  body: z.strictObject({ fileId: id, record: recordPointer }),
  response: recordFiles,
  status: 201,
});
export const removeRecordFile = endpoint({
  method: 'DELETE',
  path: '/v1/record-files/{id}',
  summary: 'Take a file off a record; on no record any more it is deleted',
  tag,
  params: idParams,
  query: z.object({ recordType: z.enum(subjectTypes), recordId: id }),
  response: recordFiles,
});
