import type { Json } from '../json.ts';
import { normaliseEmail, type ParsePhone } from '../records/normalise.ts';
import { lengthOf } from '../records/text-rules.ts';
import { parseDay } from './dates.ts';
import type { RowErrorCode } from './import-problem.ts';
import type { ColumnNotation } from './notation.ts';
import { parseAmount } from './numbers.ts';
import type { ImportTarget } from './targets.ts';

/** What interpretation needs and the domain cannot know: phone rules, the tenant's country, its people and stages. */
export interface RowPorts {
  readonly parsePhone: ParsePhone;
  readonly defaultCountry: string | undefined;
  /** User id by lower-case e-mail address or full name; null when nobody active is called so. */
  readonly findOwner: (text: string) => string | null;
  /** Pipeline by lower-case name. */
  readonly findPipeline?: (text: string) => string | null;
  /** Stage by lower-case name, of the pipeline when it is known, else of the default one first. */
  readonly findStage?: (text: string, pipelineId: string | null) => { readonly id: string; readonly pipelineId: string } | null;
}

export type Read = { readonly value: Json } | { readonly code: RowErrorCode; readonly message: string };

/** The value of one cell that is not empty, as its target stores it. */
export function readValue(text: string, target: ImportTarget, notation: ColumnNotation, ports: RowPorts): Read {
  if (text.includes('\ufffd'))
    return { code: 'text_unreadable', message: 'The value holds characters that could not be read. Was the file saved as "CSV UTF-8"?' };
  const max = target.maxLength ?? 2000;
  if (lengthOf(text) > max) return { code: 'text_too_long', message: `The value is longer than ${max} characters.` };
  switch (target.type) {
    case 'text':
    case 'lines':
    case 'stage':
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
      return orError(parseAmount(text, notation.decimal ?? '.'), 'number_invalid', `"${text}" is not a number.`);
    case 'integer':
      return readRounded(text, notation, 1);
    case 'amount':
      return readRounded(text, notation, 100);
    case 'boolean':
      return readBoolean(text);
    case 'date':
    case 'datetime':
      return readDate(text, notation, target.type === 'datetime');
    case 'select':
      return readOption(text, target);
    case 'multiselect':
      return readOptions(text, target);
    case 'url':
      return orError(webAddress(text), 'url_invalid', `"${text}" is not a web address.`);
    case 'domain':
      return orError(domainOf(text), 'url_invalid', `"${text}" is not an internet domain such as example.com.`);
    case 'currency_code':
      return orError(currencyOf(text), 'currency_unknown', `"${text}" is not a currency such as EUR.`);
    case 'tags':
      return { value: tagsOf(text) };
    case 'owner':
      return orError(
        ports.findOwner(text.toLowerCase()),
        'owner_unknown',
        `Nobody active here is called "${text}". Use the e-mail address of a user.`,
      );
    case 'pipeline':
      return orError(ports.findPipeline?.(text.toLowerCase()) ?? null, 'pipeline_unknown', `There is no pipeline "${text}".`);
  }
}

/** A whole number of units, or of hundredths. */
function readRounded(text: string, notation: ColumnNotation, times: 1 | 100): Read {
  const value = parseAmount(text, notation.decimal ?? '.');
  if (value === null || Math.abs(value * times) > Number.MAX_SAFE_INTEGER)
    return { code: 'number_invalid', message: `"${text}" is not a number.` };
  if (value < 0) return { code: 'number_invalid', message: `"${text}" is below zero.` };
  return { value: Math.round(Number((value * times).toPrecision(15))) };
}

function readBoolean(text: string): Read {
  if (/^(?:true|yes|y|1|x|on|ja|oui|si|sí|checked|wahr|vrai)$/i.test(text)) return { value: true };
  if (/^(?:false|no|n|0|off|nein|non|unchecked|falsch|faux)$/i.test(text)) return { value: false };
  return { code: 'boolean_invalid', message: `"${text}" is neither yes nor no.` };
}

const orderWords = { ymd: 'year, month, day', dmy: 'day, month, year', mdy: 'month, day, year' } as const;

/** In the order that the column's own values speak for; the person has seen and may have corrected it. */
function readDate(text: string, notation: ColumnNotation, withTime: boolean): Read {
  const order = notation.dateOrder ?? 'ymd';
  const read = parseDay(text, order);
  if (read === null)
    return {
      code: 'date_invalid',
      message: `"${text}" is not a date such as 2026-03-31, nor one in the order of this column (${orderWords[order]}).`,
    };
  return { value: withTime ? `${read.day}T${read.time ?? '00:00:00'}Z` : read.day };
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

/** Several options in one cell, as other products part them. */
function readOptions(text: string, target: ImportTarget): Read {
  const found: Json[] = [];
  for (const piece of text.split(/\s*(?:;|\||,|:::)\s*/).filter((one) => one !== '')) {
    const read = readOption(piece, target);
    if ('code' in read) return read;
    if (!found.includes(read.value)) found.push(read.value);
  }
  return { value: found };
}

const currencyNames: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY', euro: 'EUR', 'us dollar': 'USD' };

function currencyOf(text: string): string | null {
  const code = /^([a-z]{3})(?:$|\s+-)/i.exec(text)?.[1];
  return currencyNames[text.toLowerCase()] ?? code?.toUpperCase() ?? null;
}

function webAddress(text: string): string | null {
  if (/^https?:\/\/[^\s]+$/i.test(text)) return text;
  return /^[^\s@:/]+(?:\.[^\s@:/]+)+(?:\/\S*)?$/.test(text) ? `https://${text}` : null;
}

function domainOf(text: string): string | null {
  const bare = text
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/[/?#].*$/, '');
  return /^[^\s@/:.]+(?:\.[^\s@/:.]+)+$/u.test(bare) ? bare : null;
}

function tagsOf(text: string): string[] {
  const names = text.split(/[;,|]|:::/).map((tag) => tag.replace(/^\*/, '').trim());
  return [...new Set(names.filter((tag) => tag !== ''))];
}

function orError(value: Json | null, code: RowErrorCode, message: string): Read {
  return value === null ? { code, message } : { value };
}
