import type { Problem } from '../errors/errors.ts';
import { isUuid } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { lengthOf, multiLine, storableText } from './text-rules.ts';

export const customFieldTypes = ['text', 'number', 'currency', 'date', 'boolean', 'select', 'multiselect', 'url', 'user'] as const;
export type CustomFieldType = (typeof customFieldTypes)[number];

/** Records that can have fields of the tenant's own. */
export const customFieldEntities = ['lead', 'contact', 'company', 'deal'] as const;
export type CustomFieldEntity = (typeof customFieldEntities)[number];

/** Colours an option may be shown in; the interface knows their shades. */
export const optionColors = ['gray', 'blue', 'green', 'orange', 'red', 'violet', 'turquoise', 'rose'] as const;
export type OptionColor = (typeof optionColors)[number];

export interface CustomFieldOption {
  readonly value: string;
  readonly label: string;
  readonly color?: OptionColor | undefined;
  /** No longer offered; records that hold it keep it. */
  readonly archived?: boolean | undefined;
}

/** What a value must fulfil beyond its type. */
export interface ValueRules {
  /** Smallest number, or earliest day. */
  readonly min?: number | string | null | undefined;
  readonly max?: number | string | null | undefined;
  readonly maxLength?: number | null | undefined;
  /** Digits behind the decimal point. */
  readonly decimals?: number | null | undefined;
  /** ISO code of a currency field. */
  readonly currency?: string | null | undefined;
}

/** A field a tenant defined, as validation needs it. */
export interface CustomField {
  /** Name in `custom`, stable for ever: lower case letters, digits and underscores. */
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  readonly required: boolean;
  readonly options: readonly CustomFieldOption[];
  readonly rules?: ValueRules | undefined;
  /** What a new record gets when nobody says. */
  readonly defaultValue?: Json | undefined;
  /** Codes of the roles that may change it; null or left out: everybody who may change the record. */
  readonly editableBy?: readonly string[] | null | undefined;
  /** Codes of the roles that see it; null: everybody. Admins always do. */
  readonly viewableBy?: readonly string[] | null | undefined;
}

/** Who defines fields is never kept from reading them or filling them in. */
const always: readonly string[] = ['super_admin', 'admin'];

/** Whether somebody with these roles sees a field: `findPrincipal` asks the same in SQL. */
export function maySeeField(viewableBy: readonly string[] | null | undefined, roles: readonly string[]): boolean {
  return mayEditField(viewableBy, roles);
}

/** Whether somebody with these roles may change a field. */
export function mayEditField(editableBy: readonly string[] | null | undefined, roles: readonly string[]): boolean {
  return editableBy === null || editableBy === undefined || roles.some((role) => always.includes(role) || editableBy.includes(role));
}

export const customFieldKey = /^[a-z][a-z0-9_]{0,62}$/;
const maxText = 10_000;

/** A key for a label somebody typed or a column was headed: `Annual Revenue (€)` becomes `annual_revenue`. */
export function keyFromLabel(label: string): string {
  const key = label
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return /^[a-z]/.test(key) ? key : `field_${key}`.replace(/_+$/, '');
}

export interface CheckedCustom {
  /** The given values in the form in which they are stored; null takes a value away. */
  readonly values: JsonObject;
  readonly problems: readonly Problem[];
}

export interface CheckOptions {
  /** Demand the required fields: a person fills in a form. */
  readonly complete: boolean;
  /** What the record holds already: it may stay although it could not be given any more (an archived option, a tightened rule). */
  readonly stored?: JsonObject | undefined;
}

/**
 * Checks the given custom values against the tenant's fields. Unknown keys are problems, never silently dropped.
 * A patch checks only what it names.
 */
