import { normaliseEmail, type ParsePhone } from '../records/normalise.ts';
import { lengthOf, singleLine } from '../records/text-rules.ts';
import type { Json } from '../json.ts';
import type { ImportColumn } from './headings.ts';
import type { RowError, RowErrorCode } from './import-problem.ts';
import type { ImportTarget } from './targets.ts';

/** A row as the fields it fills; what was empty in the file is absent. */
export interface InterpretedRow {
  readonly values: Readonly<Record<string, Json>>;
  readonly custom: Readonly<Record<string, Json>>;
  /** Why the row is left out; empty when it can be imported. */
  readonly errors: readonly RowError[];
  /** Values that could not be used although the row can: they are left out and reported. */
  readonly warnings: readonly RowError[];
}

/** What interpretation needs and the domain cannot know: phone rules, the tenant's country, and its people. */
export interface RowPorts {
  readonly parsePhone: ParsePhone;
  readonly defaultCountry: string | undefined;
  /** User id by lower-case e-mail address or full name; null when nobody active is called so. */
  readonly findOwner: (text: string) => string | null;
}

/** The column, and the field its values go to. */
export interface BoundColumn {
  readonly column: ImportColumn;
  readonly target: ImportTarget;
}

/**
 * A wrong e-mail address makes another person of a lead, so it rejects the row. A phone number without its country or an
 * owner who has left does not: the lead is worth having without the value.
 */
const sparesRow: ReadonlySet<RowErrorCode> = new Set([
  'phone_invalid',
  'number_invalid',
  'date_invalid',
  'boolean_invalid',
  'option_unknown',
  'owner_unknown',
  'url_invalid',
]);

const naming = ['firstName', 'lastName', 'email', 'phone', 'companyName'] as const;

/** Reads the cells of one row. Never throws: everything that is wrong is in `errors`, all of it at once. */
export function interpretRow(
  cells: readonly string[],
  columnCount: number,
  bound: readonly BoundColumn[],
  ports: RowPorts,
): InterpretedRow {
  const errors: RowError[] = [...shapeErrors(cells, columnCount)];
  const warnings: RowError[] = [];
  const values: Record<string, Json> = {};
  const custom: Record<string, Json> = {};
  for (const { column, target } of bound) {
    const raw = cells[column.index] ?? '';
    const text = singleLine(raw);
    if (text === '') continue;
    const read = readValue(text, target, ports);
    if ('code' in read) {
      const found = { code: read.code, message: read.message, column: column.index + 1, heading: column.label, value: text.slice(0, 200) };
      (sparesRow.has(read.code) ? warnings : errors).push(found);
    } else if (target.field.startsWith('custom.')) custom[target.field.slice('custom.'.length)] = read.value;
    else if (target.field === 'fullName') Object.assign(values, splitName(text, values));
    else values[target.field] = read.value;
  }
  if (errors.length === 0 && naming.every((field) => values[field] === undefined)) {
    errors.push(rowError('row_names_nobody', 'The row has no name, e-mail address, phone number or company.'));
  }
  return { values, custom, errors, warnings };
}

function shapeErrors(cells: readonly string[], columnCount: number): RowError[] {
  const extra = cells.slice(columnCount);
  if (extra.some((cell) => cell.trim() !== '')) {
    return [
      rowError(
        'row_has_more_values',
        `The row has ${cells.length} values, but there are ${columnCount} columns. Is a value with the delimiter in it not quoted?`,
      ),
    ];
  }
  return [];
}

type Read = { readonly value: Json } | { readonly code: RowErrorCode; readonly message: string };

