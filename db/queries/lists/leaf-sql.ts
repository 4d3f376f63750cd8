import { localDate } from '../../../domain/calendar/zone.ts';
import type { Operator, ValueType } from '../../../domain/expressions/ast.ts';
import { durationOf, fold, midnightOf, numberOf, timeOf } from '../../../domain/expressions/operators.ts';
import { daysOf, periodOf } from '../../../domain/expressions/periods.ts';
import { isUuid } from '../../../domain/ids.ts';
import type { Json } from '../../../domain/json.ts';
import type { Field } from '../../../domain/records/field-catalogue.ts';
import { millisecondsOf } from '../../../domain/time.ts';
import { columnOf, joined, likePattern, sql } from './sql.ts';
import type { Sql } from './sql.ts';

/** The row that is asked, and when and where. */
export interface LeafScope {
  /** Name of the row in SQL. */
  readonly table: string;
  readonly now: Date;
  readonly timeZone: string;
}

/** Operators that are true exactly where another is false. */
export const opposites: Readonly<Partial<Record<Operator, Operator>>> = {
  is_not: 'is',
  does_not_contain: 'contains',
  is_none_of: 'is_any_of',
  has_no_tag: 'has_any_tag',
  is_not_set: 'is_set',
};

/**
 * One positive comparison. What cannot be compared, a missing or unfitting value, is false or null: nothing is wrapped here, so
 * that indexes serve; `not` takes null for false.
 */
export function leafSql(field: Field, operator: Operator, right: Json, scope: LeafScope): Sql {
  return positiveSql(field, operator, right, scope) ?? sql('false');
}

function positiveSql(field: Field, operator: Operator, right: Json, scope: LeafScope): Sql | null {
  if (field.type === 'tags') return tagSql(operator, right, scope);
  if (operator === 'is_set') return sql(isSet(field, scope));
  if (isMissing(right)) return null;
  const exact = exactSql(field, operator, right, scope);
  if (exact !== null) return exact;
  switch (kindOf(field.type)) {
    case 'text':
      return textSql(textOf(field, scope), operator, right);
    case 'number':
      return numberSql(numberColumn(field, scope), operator, right);
    case 'boolean':
      return operator === 'is' && typeof right === 'boolean' ? sql(`${booleanColumn(field, scope)} = ?`, right) : null;
    case 'date':
      return timeSql(instantColumn(field, scope), operator, right, scope);
    case 'list':
      return listSql(field, operator, right, scope);
  }
}

/** Built-in options and ids are compared as they are stored, so that their indexes serve. */
function exactSql(field: Field, operator: Operator, right: Json, scope: LeafScope): Sql | null {
  if ((operator !== 'is' && operator !== 'is_any_of') || field.key.startsWith(customPrefix)) return null;
  const wanted = (Array.isArray(right) ? right : [right]).map(fold);
  // One value with `=` keeps the order of an index behind it; a list of values does not.
  const [only] = wanted;
  if (field.type === 'select' && wanted.length === 1 && only !== undefined) return sql(`${plainColumn(field, scope)} = ?`, only);
  if (field.type === 'select') return sql(`${plainColumn(field, scope)} = any(?::text[])`, wanted);
  if (field.type === 'user' || field.type === 'reference' || field.key === 'id')
    return sql(`${plainColumn(field, scope)} = any(?::uuid[])`, wanted.filter(isUuid));
  // Stored in lower case and in E.164: for plain letters there is nothing to fold.
  if ((field.type === 'email' || field.type === 'phone') && wanted.every((value) => /^[\x21-\x7e]*$/.test(value)))
    return wanted.length === 1 && only !== undefined
      ? sql(`${plainColumn(field, scope)} = ?`, only)
      : sql(`${plainColumn(field, scope)} = any(?::text[])`, wanted);
  return null;
}

function isMissing(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export function kindOf(type: ValueType): 'text' | 'number' | 'boolean' | 'date' | 'list' {
  if (type === 'number' || type === 'currency' || type === 'duration') return 'number';
  if (type === 'boolean') return 'boolean';
  if (type === 'date' || type === 'datetime') return 'date';
  return type === 'multiselect' ? 'list' : 'text';
}

const customPrefix = 'custom.';

/** The key of a custom field as an SQL literal. Keys are checked when a field is defined; this check keeps it true. */
function customKey(field: Field): string | null {
  if (!field.key.startsWith(customPrefix)) return null;
  const key = field.key.slice(customPrefix.length);
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(key)) throw new TypeError(`not a key of a custom field: ${key}`);
  return `'${key}'`;
}

