import type { Problem } from '../errors/errors.ts';
import { isUuid } from '../ids.ts';
import type { ParsePhone } from './normalise.ts';
import { normaliseEmail } from './normalise.ts';
import { lengthOf, multiLine, singleLine } from './text-rules.ts';

/** What a built-in field may hold when somebody writes it. */
export type FieldRule = (
  | { readonly kind: 'line'; readonly max: number }
  | { readonly kind: 'lines'; readonly max: number }
  | { readonly kind: 'email' }
  | { readonly kind: 'phone' }
  | { readonly kind: 'url' }
  | { readonly kind: 'domain' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'option'; readonly options: readonly string[] }
  | { readonly kind: 'instant' }
  | { readonly kind: 'date' }
  | { readonly kind: 'currency' }
  | { readonly kind: 'reference' }
) & {
  /** May not be empty. */
  readonly required?: boolean;
  /** How emptiness is stored where it is not null. */
  readonly blank?: '';
};

export type FieldRules = Readonly<Record<string, FieldRule>>;

export interface ValuePorts {
  readonly parsePhone: ParsePhone;
  /** ISO 3166 country of numbers that do not name theirs. */
  readonly defaultCountry?: string | undefined;
}

export type StoredValue = string | number | boolean | Date | null;

export interface ReadFields {
  /** The given fields in the form in which they are stored. What was not given is absent. */
  readonly values: Record<string, StoredValue>;
  readonly problems: Problem[];
}

/** Reads the given fields by their rules; a field without a rule is a problem. `undefined` means "not given", null and blank mean "empty". */
export function readFields(rules: FieldRules, given: Readonly<Record<string, unknown>>, ports: ValuePorts): ReadFields {
  const values: Record<string, StoredValue> = {};
  const problems: Problem[] = [];
  for (const [field, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const rule = Object.hasOwn(rules, field) ? rules[field] : undefined;
    const pointer = `/${field}`;
    if (!rule) {
      problems.push({ pointer, code: 'field_unknown', detail: `There is no field "${field}" to write.` });
      continue;
    }
    const read = isBlank(value) ? empty(rule) : readValue(rule, value, ports);
    if ('problem' in read) problems.push({ pointer, code: read.code, detail: read.problem });
    else values[field] = read.value;
  }
  return { values, problems };
}

type Read = { readonly value: StoredValue } | { readonly code: string; readonly problem: string };

function isBlank(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '');
}

function empty(rule: FieldRule): Read {
  return rule.required ? { code: 'required', problem: 'This may not be empty.' } : { value: rule.blank ?? null };
}

function readValue(rule: FieldRule, value: unknown, ports: ValuePorts): Read {
  switch (rule.kind) {
    case 'line':
      return readText(value, singleLine, rule);
    case 'lines':
      return readText(value, multiLine, rule);
    case 'email':
      return readBy(value, normaliseEmail, 'email_invalid', 'This is not an e-mail address.');
    case 'phone':
      return readBy(
        value,
        (text) => ports.parsePhone(text, ports.defaultCountry),
        'phone_invalid',
        'This is not a phone number that can be called. Write it with its country code, such as +44 20 7946 0958.',
      );
    case 'url':
      return readBy(value, readUrl, 'url_invalid', 'This is not a web address.');
    case 'domain':
      return readBy(value, readDomain, 'domain_invalid', 'This is not an internet domain such as example.com.');
    case 'integer':
      return readInteger(value, rule.min, rule.max);
    case 'decimal':
      return readDecimal(value, rule.min, rule.max);
    case 'boolean':
      return readBoolean(value);
    case 'option':
      return typeof value === 'string' && rule.options.includes(value)
        ? { value }
        : { code: 'option_unknown', problem: `This must be one of: ${rule.options.join(', ')}.` };
    case 'instant':
      return readInstant(value);
    case 'date':
      return readBy(value, readDate, 'date_invalid', 'This is not a day such as 2027-03-31.');
    case 'currency':
      return readBy(value, (text) => (/^[A-Z]{3}$/.test(text) ? text : null), 'currency_invalid', 'This is not a currency such as EUR.');
    case 'reference':
      return typeof value === 'string' && isUuid(value) ? { value } : { code: 'reference_invalid', problem: 'This is not an id.' };
  }
}

function readText(value: unknown, clean: (text: string) => string, rule: FieldRule & { readonly max: number }): Read {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
    return { code: 'text_invalid', problem: 'This must be text.' };
  }
  const text = clean(String(value));
  if (text === '') return empty(rule);
  const length = lengthOf(text);
  return length > rule.max
    ? { code: 'text_too_long', problem: `This has ${length} characters; at most ${rule.max} fit.` }
    : { value: text };
}

function readBy(value: unknown, read: (text: string) => string | null, code: string, problem: string): Read {
  const found = typeof value === 'string' ? read(value.trim()) : null;
  return found === null ? { code, problem } : { value: found };
}

function readInteger(value: unknown, min: number, max: number): Read {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return { code: 'number_invalid', problem: 'This must be a whole number.' };
  return number < min || number > max
    ? { code: 'number_out_of_range', problem: `This must be between ${min} and ${max}.` }
    : { value: number };
}

/** To two places: what people write as a percentage. */
function readDecimal(value: unknown, min: number, max: number): Read {
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return { code: 'number_invalid', problem: 'This must be a number.' };
  return number < min || number > max
    ? { code: 'number_out_of_range', problem: `This must be between ${min} and ${max}.` }
    : { value: Math.round(number * 100) / 100 };
}

function readBoolean(value: unknown): Read {
  const read = typeof value === 'string' ? { true: true, false: false }[value.trim().toLowerCase()] : value;
  return typeof read === 'boolean' ? { value: read } : { code: 'boolean_invalid', problem: 'This must be true or false.' };
}

function readInstant(value: unknown): Read {
  const date = value instanceof Date ? value : typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? new Date(value) : null;
  if (date === null || Number.isNaN(date.getTime()))
    return { code: 'instant_invalid', problem: 'This is not an instant such as 2027-03-31T09:00:00Z.' };
  const year = date.getUTCFullYear();
  return year < 1900 || year > 2200 ? { code: 'instant_out_of_range', problem: 'This lies too far from today.' } : { value: date };
}

function readDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) ? text : null;
}

function readUrl(text: string): string | null {
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return whole.length <= 2_000 && /^https?:\/\/[^\s/?#@]+\.[^\s]+$/i.test(whole) ? whole : null;
}

function readDomain(text: string): string | null {
  const bare = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#].*$/, '');
  return bare.length <= 253 && /^[^\s@/:.]+(\.[^\s@/:.]+)+$/u.test(bare) ? bare : null;
}
