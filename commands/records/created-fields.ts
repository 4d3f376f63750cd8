import type { Json, JsonObject } from '../../domain/json.ts';
import { toJson } from '../../domain/records/changes.ts';

/** The fields of a new record that hold something, as its `created` event carries them. */
export function createdFields(row: object, fields: readonly string[]): JsonObject {
  const after: Record<string, Json> = {};
  const values = row as Readonly<Record<string, unknown>>; // any row is read by the names of its fields
  for (const field of [...fields, 'custom']) {
    const value = toJson(values[field]);
    const empty = value === null || value === '' || (field === 'custom' && Object.keys(value as object).length === 0);
    if (!empty) after[field] = value;
  }
  return after;
}
