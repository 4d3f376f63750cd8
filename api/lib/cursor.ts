import { UserError } from '../../domain/errors/errors.ts';
import { isUuid } from '../../domain/ids.ts';
import type { Json } from '../../domain/json.ts';

/** Opaque to callers: the sort key and id of the last row they saw. */
export function encodeCursor(key: readonly Json[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** Reads a cursor of `length` parts back. Parts are still untrusted: pass each through the caller's check. */
export function decodeCursor(cursor: string, length: number): readonly (string | number | boolean | null)[] {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== length || parts.some((part) => typeof part === 'object' && part !== null)) {
    throw badCursor();
  }
  return parts as readonly (string | number | boolean | null)[]; // every part was checked right above
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badCursor();
  }
}

export function badCursor(): UserError {
  return new UserError('validation_failed', 'The cursor does not come from this list.', [
    { pointer: '/query/cursor', detail: 'Take the cursor from "next" of the page before.' },
  ]);
}

/** Cuts the one row too many that tells whether there is a further page. Queries ask for `limit + 1`. */
export function page<T>(rows: readonly T[], limit: number, keyOf: (row: T) => readonly Json[]): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

/** The cursor of a list that is ordered by id alone. */
export function idCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id] = decodeCursor(cursor, 1);
  if (typeof id !== 'string' || !isUuid(id)) throw badCursor();
  return id;
}

/** The cursor of a list that is ordered by a whole number alone. */
export function numberCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const [number] = decodeCursor(cursor, 1);
  if (typeof number !== 'number' || !Number.isInteger(number) || Math.abs(number) > 2_147_483_647) throw badCursor();
  return number;
}

/** The cursor of a list that is ordered by an instant and then by id. */
export function instantCursor(cursor: string | undefined): readonly [string, string] | null {
  if (cursor === undefined) return null;
  const [at, id] = decodeCursor(cursor, 2);
  if (typeof at !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at) || Number.isNaN(Date.parse(at))) throw badCursor();
  if (typeof id !== 'string' || !isUuid(id)) throw badCursor();
  return [at, id];
}
