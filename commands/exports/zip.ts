import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import type { Transform } from 'node:stream';

/** One file of an archive whose content is deflated already. */
export interface ZipEntry {
  readonly path: string;
  /** Of the content before it was deflated. */
  readonly crc: number;
  readonly size: number;
  readonly packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  readonly packedSize: number;
}

/** The archive would pass four gigabytes, beyond which its fields cannot count. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

const most = 0xffff_ffff;
// 1 January 1980, the first day an archive knows: files of the same records are the same bytes.
const date = 0x0021;
const method = 8;
const version = 20;
/** Paths are UTF-8. */
const flags = 0x0800;

/** A small file as an entry. */
export function entryOf(path: string, content: string): ZipEntry {
  const bytes = Buffer.from(content);
  const packed = deflateRawSync(bytes);
  return { path, crc: crc32(bytes), size: bytes.length, packed: [packed], packedSize: packed.length };
}

/**
 * Deflates a piece of a file so that pieces can be put one behind the other: each ends on a byte's border and points at
 * nothing before its own beginning. The last one must be deflated as a whole, which ends the content.
 */
export function deflatePiece(): Transform {
  return createDeflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
}

/** The bytes of an archive, entry behind entry; nothing is held in memory but the list of entries. */
export async function* zipBytes(entries: Iterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const path = Buffer.from(entry.path);
    if (entry.size > most || entry.packedSize > most || offset > most) throw new TooLarge('an archive holds at most four gigabytes');
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x0403_4b50, 0);
    header.writeUInt16LE(version, 4);
    writeCommon(header, 6, entry, path.length);
    directory.push(directoryEntry(entry, path, offset));
    yield header;
    yield path;
    yield* entry.packed;
    offset += header.length + path.length + entry.packedSize;
  }
  const list = Buffer.concat(directory);
  if (offset + list.length > most) throw new TooLarge('an archive holds at most four gigabytes');
  yield list;
  yield endOfDirectory(directory.length, list.length, offset);
}

/** What both headers of a file say, from the flags on. */
function writeCommon(into: Buffer, at: number, entry: ZipEntry, pathLength: number): void {
  into.writeUInt16LE(flags, at);
  into.writeUInt16LE(method, at + 2);
  into.writeUInt16LE(0, at + 4);
  into.writeUInt16LE(date, at + 6);
  into.writeUInt32LE(entry.crc, at + 8);
  into.writeUInt32LE(entry.packedSize, at + 12);
  into.writeUInt32LE(entry.size, at + 16);
  into.writeUInt16LE(pathLength, at + 20);
}

function directoryEntry(entry: ZipEntry, path: Buffer, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x0201_4b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(version, 6);
  writeCommon(header, 8, entry, path.length);
  header.writeUInt32LE(offset, 42);
  return Buffer.concat([header, path]);
}

function endOfDirectory(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
