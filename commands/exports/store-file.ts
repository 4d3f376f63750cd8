import { Readable, Transform } from 'node:stream';
import { crc32 } from 'node:zlib';
import { sheetEnd, sheetPath, workbookFiles } from '../../domain/exports/sheet.ts';
import type { FileStore } from '../files/file-store.ts';
import { newId } from '../lib/new-id.ts';
import { exportFolder, type ExportRow } from './export-job.ts';
import { deflatePiece, entryOf, zipBytes } from './zip.ts';

/** A piece of a file that lies in the store. */
export interface StoredPiece {
  readonly key: string;
  readonly contentSize: number;
  readonly packedSize: number;
  /** Of the content of all pieces up to this one. */
  readonly contentCrc: number;
}

/** Streams the text of a piece into the store: as it is for CSV, deflated for a workbook. */
export async function storePiece(
  files: FileStore,
  tenantId: string,
  job: Pick<ExportRow, 'id' | 'format' | 'contentCrc'>,
  text: AsyncIterable<string>,
): Promise<StoredPiece> {
  // A name of its own: a worker that was thought dead may still be writing the same piece.
  const key = `${exportFolder(tenantId, job.id)}/${newId()}`;
  let contentSize = 0;
  let packedSize = 0;
  let contentCrc = Number(job.contentCrc);
  const bytes = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of text) {
      const buffer = Buffer.from(chunk);
      contentSize += buffer.length;
      contentCrc = crc32(buffer, contentCrc);
      yield buffer;
    }
  };
  const count = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      packedSize += chunk.length;
      done(null, chunk);
    },
  });
  const source = Readable.from(bytes());
  const packed = job.format === 'xlsx' ? pass(source, deflatePiece()) : source;
  await files.write(key, pass(packed, count));
  return { key, contentSize, packedSize, contentCrc };
}

/** `pipe` keeps errors to itself. */
function pass(from: Readable, to: Transform): Transform {
  from.on('error', (error) => to.destroy(error));
  return from.pipe(to);
}

/** Puts the pieces together: one behind the other for CSV, as the sheet of a workbook for XLSX. */
export async function storeFile(
  files: FileStore,
  tenantId: string,
  job: ExportRow,
): Promise<{ readonly storageKey: string; readonly size: number }> {
  const storageKey = `${exportFolder(tenantId, job.id)}/${newId()}`;
  let size = 0;
  const counted = async function* (bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      size += chunk.length;
      yield chunk;
    }
  };
  const pieces = piecesOf(files, job);
  await files.write(storageKey, Readable.from(counted(job.format === 'csv' ? pieces : workbook(job, pieces))));
  return { storageKey, size };
}

async function* piecesOf(files: FileStore, job: ExportRow): AsyncGenerator<Uint8Array> {
  for (const key of job.parts) {
    for await (const chunk of files.read(key)) yield chunk as Buffer;
  }
}

function workbook(job: ExportRow, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const end = Buffer.from(sheetEnd(job.columns.length, job.done));
  const last = entryOf(sheetPath, end.toString());
  const sheet = {
    path: sheetPath,
    crc: crc32(end, Number(job.contentCrc)),
    size: Number(job.contentSize) + end.length,
    packed: behind(pieces, last.packed),
    packedSize: Number(job.packedSize) + last.packedSize,
  };
  return zipBytes([...workbookFiles(job.name).map((file) => entryOf(file.path, file.content)), sheet]);
}

/** The last part of a deflated content ends it, so it can be a whole one. */
async function* behind(
  pieces: AsyncIterable<Uint8Array>,
  last: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* pieces;
  yield* last;
}
