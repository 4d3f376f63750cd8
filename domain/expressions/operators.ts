import { isTimeZone, localDate } from '../calendar/zone.ts';
import type { Json } from '../json.ts';
import { sameJson } from '../records/changes.ts';
import { durationUnits, millisecondsOf } from '../time.ts';
import type { Duration } from '../time.ts';
import type { Operator } from './ast.ts';
import type { Facts } from './facts.ts';
import { daysOf, periodOf } from './periods.ts';

type Context = Pick<Facts, 'now' | 'timeZone'>;

/** Absent, null, empty text and empty list are one and the same. */
export function isMissing(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/**
 * Applies an operator. Texts compare without regard to case (as people mean it), numbers as numbers, instants and dates in time: a plain date
 * stands for its midnight in the facts' zone, and `is` with a date on one side asks for that day. What cannot be compared is false.
 */
export function compare(operator: Operator, left: Json, right: Json, context: Context): boolean {
  switch (operator) {
    case 'is_set':
      return !isMissing(left);
    case 'is_not_set':
      return isMissing(left);
    case 'is_not':
      return !compare('is', left, right, context);
    case 'does_not_contain':
      return !compare('contains', left, right, context);
    case 'is_none_of':
      return !compare('is_any_of', left, right, context);
    case 'has_no_tag':
      return !compare('has_any_tag', left, right, context);
    default:
      return !isMissing(left) && !isMissing(right) && positive(operator, left, right, context);
  }
}

type PositiveOperator = Exclude<Operator, 'is_set' | 'is_not_set' | 'is_not' | 'does_not_contain' | 'is_none_of' | 'has_no_tag'>;

function positive(operator: PositiveOperator, left: Json, right: Json, context: Context): boolean {
  switch (operator) {
    case 'is':
      return same(left, right, context);
    case 'contains':
      return Array.isArray(left) ? left.some((one) => same(one, right, context)) : fold(left).includes(fold(right));
    case 'starts_with':
      return fold(left).startsWith(fold(right));
    case 'ends_with':
      return fold(left).endsWith(fold(right));
    case 'is_any_of':
    case 'has_any_tag':
      return listOf(left).some((one) => listOf(right).some((wanted) => same(one, wanted, context)));
    case 'between':
      return isBetween(left, right, context);
    case 'greater_than':
    case 'after':
      return ordered(left, right, context, (difference) => difference > 0);
    case 'less_than':
    case 'before':
      return ordered(left, right, context, (difference) => difference < 0);
    case 'greater_or_equal':
      return ordered(left, right, context, (difference) => difference >= 0);
    case 'less_or_equal':
      return ordered(left, right, context, (difference) => difference <= 0);
    case 'within_last':
      return isWithin(left, right, context, -1);
    case 'within_next':
      return isWithin(left, right, context, 1);
    case 'in_period':
      return isInPeriod(left, right, context);
  }
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** Milliseconds of an instant, or of a date's midnight in the zone; null for anything else. */
export function timeOf(value: Json, timeZone: string): number | null {
  if (typeof value !== 'string') return null;
  if (dateOnly.test(value)) return midnightOf(value, timeZone);
  if (!dateTime.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

/** The first instant whose local date is the given one. Days that begin twice or late (changes at midnight) are found by looking. */
export function midnightOf(date: string, timeZone: string): number | null {
  const utc = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(utc)) return null;
  if (!isTimeZone(timeZone)) return utc;
  let before = utc - 15 * 3_600_000;
  let after = utc + 15 * 3_600_000;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (localDate(timeZone, middle) < date) before = middle;
    else after = middle;
  }
  return after;
}

function same(left: Json, right: Json, context: Context): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    const dates = [left, right].filter((value) => dateOnly.test(value)).length;
    if (dates === 1 && (dateTime.test(left) || dateTime.test(right))) return dayOf(left, context) === dayOf(right, context);
    if (dateTime.test(left) && dateTime.test(right)) return Date.parse(left) === Date.parse(right);
    return fold(left) === fold(right);
  }
  if (isMoney(left) && !isMoney(right)) return same(numberOf(left), right, context);
  if (typeof left === 'number' && typeof right === 'string') return right.trim() !== '' && left === Number(right);
  // Text is compared with a number as it would be written, as databases do.
  if (typeof left === 'string' && typeof right === 'number') return fold(left) === fold(right);
  return sameJson(left, right);
}

function isMoney(value: Json): boolean {
  return typeof value === 'object' && value !== null && 'amountMinor' in value;
}

function dayOf(value: string, context: Context): string {
  if (dateOnly.test(value)) return value;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? '' : localDate(isTimeZone(context.timeZone) ? context.timeZone : 'UTC', ms);
}

function ordered(left: Json, right: Json, context: Context, holds: (difference: number) => boolean): boolean {
  const difference = order(left, right, context);
  return difference !== null && holds(difference);
}

function order(left: Json, right: Json, context: Context): number | null {
  const leftTime = timeOf(left, context.timeZone);
  const rightTime = timeOf(right, context.timeZone);
  if (leftTime !== null && rightTime !== null) return leftTime - rightTime;
  const leftNumber = numberOf(left);
  const rightNumber = numberOf(right);
  return leftNumber === null || rightNumber === null ? null : leftNumber - rightNumber;
}

/** A number, text that is one, or the amount of money in minor units. */
export function numberOf(value: Json): number | null {
  if (typeof value === 'object' && value !== null && 'amountMinor' in value) return numberOf(value.amountMinor ?? null);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Both ends belong to it. */
function isBetween(left: Json, right: Json, context: Context): boolean {
  if (!Array.isArray(right) || right.length !== 2) return false;
  return ordered(left, right[0] ?? null, context, (d) => d >= 0) && ordered(left, right[1] ?? null, context, (d) => d <= 0);
}

/** Up to that long before (or after) now; now belongs to both. */
function isWithin(left: Json, right: Json, context: Context, direction: 1 | -1): boolean {
  const time = timeOf(left, context.timeZone);
  const length = durationOf(right);
  if (time === null || length === null) return false;
  const distance = (time - Date.parse(context.now)) * direction;
  return distance >= 0 && distance <= millisecondsOf(length);
}

/** On a day of the period; an instant counts by its day in the zone. */
function isInPeriod(left: Json, right: Json, context: Context): boolean {
  const period = periodOf(right);
  if (period === null || typeof left !== 'string' || timeOf(left, context.timeZone) === null) return false;
  const day = dayOf(left, context);
  const { from, until } = daysOf(period, context.now, context.timeZone);
  return day >= from && day < until;
}

/** A duration literal `{ amount, unit }` as data, or null. */
export function durationOf(value: Json): Duration | null {
  if (typeof value !== 'object' || value === null || !('amount' in value) || !('unit' in value)) return null;
  const unit = durationUnits.find((one) => one === value.unit);
  if (typeof value.amount !== 'number' || unit === undefined) return null;
  return { amount: value.amount, unit, ...(value.business === true ? { business: true } : {}) };
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

/**
 * A text as comparisons see it: composed, and every character in lower case by itself, which is what `lower()` of a database does too. (In
 * JavaScript the case of a Greek sigma depends on its neighbours, and a Turkish dotted I becomes two characters.)
 */
export function fold(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (plainText.test(text)) return text.toLowerCase();
  let folded = '';
  for (const character of text.normalize('NFC')) folded += String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0);
  return folded;
}

const plainText = /^[ -~]*$/;
