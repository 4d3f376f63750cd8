import type { Readable } from 'node:stream';

/** Where the bytes of files lie. Names are chosen by us (ids), never by people. */
export interface FileStore {
  /** Streams into a new object; removes what was written when the stream fails. */
  readonly write: (key: string, source: Readable) => Promise<void>;
  readonly read: (key: string) => Readable;
  readonly remove: (key: string) => Promise<void>;
}