function readValue(text: string, target: ImportTarget, ports: RowPorts): Read {
  if (text.includes('\ufffd'))
    return { code: 'text_unreadable', message: 'The value holds characters that could not be read. Was the file saved as "CSV UTF-8"?' };
  const max = target.maxLength ?? 2000;
  if (lengthOf(text) > max) return { code: 'text_too_long', message: `The value is longer than ${max} characters.` };
  switch (target.type) {
    case 'text':
      return { value: text };
    case 'email':
      return orError(normaliseEmail(text), 'email_invalid', `"${text}" is not an e-mail address.`);
    case 'phone':
      return orError(
        ports.parsePhone(text, ports.defaultCountry),
        'phone_invalid',
        `"${text}" is not a phone number that can be called. Write it with its country code, such as +44 20 7946 0958.`,
      );
    case 'number':
      return readNumber(text);
    case 'boolean':
      return readBoolean(text);
    case 'date':
    case 'datetime':
      return readDate(text);
    case 'select':
      return readOption(text, target);
    case 'url':
      return orError(/^https?:\/\/[^\s]+$/i.test(text) ? text : null, 'url_invalid', `"${text}" is not a web address.`);
    case 'tags':
      return {
        value: [
          ...new Set(
            text
              .split(/[;,|]|:::/)
              .map((tag) => tag.replace(/^\*/, '').trim())
              .filter((tag) => tag !== ''),
          ),
        ],
      };
    case 'owner':
      return orError(
        ports.findOwner(text.toLowerCase()),
        'owner_unknown',
        `Nobody active here is called "${text}". Use the e-mail address of a user.`,
      );
  }
}

function readNumber(text: string): Read {
  const plain = text
    .replace(/[\s\u00a0']/g, '')
    .replace(/,(?=\d{3}(?:\D|$))/g, '')
    .replace(',', '.');
  const value = Number(plain);
  return plain !== '' && Number.isFinite(value) ? { value } : { code: 'number_invalid', message: `"${text}" is not a number.` };
}

function readBoolean(text: string): Read {
  if (/^(?:true|yes|y|1|ja|oui|si)$/i.test(text)) return { value: true };
  if (/^(?:false|no|n|0|nein|non)$/i.test(text)) return { value: false };
  return { code: 'boolean_invalid', message: `"${text}" is neither yes nor no.` };
}

/** ISO dates only: any other order of day and month is a guess, and a wrong guess is worse than a question. */
function readDate(text: string): Read {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(text);
  const date = match === null ? Number.NaN : Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const real = !Number.isNaN(date) && new Date(date).toISOString().startsWith(text.slice(0, 10));
  return real ? { value: text.slice(0, 10) } : { code: 'date_invalid', message: `"${text}" is not a date of the form 2026-03-31.` };
}

function readOption(text: string, target: ImportTarget): Read {
  const key = text
    .toLowerCase()
    .replace(/[-_/]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const found = target.options?.[key] ?? target.options?.[text.toLowerCase()];
  if (found !== undefined) return { value: found };
  // A source that is not in the list is still known to be a source; anything else must be one of the options.
  if (target.field === 'source') return { value: 'other' };
  return { code: 'option_unknown', message: `"${text}" is none of ${[...new Set(Object.values(target.options ?? {}))].join(', ')}.` };
}

function splitName(text: string, known: Readonly<Record<string, Json>>): Record<string, Json> {
  const comma = /^([^,]+),\s*(.+)$/.exec(text);
  const parts = comma === null ? text.split(' ') : [comma[2] ?? '', comma[1] ?? ''];
  const last = parts.length > 1 ? (parts.at(-1) ?? '') : '';
  const first = parts.length > 1 ? parts.slice(0, -1).join(' ') : text;
  return {
    firstName: known['firstName'] ?? first.slice(0, 100),
    ...(last === '' && known['lastName'] === undefined ? {} : { lastName: known['lastName'] ?? last.slice(0, 100) }),
  };
}

function orError(value: Json | null, code: RowErrorCode, message: string): Read {
  return value === null ? { code, message } : { value };
}

function rowError(code: RowErrorCode, message: string): RowError {
  return { code, message, column: null, heading: null, value: null };
}
