import type { Problem } from '../errors/errors.ts';
import { isUuid } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import { lengthOf, multiLine, storableText } from './text-rules.ts';

export const customFieldTypes = ['text', 'number', 'currency', 'date', 'boolean', 'select', 'multiselect', 'url', 'user'] as const;
export type CustomFieldType = (typeof customFieldTypes)[number];

/** Records that can have fields of the tenant's own. */
export const customFieldEntities = ['lead', 'contact', 'company', 'deal'] as const;
export type CustomFieldEntity = (typeof customFieldEntities)[number];

export interface CustomFieldOption {
  readonly value: string;
  readonly label: string;
}

/** A field a tenant defined, as validation needs it. */
export interface CustomField {
  /** Name in `custom`, stable for ever: lower case letters, digits and underscores. */
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  readonly required: boolean;
  readonly options: readonly CustomFieldOption[];
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

/**
 * Checks the given custom values against the tenant's fields. Unknown keys are problems, never silently dropped.
 * `complete` also demands the required fields (creation by a person); a patch checks only what it names.
 */
export function checkCustomValues(
  given: Readonly<Record<string, unknown>>,
  fields: readonly CustomField[],
  options: { readonly complete: boolean },
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
    const checked = checkValue(field, value);
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

type Checked = { readonly value: Json } | { readonly problem: string };

function checkValue(field: CustomField, value: unknown): Checked {
  switch (field.type) {
    case 'text':
      return checkText(value);
    case 'number':
    case 'currency':
      return checkNumber(value);
    case 'boolean':
      return checkBoolean(value);
    case 'date':
      return checkDate(value);
    case 'select':
      return checkOption(field, value);
    case 'multiselect':
      return checkOptions(field, value);
    case 'url':
      return checkUrl(value);
    case 'user':
      return typeof value === 'string' && isUuid(value) ? { value } : { problem: 'is not the id of a user' };
  }
}

function checkText(value: unknown): Checked {
  if (typeof value !== 'string') return { problem: 'must be text' };
  const text = multiLine(value);
  return lengthOf(text) > maxText ? { problem: `is longer than ${maxText} characters` } : { value: text };
}

function checkNumber(value: unknown): Checked {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return { problem: 'must be a number' };
  return Math.abs(number) > 1e15 ? { problem: 'is too large' } : { value: number };
}

function checkBoolean(value: unknown): Checked {
  if (typeof value === 'boolean') return { value };
  if (value === 'true' || value === 'yes') return { value: true };
  if (value === 'false' || value === 'no') return { value: false };
  return { problem: 'must be true or false' };
}

function checkDate(value: unknown): Checked {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return { problem: 'must be a date such as 2027-03-31' };
  const parsed = new Date(`${value}T00:00:00Z`);
  const real = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
  return real ? { value } : { problem: 'is not a day of the calendar' };
}

function checkOption(field: CustomField, value: unknown): Checked {
  const option = findOption(field, value);
  return option === null ? { problem: `must be one of: ${labels(field)}` } : { value: option };
}

function checkOptions(field: CustomField, value: unknown): Checked {
  if (!Array.isArray(value)) return { problem: `must be a list of: ${labels(field)}` };
  const found = value.map((one) => findOption(field, one));
  if (found.includes(null)) return { problem: `may only hold: ${labels(field)}` };
  return { value: [...new Set(found)] };
}

/** By value or, as people and files write it, by label in any case. */
function findOption(field: CustomField, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const wanted = value.trim().toLowerCase();
  const option = field.options.find(
    (one) => one.value === value || one.value.toLowerCase() === wanted || one.label.toLowerCase() === wanted,
  );
  return option?.value ?? null;
}

function labels(field: CustomField): string {
  const shown = field.options.slice(0, 10).map((option) => option.label);
  return field.options.length > shown.length ? `${shown.join(', ')} …` : shown.join(', ');
}

function checkUrl(value: unknown): Checked {
  if (typeof value !== 'string' || value.length > 2_000) return { problem: 'must be a web address' };
  const text = storableText(value).trim();
  const web = /^https?:\/\/[^\s/?#]+\.[^\s]+$/i.test(text);
  return web ? { value: text } : { problem: 'must be a web address that begins with https://' };
}
