import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OperationalError } from '../../domain/errors/errors.ts';

/** Where the bytes of files lie. Keys are made by us (`<tenant>/<id>`), never by people. */
export interface FileStore {
  /** Streams into a new object, which is there whole or not at all. */
  readonly write: (key: string, source: Readable) => Promise<void>;
  /** Streams an object out; the stream fails when there is none. */
  readonly read: (key: string) => Readable;
  /** Again does no harm. */
  readonly remove: (key: string) => Promise<void>;
  /** Removes everything whose key begins with `prefix/`, half-written objects too. */
  readonly removeUnder: (prefix: string) => Promise<void>;
}

const keyPattern = /^[A-Za-z0-9_-]+(\/[A-Za-z0-9._-]+)+$/;

/** Keeps files in a folder. */
export function localFileStore(folder: string): FileStore {
  const root = resolve(folder);
  const pathOf = (key: string): string => {
    const path = join(root, key);
    if (!keyPattern.test(key) || !path.startsWith(root + sep)) throw new TypeError(`not a key of a file: ${key}`);
    return path;
  };
  return {
    write: async (key, source) => {
      const path = pathOf(key);
      const draft = `${path}.part`;
      await mkdir(dirname(path), { recursive: true });
      try {
        await pipeline(source, createWriteStream(draft, { flags: 'wx' }));
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw isDiskFull(error) ? new OperationalError('files', 'there is no room for the file', { cause: error }) : error;
      }
    },
    read: (key) => createReadStream(pathOf(key)),
    remove: (key) => rm(pathOf(key), { force: true }),
    removeUnder: (prefix) => rm(pathOf(prefix), { recursive: true, force: true }),
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
