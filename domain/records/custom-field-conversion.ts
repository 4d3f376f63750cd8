import { parseDay } from '../imports/dates.ts';
import { parseAmount } from '../imports/numbers.ts';
import type { Json } from '../json.ts';
import type { CustomField, CustomFieldType } from './custom-field-rules.ts';
import { checkCustomValue } from './custom-field-rules.ts';

const convertible: Readonly<Record<CustomFieldType, readonly CustomFieldType[]>> = {
  text: ['number', 'currency', 'date', 'boolean', 'select', 'multiselect', 'url'],
  number: ['currency', 'text', 'boolean'],
  currency: ['number', 'text'],
  date: ['text'],
  boolean: ['text', 'number'],
  select: ['multiselect', 'text'],
  multiselect: ['select', 'text'],
  url: ['text'],
  user: [],
};

/** The types a field may become. Every other change would lose all there is: make a new field instead. */
export function conversionsOf(type: CustomFieldType): readonly CustomFieldType[] {
  return convertible[type];
}

/** A stored value as the new field would store it; null when it cannot be kept. */
export function convertValue(from: CustomField, to: CustomField, value: Json): Json {
  const wanted = translate(from, to, value);
  if (wanted === null) return null;
  const checked = checkCustomValue(to, wanted);
  return 'problem' in checked ? null : checked.value;
}

function translate(from: CustomField, to: CustomField, value: Json): Json {
  switch (to.type) {
    case 'text':
      return asText(from, value);
    case 'number':
    case 'currency':
      if (typeof value === 'boolean') return value ? 1 : 0;
      return typeof value === 'string' ? parseAmount(value, '.') : value;
    case 'date':
      return typeof value === 'string' ? (parseDay(value, 'ymd')?.day ?? null) : null;
    case 'boolean':
      return typeof value === 'number' ? (value === 1 ? true : value === 0 ? false : null) : asBoolean(value);
    case 'select':
      if (Array.isArray(value)) return value.length === 1 ? (value[0] ?? null) : null;
      return value;
    case 'multiselect':
      if (Array.isArray(value)) return value;
      if (from.type === 'select') return [value];
      return typeof value === 'string'
        ? value
            .split(/[;,|]/)
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : null;
    case 'url':
      return typeof value === 'string' && !/^https?:/i.test(value) ? `https://${value}` : value;
    case 'user':
      return null;
  }
}

function asText(from: CustomField, value: Json): Json {
  const label = (one: Json): string => from.options.find((option) => option.value === one)?.label ?? String(one);
  if (Array.isArray(value)) return value.map(label).join(', ');
  return from.type === 'select' ? label(value) : String(value);
}

function asBoolean(value: Json): Json {
  if (typeof value !== 'string') return null;
  if (/^(?:true|yes|y|1|x|on)$/i.test(value.trim())) return true;
  return /^(?:false|no|n|0|off)$/i.test(value.trim()) ? false : null;
}