export function checkCustomValues(
  given: Readonly<Record<string, unknown>>,
  fields: readonly CustomField[],
  options: CheckOptions,
): CheckedCustom {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const values: Record<string, Json> = {};
  const problems: Problem[] = [];
  for (const [key, value] of Object.entries(given)) {
    const field = byKey.get(key);
    const pointer = `/custom/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
    if (!field) {
      problems.push({ pointer, code: 'custom_field_unknown', detail: `There is no field "${key}".` });
      continue;
    }
    if (value === null || value === undefined || value === '') {
      if (field.required) problems.push({ pointer, code: 'custom_field_required', detail: `${field.label} is required.` });
      else values[key] = null;
      continue;
    }
    const held = options.stored?.[key];
    if (held !== undefined && sameValue(held, value)) {
      values[key] = held;
      continue;
    }
    const checked = checkCustomValue(field, value, held);
    if ('problem' in checked) problems.push({ pointer, code: 'custom_field_invalid', detail: `${field.label} ${checked.problem}.` });
    else values[key] = checked.value;
  }
  if (options.complete) {
    for (const field of fields) {
      if (!field.required || field.key in given) continue;
      problems.push({ pointer: `/custom/${field.key}`, code: 'custom_field_required', detail: `${field.label} is required.` });
    }
  }
  return { values, problems };
}

/** Values a new record gets where nobody gave one; what is given, even as empty, stands. */
export function withDefaults(given: Readonly<Record<string, unknown>>, fields: readonly CustomField[]): Record<string, unknown> {
  const defaults = fields.filter((field) => field.defaultValue !== undefined && field.defaultValue !== null && !(field.key in given));
  return { ...Object.fromEntries(defaults.map((field) => [field.key, field.defaultValue])), ...given };
}

type Checked = { readonly value: Json } | { readonly problem: string };

/** Two values as they would be stored; a list of options has no order. */
function sameValue(a: Json, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return JSON.stringify(a.map(String).sort(byText)) === JSON.stringify(b.map(String).sort(byText));
  return a === b;
}

/** One value in the form in which it is stored, or the end of a sentence that begins with the field's label. */
export function checkCustomValue(field: CustomField, value: unknown, held?: Json): Checked {
  const rules = field.rules ?? {};
  switch (field.type) {
    case 'text':
      return checkText(value, rules);
    case 'number':
    case 'currency':
      return checkNumber(value, rules, field.type === 'currency' ? 2 : null);
    case 'boolean':
      return checkBoolean(value);
    case 'date':
      return checkDate(value, rules);
    case 'select':
      return checkOption(field, value);
    case 'multiselect':
      return checkOptions(field, value, held);
    case 'url':
      return checkUrl(value);
    case 'user':
      return typeof value === 'string' && isUuid(value) ? { value } : { problem: 'is not the id of a user' };
  }
}

function checkText(value: unknown, rules: ValueRules): Checked {
  if (typeof value !== 'string') return { problem: 'must be text' };
  const text = multiLine(value);
  const max = Math.min(rules.maxLength ?? maxText, maxText);
  return lengthOf(text) > max ? { problem: `is longer than ${max} characters` } : { value: text };
}

function checkNumber(value: unknown, rules: ValueRules, decimals: number | null): Checked {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return { problem: 'must be a number' };
  if (Math.abs(number) > 1e15) return { problem: 'is too large' };
  if (typeof rules.min === 'number' && number < rules.min) return { problem: `must be at least ${rules.min}` };
  if (typeof rules.max === 'number' && number > rules.max) return { problem: `must be at most ${rules.max}` };
  const places = rules.decimals ?? decimals;
  if (places === null) return { value: number };
  if (rules.decimals === 0 && !Number.isInteger(number)) return { problem: 'must be a whole number' };
  return { value: Number(number.toFixed(places)) };
}

function checkBoolean(value: unknown): Checked {
  if (typeof value === 'boolean') return { value };
  if (value === 'true' || value === 'yes') return { value: true };
  if (value === 'false' || value === 'no') return { value: false };
  return { problem: 'must be true or false' };
}

function checkDate(value: unknown, rules: ValueRules): Checked {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return { problem: 'must be a date such as 2027-03-31' };
  const parsed = new Date(`${value}T00:00:00Z`);
  const real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
  if (!real) return { problem: 'is not a day of the calendar' };
  if (typeof rules.min === 'string' && value < rules.min) return { problem: `may not be before ${rules.min}` };
  return typeof rules.max === 'string' && value > rules.max ? { problem: `may not be after ${rules.max}` } : { value };
}

function checkOption(field: CustomField, value: unknown): Checked {
  const option = findOption(field, value);
  return option === null ? { problem: `must be one of: ${labels(field)}` } : { value: option };
}

/** Archived options that the record holds already may stay in the list. */
function checkOptions(field: CustomField, value: unknown, held: Json | undefined): Checked {
  if (!Array.isArray(value)) return { problem: `must be a list of: ${labels(field)}` };
  const kept: readonly Json[] = Array.isArray(held) ? held : [];
  const found = value.map((one: unknown) => findOption(field, one) ?? (typeof one === 'string' && kept.includes(one) ? one : null));
  if (found.includes(null)) return { problem: `may only hold: ${labels(field)}` };
  return { value: [...new Set(found)] };
}

/** By value or, as people and files write it, by label in any case. */
function findOption(field: CustomField, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const wanted = value.trim().toLowerCase();
  const offered = field.options.filter((one) => one.archived !== true);
  const option = offered.find((one) => one.value === value || one.value.toLowerCase() === wanted || one.label.toLowerCase() === wanted);
  return option?.value ?? null;
}

function labels(field: CustomField): string {
  const offered = field.options.filter((one) => one.archived !== true);
  const shown = offered.slice(0, 10).map((option) => option.label);
  return offered.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}

function checkUrl(value: unknown): Checked {
  if (typeof value !== 'string' || value.length > 2_000) return { problem: 'must be a web address' };
  const text = storableText(value).trim();
  const web = /^https?:\/\/[^\s/?#]+\.[^\s]+$/i.test(text);
  return web ? { value: text } : { problem: 'must be a web address that begins with https://' };
}

function byText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
