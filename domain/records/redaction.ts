import type { Json, JsonObject } from '../json.ts';

/** What stands where a personal value stood. */
export const erased = '[erased]';

/** Replaces personal values in texts and in the values (never the keys) of JSON. */
export interface Redactor {
  readonly text: (text: string) => string;
  readonly json: (value: Json) => Json;
}

/**
 * Values of three characters and more are replaced wherever they stand, in any case; short words only where they stand alone, so
 * that "Ann" does not tear "annual" apart.
 */
export function redactorOf(values: Iterable<string>): Redactor {
  const distinct = [...new Set([...values].map((value) => value.trim()).filter((value) => value.length >= 3))];
  // The longest first: a full name goes before its parts.
  const parts = distinct.toSorted((a, b) => b.length - a.length).map(patternOf);
  const pattern = parts.length === 0 ? null : new RegExp(parts.join('|'), 'giu');
  const text = (given: string): string => (pattern === null ? given : given.replace(pattern, erased));
  const json = (value: Json): Json => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value as JsonObject).map(([key, inner]) => [key, json(inner)]));
  };
  return { text, json };
}

const oneWord = /^[\p{L}\p{N}]+$/u;

function patternOf(value: string): string {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return oneWord.test(value) ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}

/** The same shape with nothing in it: keys stay, so that whoever reads knows what was there, values go. */
export function emptied(value: Json): Json {
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) return [];
  return Object.fromEntries(Object.keys(value).map((key) => [key, null]));
}

/** Every text in a value that may be personal: not ids, not instants, not single characters. */
export function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return isPlain(value) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value as JsonObject).flatMap(textsIn);
}

function isPlain(text: string): boolean {
  return text.length < 3 || /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text) || /^\d{4}-\d\d-\d\d(T|$)/.test(text);
}
