import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** One file within an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressed: number;
  readonly offset: number;
}

/** What is wrong with an archive; the reader of workbooks turns it into a sentence. */
export class BrokenArchive extends Error {
  override readonly name = 'BrokenArchive';
}

const endSignature = 0x06054b50;
const centralSignature = 0x02014b50;
const localSignature = 0x04034b50;

/** The entries of an archive by name, as its directory at the end lists them. */
export function readDirectory(archive: Buffer): ReadonlyMap<string, ZipEntry> {
  const end = findEnd(archive);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > archive.length || archive.readUInt32LE(at) !== centralSignature) throw new BrokenArchive('its directory is damaged');
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    entries.set(name, {
      name,
      method: archive.readUInt16LE(at + 10),
      compressed: archive.readUInt32LE(at + 20),
      offset: archive.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number {
  const lowest = Math.max(0, archive.length - 22 - 65_535);
  for (let at = archive.length - 22; at >= lowest; at -= 1) if (archive.readUInt32LE(at) === endSignature) return at;
  throw new BrokenArchive('its end is missing');
}

/** The bytes of an entry, unpacked piece by piece; more than `limit` of them is a bomb or no table for people. */
export async function* readEntry(archive: Buffer, entry: ZipEntry, limit: number): AsyncGenerator<Uint8Array> {
  const { offset } = entry;
  if (offset + 30 > archive.length || archive.readUInt32LE(offset) !== localSignature) throw new BrokenArchive('a part of it is damaged');
  const start = offset + 30 + archive.readUInt16LE(offset + 26) + archive.readUInt16LE(offset + 28);
  const packed = archive.subarray(start, start + entry.compressed);
  if (entry.method === 0) {
    yield packed;
    return;
  }
  if (entry.method !== 8) throw new BrokenArchive('it is packed in an unknown way');
  const unpacked = Readable.from(slices(packed)).pipe(createInflateRaw());
  let size = 0;
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      size += piece.length;
      if (size > limit) throw new BrokenArchive('it is too large');
      yield piece;
    }
  } catch (error) {
    throw error instanceof BrokenArchive ? error : new BrokenArchive('a part of it is damaged', { cause: error });
  } finally {
    unpacked.destroy();
  }
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
