import { zoneOffset } from '../calendar/zone.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ExportField } from './export-columns.ts';

/** One value of a file, with what a spreadsheet should take it for. */
export type Cell =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A day, `2026-11-21`. */
  | { readonly kind: 'date'; readonly day: string }
  /** An instant, in milliseconds since 1970. */
  | { readonly kind: 'datetime'; readonly at: number };

export const emptyCell: Cell = { kind: 'empty' };

/** What stands behind the ids of a page of records. */
export interface CellNames {
  readonly user: (id: string) => string | undefined;
  /** A company, contact or lead that is referred to; undefined for what its reader may not see. */
  readonly record: (id: string) => string | undefined;
  readonly pipeline: (id: string) => string | undefined;
  readonly stage: (id: string) => string | undefined;
  readonly tags: (recordId: string) => readonly string[];
  readonly about: (taskId: string) => readonly string[];
}

export type ExportedRecord = Readonly<Record<string, unknown>> & { readonly id: string };

const between = '; ';

/** The value of a field of a record, with names in place of ids and money in whole units. */
export function cellOf(field: ExportField, record: ExportedRecord, names: CellNames): Cell {
  if (field.type === 'tags') return text(names.tags(record.id).join(between));
  if (field.type === 'about') return text(names.about(record.id).join(between));
  const value = valueOf(field, record);
  if (value === null || value === undefined || value === '') return emptyCell;
  if (field.key === 'pipelineId') return text(names.pipeline(String(value)) ?? '');
  if (field.key === 'stageId') return text(names.stage(String(value)) ?? '');
  switch (field.type) {
    case 'user':
      return text(names.user(String(value)) ?? '');
    case 'reference':
      return text(names.record(String(value)) ?? '');
    case 'number':
      return numeric(value);
    case 'currency':
      return moneyCell(value, currencyOf(record));
    case 'boolean':
      return typeof value === 'boolean' ? { kind: 'boolean', value } : text(String(value));
    case 'date':
      return dayCell(value);
    case 'datetime':
      return instantCell(value);
    case 'multiselect':
      return text((Array.isArray(value) ? value : [value]).map((one) => optionLabel(field, one)).join(between));
    case 'select':
      return text(field.label === undefined ? String(value) : optionLabel(field, value));
    default:
      return text(typeof value === 'string' ? value : JSON.stringify(value));
  }
}

function valueOf(field: ExportField, record: ExportedRecord): Json | Date | undefined {
  const custom = 'custom.';
  if (!field.key.startsWith(custom)) return record[field.key] as Json | Date | undefined;
  const values = record['custom'] as JsonObject | null | undefined;
  const key = field.key.slice(custom.length);
  return values !== null && values !== undefined && Object.hasOwn(values, key) ? values[key] : undefined;
}

function text(value: string): Cell {
  return value === '' ? emptyCell : { kind: 'text', text: value };
}

function numeric(value: Json | Date): Cell {
  const number = Number(value);
  return typeof value !== 'object' && Number.isFinite(number) ? { kind: 'number', value: number } : text(String(value));
}

function currencyOf(record: ExportedRecord): string | null {
  const { currency } = record;
  return typeof currency === 'string' ? currency : null;
}

/** Money of a record is in its minor unit; that of a field of one's own says its currency with it. */
function moneyCell(value: Json | Date, currency: string | null): Cell {
  if (typeof value === 'object' && value !== null && !(value instanceof Date) && !Array.isArray(value)) {
    const { amountMinor, currency: own } = value as JsonObject;
    const unit = typeof own === 'string' ? own : null;
    const cell = typeof amountMinor === 'number' ? moneyCell(amountMinor, unit) : emptyCell;
    return cell.kind === 'number' && unit !== null ? text(`${cell.value.toFixed(minorDigits(unit))} ${unit}`) : cell;
  }
  const amount = Number(value);
  if (typeof value === 'object' || !Number.isFinite(amount)) return text(String(value));
  const digits = minorDigits(currency);
  return { kind: 'number', value: Number((amount / 10 ** digits).toFixed(digits)) };
}

const withoutCents = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const withThreeDigits = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

/** Digits behind the decimal point of a currency; a fixed list, so that a file does not depend on the machine. */
function minorDigits(currency: string | null): number {
  if (currency === null) return 2;
  if (withoutCents.has(currency)) return 0;
  return withThreeDigits.has(currency) ? 3 : 2;
}

function optionLabel(field: ExportField, value: Json | Date): string {
  const own = field.options?.find((option) => option.value === value);
  return own?.label ?? String(value);
}

const realDay = /^\d{4}-\d\d-\d\d$/;

function dayCell(value: Json | Date): Cell {
  const day = value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  return realDay.test(day) && !Number.isNaN(Date.parse(day)) ? { kind: 'date', day } : text(day);
}

function instantCell(value: Json | Date): Cell {
  const at = value instanceof Date ? value.getTime() : Date.parse(String(value));
  return Number.isNaN(at) ? text(String(value)) : { kind: 'datetime', at };
}

/** `2026-11-21T10:00:00+01:00`: the reader's clock, and which one it is. */
export function localInstant(at: number, timeZone: string): string {
  const offset = zoneOffset(timeZone, at);
  const local = new Date(at + offset).toISOString().slice(0, 19);
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number: number): string => String(number).padStart(2, '0');
  return offset === 0 ? `${local}Z` : `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