function plainColumn(field: Field, scope: LeafScope): string {
  if (!/^[a-zA-Z][a-zA-Z0-9]*$/.test(field.key)) throw new TypeError(`not a column: ${field.key}`);
  return `${scope.table}.${columnOf(field.key)}`;
}

export function textOf(field: Field, scope: LeafScope): string {
  const key = customKey(field);
  return key === null ? `${plainColumn(field, scope)}::text` : `(${scope.table}.custom ->> ${key})`;
}

function isSet(field: Field, scope: LeafScope): string {
  const key = customKey(field);
  if (kindOf(field.type) === 'list' && key !== null)
    return `jsonb_array_length(nullif(${scope.table}.custom -> ${key}, 'null'::jsonb)) > 0`;
  return `${textOf(field, scope)} <> ''`;
}

export function numberColumn(field: Field, scope: LeafScope): string {
  const key = customKey(field);
  if (key === null) return plainColumn(field, scope);
  const value = `${scope.table}.custom -> ${key}`;
  // Money is { amountMinor, currency } or a plain number; what is no number is missing.
  const amount = `case when jsonb_typeof(${value}) = 'object' then ${value} -> 'amountMinor' else ${value} end`;
  return `(case when jsonb_typeof(${amount}) = 'number' then (${amount})::numeric end)`;
}

export function booleanColumn(field: Field, scope: LeafScope): string {
  const key = customKey(field);
  if (key === null) return plainColumn(field, scope);
  return `(case when jsonb_typeof(${scope.table}.custom -> ${key}) = 'boolean' then (${scope.table}.custom -> ${key})::boolean end)`;
}

/** The chosen options of a custom field as a JSON array; null where there is none. */
export function optionsColumn(field: Field, scope: LeafScope): string | null {
  const key = customKey(field);
  if (key === null) return null;
  return `(case when jsonb_typeof(${scope.table}.custom -> ${key}) = 'array' then ${scope.table}.custom -> ${key} end)`;
}

// Days that exist, so that a cast cannot fail on what somebody has stored.
const realDay = [
  '[1-9][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))',
  '([1-9][0-9](0[48]|[2468][048]|[13579][26])|([2468][048]|[13579][26])00)-02-29',
].join('|');

interface Instants {
  readonly column: string;
  readonly isDate: boolean;
}

export function instantColumn(field: Field, scope: LeafScope): Instants {
  const isDate = field.type === 'date';
  const key = customKey(field);
  if (key === null) return { column: plainColumn(field, scope), isDate };
  const text = `(${scope.table}.custom ->> ${key})`;
  const looksRight = isDate
    ? `'^(${realDay})$'`
    : `'^(${realDay})T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+){0,1}){0,1}(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$'`;
  return { column: `(case when ${text} ~ ${looksRight} then ${text}::${isDate ? 'date' : 'timestamptz'} end)`, isDate };
}

/** The database's counterpart of `fold`. */
export function folded(column: string): string {
  if (column.includes('(')) return `lower(normalize(${column}, NFC))`;
  // Text of one byte a character is normal already, and most text is: looking costs half of making it so.
  return `lower(case when octet_length(${column}) = char_length(${column}) then ${column} else normalize(${column}, NFC) end)`;
}

function textSql(column: string, operator: Operator, right: Json): Sql | null {
  const set = `${column} <> '' and`;
  const lower = folded(column);
  switch (operator) {
    case 'is':
      return sql(`(${lower} = ?)`, fold(right));
    case 'is_any_of':
      return sql(`(${set} ${lower} = any(?::text[]))`, (Array.isArray(right) ? right : [right]).map(fold));
    case 'contains':
      return sql(`(${set} ${lower} like ?)`, likePattern(fold(right), 'anywhere'));
    case 'starts_with':
      return sql(`(${set} ${lower} like ?)`, likePattern(fold(right), 'start'));
    case 'ends_with':
      return sql(`(${set} ${lower} like ?)`, likePattern(fold(right), 'end'));
    default:
      return null;
  }
}

const signs: Readonly<Partial<Record<Operator, string>>> = {
  is: '=',
  greater_than: '>',
  after: '>',
  greater_or_equal: '>=',
  less_than: '<',
  before: '<',
  less_or_equal: '<=',
};

