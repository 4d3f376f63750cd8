import type { Json } from '../json.ts';
import { isTimeZone } from '../calendar/zone.ts';
import type { Facts } from './facts.ts';
import { valueAt } from './facts.ts';
import { isMissing } from './operators.ts';

/** Text with variables as a person typed it, taken apart. A variable may carry the text that stands in when it is missing. */
export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly path: string; readonly fallback: string | null }
  /** Between braces, and not a variable: blocks and helpers of Handlebars, or a slip. */
  | { readonly kind: 'other'; readonly source: string };

const braces = /\{\{\{?\s*([^{}]*?)\s*\}?\}\}/g;
const plain = /^[A-Za-z_][\w-]*(?:\.[A-Za-z0-9_][\w-]*)*$/;
const withFallback = /^default\s+([A-Za-z_][\w-]*(?:\.[A-Za-z0-9_][\w-]*)*)\s+(?:"([^"]*)"|'([^']*)')$/;

/** `Call {{lead.firstName}}` or `Hi {{default lead.firstName "there"}}`. Outputs of steps are `{{steps.<id>.<name>}}`. */
export function parseText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of text.matchAll(braces)) {
    if (match.index > at) parts.push({ kind: 'text', text: text.slice(at, match.index) });
    parts.push(partOf(match[1] ?? '', match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length) parts.push({ kind: 'text', text: text.slice(at) });
  return parts;
}

function partOf(inner: string, source: string): TextPart {
  if (plain.test(inner)) return { kind: 'variable', path: inner, fallback: null };
  const match = withFallback.exec(inner);
  return match === null ? { kind: 'other', source } : { kind: 'variable', path: match[1] ?? '', fallback: match[2] ?? match[3] ?? '' };
}

/** Paths of the variables, without doubles. */
export function variablesOf(text: string): readonly { readonly path: string; readonly hasFallback: boolean }[] {
  const found = new Map<string, boolean>();
  for (const part of parseText(text)) {
    if (part.kind === 'variable') found.set(part.path, (found.get(part.path) ?? true) && part.fallback !== null);
  }
  return [...found].map(([path, hasFallback]) => ({ path, hasFallback }));
}

/**
 * Fills the variables in. For titles, descriptions and notes, never for HTML. Missing values become their fallback or nothing; instants are
 * written in the facts' zone; anything else between braces stays as it was typed.
 */
export function renderText(text: string, facts: Facts): string {
  return parseText(text)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'other') return part.source;
      const value = variableValue(part.path, facts);
      return isMissing(value) ? (part.fallback ?? '') : readable(value, facts.timeZone);
    })
    .join('')
    .replace(/[ \t]{2,}/g, ' ')
    .trim();
}

/**
 * Fills the variables in as data, for machines: values are not put into words, and each is encoded for where it stands. What was typed
 * stays as it is, blanks too.
 */
export function fillText(text: string, facts: Facts, encode: (value: string) => string): string {
  return parseText(text)
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'other') return part.source;
      const value = variableValue(part.path, facts);
      if (isMissing(value)) return encode(part.fallback ?? '');
      return encode(typeof value === 'object' ? JSON.stringify(value) : String(value));
    })
    .join('');
}

function variableValue(path: string, facts: Facts): Json {
  if (!path.startsWith('steps.')) return valueAt(facts.roots, path);
  return valueAt(facts.outputs, path.slice('steps.'.length));
}

function readable(value: Json, timeZone: string): string {
  if (Array.isArray(value)) return value.map((one: Json) => readable(one, timeZone)).join(', ');
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value) && !Number.isNaN(Date.parse(value))) {
    return new Intl.DateTimeFormat('en-GB', {
      timeZone: isTimeZone(timeZone) ? timeZone : 'UTC',
      dateStyle: 'medium',
      timeStyle: 'short',
    }).format(Date.parse(value));
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
