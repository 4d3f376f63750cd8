import type { Json, JsonObject } from '../json.ts';

/** What differs between a record and a patch, field by field, in the form events carry. */
export interface Changes {
  readonly fields: readonly string[];
  readonly before: JsonObject;
  readonly after: JsonObject;
}

/** What an event can hold of a value: dates become instants, absent becomes null. */
export function toJson(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJson(inner)]));
  throw new TypeError(`a ${typeof value} cannot be stored`);
}

/** Whether two stored values are the same; the order of an object's keys does not matter. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index] ?? null));
  }
  const left = Object.entries(a);
  return left.length === Object.keys(b).length && left.every(([key, value]) => key in b && sameJson(value, (b as JsonObject)[key] ?? null));
}

/** The fields of `patch` that change `record`; null when nothing does. An `undefined` in the patch means "leave it". */
export function changesOf(record: Readonly<Record<string, unknown>>, patch: Readonly<Record<string, unknown>>): Changes | null {
  const fields: string[] = [];
  const before: Record<string, Json> = {};
  const after: Record<string, Json> = {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const was = toJson(record[field]);
    const is = toJson(value);
    if (sameJson(was, is)) continue;
    fields.push(field);
    before[field] = was;
    after[field] = is;
  }
  return fields.length === 0 ? null : { fields, before, after };
}