function numberSql(column: string, operator: Operator, right: Json): Sql | null {
  if (operator === 'is_any_of') {
    const numbers = (Array.isArray(right) ? right : [right]).map(numberOf).filter((value) => value !== null);
    return sql(`(${column} = any(?::numeric[]))`, numbers.map(String));
  }
  if (operator === 'between') {
    if (!Array.isArray(right) || right.length !== 2) return null;
    const [from, to] = right.map((value: Json) => numberOf(value));
    return from === null || to === null || from === undefined || to === undefined
      ? null
      : sql(`(${column} between ?::numeric and ?::numeric)`, from, to);
  }
  const sign = signs[operator];
  const value = numberOf(right);
  return sign === undefined || value === null ? null : sql(`(${column} ${sign} ?::numeric)`, value);
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;
const dayMs = 86_400_000;

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function timeSql(column: Instants, operator: Operator, right: Json, scope: LeafScope): Sql | null {
  // A date stands for its midnight in the zone.
  const instant = column.isDate ? `(${column.column}::timestamp at time zone '${scope.timeZone.replaceAll("'", "''")}')` : column.column;
  if (operator === 'is') return sameTime(column, instant, right, scope);
  if (operator === 'between') {
    if (!Array.isArray(right) || right.length !== 2) return null;
    const from = timeOf(right[0] ?? null, scope.timeZone);
    const to = timeOf(right[1] ?? null, scope.timeZone);
    return from === null || to === null ? null : sql(`(${instant} between ?::timestamptz and ?::timestamptz)`, iso(from), iso(to));
  }
  if (operator === 'in_period') return periodSql(column, instant, right, scope);
  if (operator === 'within_last' || operator === 'within_next') {
    const duration = durationOf(right);
    if (duration === null) return null;
    const now = scope.now.getTime();
    const other = operator === 'within_last' ? now - millisecondsOf(duration) : now + millisecondsOf(duration);
    return sql(`(${instant} between ?::timestamptz and ?::timestamptz)`, iso(Math.min(now, other)), iso(Math.max(now, other)));
  }
  const sign = signs[operator];
  const time = timeOf(right, scope.timeZone);
  return sign === undefined || time === null ? null : sql(`(${instant} ${sign} ?::timestamptz)`, iso(time));
}

function periodSql(column: Instants, instant: string, right: Json, scope: LeafScope): Sql | null {
  const period = periodOf(right);
  if (period === null) return null;
  const { from, until } = daysOf(period, iso(scope.now.getTime()), scope.timeZone);
  if (column.isDate) return sql(`(${column.column} >= ?::date and ${column.column} < ?::date)`, from, until);
  const [start, end] = [midnightOf(from, scope.timeZone), midnightOf(until, scope.timeZone)];
  return start === null || end === null
    ? null
    : sql(`(${instant} >= ?::timestamptz and ${instant} < ?::timestamptz)`, iso(start), iso(end));
}

function sameTime(column: Instants, instant: string, right: Json, scope: LeafScope): Sql | null {
  const time = timeOf(right, scope.timeZone);
  if (typeof right !== 'string' || time === null) return null;
  if (column.isDate) return sql(`(${column.column} = ?::date)`, dateOnly.test(right) ? right : localDate(scope.timeZone, time));
  if (!dateOnly.test(right)) return sql(`(${instant} = ?::timestamptz)`, iso(time));
  const next = new Date(Date.parse(`${right}T00:00:00Z`) + dayMs).toISOString().slice(0, 10);
  const end = midnightOf(next, scope.timeZone) ?? time + dayMs;
  return sql(`(${instant} >= ?::timestamptz and ${instant} < ?::timestamptz)`, iso(time), iso(end));
}

function listSql(field: Field, operator: Operator, right: Json, scope: LeafScope): Sql | null {
  if (operator !== 'contains' && operator !== 'is_any_of' && operator !== 'is') return null;
  const key = customKey(field);
  if (key === null) return null;
  const wanted = Array.isArray(right) ? right : [right];
  return joined(
    wanted.map((value) => sql(`${scope.table}.custom @> ?::jsonb`, JSON.stringify({ [field.key.slice(customPrefix.length)]: [value] }))),
    operator === 'is' ? 'and' : 'or',
    'false',
  );
}

function tagSql(operator: Operator, right: Json, scope: LeafScope): Sql | null {
  const link = `from record_tags rt join tags t on t.tenant_id = rt.tenant_id and t.id = rt.tag_id where rt.tenant_id = ${scope.table}.tenant_id and rt.record_id = ${scope.table}.id`;
  if (operator === 'is_set') return sql(`exists (select ${link})`);
  const wanted = (Array.isArray(right) ? right : [right]).filter((value) => typeof value === 'string').map(fold);
  return operator === 'has_any_tag' && wanted.length > 0
    ? sql(`exists (select ${link} and (${folded('t.name')} = any(?::text[]) or t.id::text = any(?::text[])))`, wanted, wanted)
    : null;
}
