import type { Binding } from '../../records/sql.ts';

/** A piece of SQL with its bindings. Names in `text` come from our code, values only from `bindings`. */
export interface Sql {
  readonly text: string;
  readonly bindings: readonly SqlValue[];
}
export type SqlValue = string | number | boolean | null | readonly string[];

export function sql(text: string, ...bindings: readonly SqlValue[]): Sql {
  return { text, bindings };
}

/** The bindings as the driver takes them. */
export function bindingsOf({ bindings }: Sql): Binding[] {
  return bindings.map((one): Binding => (typeof one === 'object' && one !== null ? [...one] : one));
}

/** `(a and b)`; what nothing is asked of is `fallback`. */
export function joined(parts: readonly Sql[], word: 'and' | 'or', fallback: 'true' | 'false'): Sql {
  if (parts.length === 0) return sql(fallback);
  return { text: `(${parts.map((part) => part.text).join(` ${word} `)})`, bindings: parts.flatMap((part) => part.bindings) };
}

/** The opposite; what is not known of the record is not the case, so the opposite of it is. */
export function not(part: Sql): Sql {
  return { text: `not coalesce(${part.text}, false)`, bindings: part.bindings };
}

/** A pattern for `like` that finds `value` anywhere (or at one end), taking its own wildcards literally. */
export function likePattern(value: string, where: 'anywhere' | 'start' | 'end'): string {
  const literal = value.replace(/[\\%_]/g, '\\$&');
  if (where === 'start') return `${literal}%`;
  return where === 'end' ? `%${literal}` : `%${literal}%`;
}

const maxWords = 10;

/** Words of a search, in lower case. */
export function wordsOf(q: string): readonly string[] {
  return q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, maxWords);
}

/** The digits of what reads like a phone, as E.164 holds them: without the trunk's zero. */
function phoneDigits(q: string): string | null {
  const text = q.trim().replace('(0)', '');
  if (!/^[+(\d][\d\s()./-]*$/.test(text)) return null;
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  return digits.length < 4 || digits === text ? null : digits;
}

/** All words stand somewhere in the column; a phone is found however its digits are parted. */
export function searchSql(column: string, q: string): Sql {
  const like = (word: string): Sql => sql(`${column} like ?`, likePattern(word, 'anywhere'));
  const all = joined(wordsOf(q).map(like), 'and', 'true');
  const digits = phoneDigits(q);
  return digits === null ? all : joined([all, like(digits)], 'or', 'true');
}

/** `ownerUserId` is stored as `owner_user_id`. */
export function columnOf(field: string): string {
  return field === 'phone' ? 'phone_e164' : field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
