import type { TFunction } from 'i18next';
import type { Json } from '../../../../../domain/json.ts';
import type { Duration } from '../../../../../domain/time.ts';
import type { FieldBook } from '../model/fields.ts';

/** Names of what a definition only knows by id. Undefined: not found (any more). */
export interface Names {
  user(id: string): string | undefined;
  team(id: string): string | undefined;
  template(id: string): string | undefined;
  stage(id: string): string | undefined;
  automation?(id: string): string | undefined;
  form(id: string): string | undefined;
  webhook(id: string): string | undefined;
  /** "step 3", or the author's own name for it. */
  step(id: string): string | undefined;
  segment?(id: string): string | undefined;
}

/** Everything that turns data into words of the reader's language. */
export interface Words {
  readonly t: TFunction;
  readonly names: Names;
  readonly fields: FieldBook;
  readonly locale: string;
  readonly timeZone: string;
}

export type Loose = Readonly<Record<string, Json | undefined>>;

export function looseOf(value: Json | undefined): Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : {};
}
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
export function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

export function listWords(words: Words, items: readonly string[], type: 'conjunction' | 'disjunction'): string {
  return new Intl.ListFormat(words.locale, { type }).format(items);
}

/** `3 working days`. */
export function durationWords(words: Words, duration: Partial<Duration>): string {
  const count = duration.amount ?? 0;
  const plain = words.t(`duration.${duration.business ? 'business' : 'plain'}.${duration.unit ?? 'days'}`, {
    count,
    amount: new Intl.NumberFormat(words.locale).format(count),
  });
  return duration.business && duration.whose ? words.t(`duration.whose.${duration.whose}`, { duration: plain }) : plain;
}

export function eventWords(words: Words, type: string): string {
  return words.t(`events.${type}`, { defaultValue: type });
}

export function numberWords(words: Words, value: number): string {
  return new Intl.NumberFormat(words.locale, { maximumFractionDigits: 6 }).format(value);
}

/** An instant or a date as the reader writes it. */
export function instantWords(words: Words, text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const options: Intl.DateTimeFormatOptions = /T/.test(text)
    ? { dateStyle: 'medium', timeStyle: 'short', timeZone: words.timeZone }
    : { dateStyle: 'medium', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(words.locale, options).format(date);
}
