import { UserError } from '../../../domain/errors/errors.ts';
import { isUuid } from '../../../domain/ids.ts';

/** Where a page ended: the sort it belongs to, the sort value of its last row as PostgreSQL's text, and its id. */
export interface Cursor {
  readonly sort: string;
  readonly value: string | null;
  readonly id: string;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.value, cursor.id])).toString('base64url');
}

/** @throws UserError when the text is not a cursor of this list in this order */
export function decodeCursor(text: string, sort: string): Cursor {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw badCursor();
  const [cursorSort, value, id]: unknown[] = parts;
  if (cursorSort !== sort || !(value === null || typeof value === 'string') || typeof id !== 'string' || !isUuid(id)) throw badCursor();
  return { sort, value, id };
}

export function badCursor(): UserError {
  const detail = 'This cursor does not belong to this list. Begin again without one.';
  return new UserError('validation_failed', detail, [{ pointer: '/cursor', code: 'bad_cursor', detail }]);
}
