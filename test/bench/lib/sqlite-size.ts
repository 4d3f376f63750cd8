import { existsSync, readFileSync, statSync } from 'node:fs';

/**
 * Bytes that an SQLite database takes, what stands in its write-ahead log only included: pages in use times the size of a page, as the
 * last commit left them. Pages that were freed do not count. Format: https://www.sqlite.org/fileformat2.html
 */
export function sqliteBytes(file: string): number {
  const main = readFileSync(file);
  const stored = main.readUInt16BE(16);
  const pageSize = stored === 1 ? 65_536 : stored;
  const log = `${file}-wal`;
  const { pages, firstPage } = existsSync(log) && statSync(log).size > 0 ? lastCommit(readFileSync(log), pageSize) : none;
  const header = firstPage ?? main;
  return ((pages ?? header.readUInt32BE(28)) - header.readUInt32BE(36)) * pageSize;
}

interface Commit {
  /** Size of the database in pages after the last commit in the log. */
  readonly pages: number | null;
  /** The newest content of page 1 in the log. */
  readonly firstPage: Buffer | null;
}
const none: Commit = { pages: null, firstPage: null };
const logHeader = 32;
const frameHeader = 24;

function lastCommit(log: Buffer, pageSize: number): Commit {
  const salt = log.subarray(16, 24);
  let found = none;
  let firstPage: Buffer | null = null;
  for (let at = logHeader; at + frameHeader + pageSize <= log.length; at += frameHeader + pageSize) {
    // Frames with another salt are left over from before the log began anew.
    if (!log.subarray(at + 8, at + 16).equals(salt)) break;
    if (log.readUInt32BE(at) === 1) firstPage = log.subarray(at + frameHeader, at + frameHeader + pageSize);
    const pages = log.readUInt32BE(at + 4);
    if (pages > 0) found = { pages, firstPage };
  }
  return found;
}
