import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import busboy from 'busboy';
import type { Context } from 'koa';
import type { FileStore } from '../../commands/files/file-store.ts';
import { UserError } from '../../domain/errors/errors.ts';

export interface ReceivedFile {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
}

interface Limits {
  readonly maxBytes: number;
}

/**
 * Streams the one file of a multipart request into the store, counting and hashing on the way; never holds more than a
 * chunk. Whatever goes wrong, nothing is left in the store.
 */
export async function receiveUpload(ctx: Context, store: FileStore, key: string, limits: Limits): Promise<ReceivedFile> {
  const parser = openParser(ctx, limits);
  const writes: { readonly meter: Meter; readonly file: Promise<ReceivedFile> }[] = [];
  const done = new Promise<void>((resolve, reject) => {
    parser.on('file', (_field, stream, info) => {
      const meter = new Meter();
      // It may fail before the store has begun to read, when nobody else listens yet.
      meter.on('error', () => undefined);
      stream.on('limit', () => meter.destroy(tooLarge(limits)));
      stream.on('error', (error) => meter.destroy(error));
      const file = store.write(key, stream.pipe(meter)).then(
        () => ({ ...meter.result(), name: cleanName(info.filename), contentType: info.mimeType.slice(0, 200) }),
        (error: unknown) => {
          throw meter.errored ?? error;
        },
      );
      writes.push({ meter, file });
      file.catch((error: unknown) => {
        stream.resume();
        reject(error);
      });
    });
    parser.on('error', () => reject(new UserError('malformed_request', 'The upload cannot be read as multipart/form-data.')));
    parser.on('filesLimit', () => reject(new UserError('validation_failed', 'Send one file at a time.')));
    parser.on('close', resolve);
    ctx.req.on('close', () => {
      if (!ctx.req.complete) reject(new UserError('malformed_request', 'The upload was broken off.'));
    });
  });
  ctx.req.pipe(parser);
  try {
    await done;
    const [write] = writes;
    if (write === undefined) throw noFile();
    return await write.file;
  } catch (error) {
    ctx.req.unpipe(parser);
    ctx.req.resume();
    for (const { meter } of writes) meter.destroy(new Error('the upload has failed'));
    await Promise.allSettled(writes.map((write) => write.file));
    await store.remove(key);
    throw error;
  }
}

function noFile(): UserError {
  const detail = 'Send the file as the part "file".';
  return new UserError('validation_failed', 'There is no file in the request.', [{ pointer: '/file', code: 'required', detail }]);
}

function openParser(ctx: Context, limits: Limits): busboy.Busboy {
  if (!ctx.is('multipart/form-data')) throw new UserError('unsupported_media_type', 'Send the file as multipart/form-data.');
  const declared = Number(ctx.get('Content-Length'));
  // The parts around the file take some bytes too.
  if (declared > limits.maxBytes + 10_000) throw tooLarge(limits);
  try {
    return busboy({
      headers: ctx.req.headers,
      defParamCharset: 'utf8',
      limits: { files: 1, fileSize: limits.maxBytes, fields: 10, fieldSize: 1_000, parts: 12, headerPairs: 50 },
    });
  } catch {
    throw new UserError('malformed_request', 'The upload cannot be read as multipart/form-data.');
  }
}

function tooLarge(limits: Limits): UserError {
  return new UserError('payload_too_large', `The file is larger than ${Math.floor(limits.maxBytes / 1_048_576)} MB.`);
}

/** The last part of whatever path a browser sent, without characters that cannot be stored or shown. */
function cleanName(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? '';
  const clean = last
    .replaceAll(/[\p{Cc}\p{Surrogate}]/gu, '')
    .trim()
    .slice(0, 200);
  return clean === '' || clean === '.' || clean === '..' ? 'file' : clean;
}

const executables = [
  Buffer.from('MZ'),
  Buffer.from('\x7fELF', 'latin1'),
  Buffer.from('cafebabe', 'hex'),
  Buffer.from('cffaedfe', 'hex'),
  Buffer.from('#!'),
];

/** Counts and hashes what passes, and refuses programs by their first bytes. */
class Meter extends Transform {
  size = 0;
  readonly #hash = createHash('sha256');

  /** Once, after everything has passed. */
  result(): { readonly size: number; readonly sha256: string } {
    return { size: this.size, sha256: this.#hash.digest('hex') };
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error: Error | null, chunk?: Buffer) => void): void {
    if (this.size === 0 && executables.some((magic) => chunk.subarray(0, magic.length).equals(magic))) {
      done(new UserError('unsupported_media_type', 'Programs cannot be uploaded.'));
      return;
    }
    this.size += chunk.length;
    this.#hash.update(chunk);
    done(null, chunk);
  }
}
