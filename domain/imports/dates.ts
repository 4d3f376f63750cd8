/** In which order day, month and year stand in a column of dates. */
export const dateOrders = ['ymd', 'dmy', 'mdy'] as const;
export type DateOrder = (typeof dateOrders)[number];

export interface ReadDay {
  /** `2021-04-15`. */
  readonly day: string;
  /** `00:03:00`, when the text has a time. */
  readonly time: string | null;
}

const monthNames = [
  ['jan', 'januar', 'january', 'janvier', 'enero', 'ene'],
  ['feb', 'februar', 'february', 'fevrier', 'febrero'],
  ['mar', 'marz', 'maerz', 'march', 'mars', 'marzo'],
  ['apr', 'april', 'avril', 'abril', 'abr'],
  ['may', 'mai', 'mayo'],
  ['jun', 'june', 'juni', 'juin', 'junio'],
  ['jul', 'july', 'juli', 'juillet', 'julio'],
  ['aug', 'august', 'aout', 'agosto', 'ago'],
  ['sep', 'sept', 'september', 'septembre', 'septiembre'],
  ['oct', 'okt', 'october', 'oktober', 'octobre', 'octubre'],
  ['nov', 'november', 'novembre', 'noviembre'],
  ['dec', 'dez', 'december', 'dezember', 'decembre', 'diciembre', 'dic'],
] as const;

const clock = /(?:^|[T\s,]+)(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?$/i;

/** A day, perhaps with a time, as products write it: ISO, `15 Apr, 2021 00:03:00`, `Apr 15, 2021`, `31-12-21`, `12/31/2021 5:00 PM`. */
export function parseDay(text: string, order: DateOrder): ReadDay | null {
  const trimmed = text.trim();
  const timed = clock.exec(trimmed);
  const time = timed === null ? null : timeOf(timed);
  if (timed !== null && time === null) return null;
  const date = (timed === null ? trimmed : trimmed.slice(0, timed.index)).replace(/^[a-z]{3,9},\s+(?=\d|[a-z])/i, '').trim();
  const parts = named(date) ?? numbered(date, order);
  if (parts === null) return null;
  const day = isoDay(...parts);
  return day === null ? null : { day, time };
}

function timeOf(match: RegExpExecArray): string | null {
  const half = match[4]?.toLowerCase().replaceAll('.', '');
  let hour = Number(match[1]);
  if (half !== undefined && (hour < 1 || hour > 12)) return null;
  if (half === 'pm' && hour < 12) hour += 12;
  if (half === 'am' && hour === 12) hour = 0;
  const minute = Number(match[2]);
  const second = Number(match[3] ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return null;
  return [hour, minute, second].map((part) => String(part).padStart(2, '0')).join(':');
}

type Parts = readonly [year: number, month: number, day: number];

/** A month by its name settles the order, whatever the column's. */
function named(text: string): Parts | null {
  const words =
    /^(?:(\d{1,2})(?:st|nd|rd|th|\.)?[\s\-/]+(?:de\s+)?(\p{L}+)\.?,?[\s\-/]+(?:de\s+)?(\d{4}|\d{2})|(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4}|\d{2}))$/iu.exec(
      text,
    );
  if (words === null) return null;
  const month = monthOf(words[2] ?? words[4] ?? '');
  return month === null ? null : [yearOf(words[3] ?? words[6] ?? ''), month, Number(words[1] ?? words[5])];
}

function monthOf(word: string): number | null {
  const plain = word
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
  const index = monthNames.findIndex((names) => (names as readonly string[]).includes(plain));
  return index < 0 ? null : index + 1;
}

function numbered(text: string, order: DateOrder): Parts | null {
  const compact = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (compact !== null) return [Number(compact[1]), Number(compact[2]), Number(compact[3])];
  const match = /^(\d{1,4})([-/.])\s?(\d{1,2})\2\s?(\d{1,4})\.?$/.exec(text);
  if (match === null) return null;
  const [a = '', b = '', c = ''] = [match[1], match[3], match[4]];
  if (a.length === 4) return c.length > 2 ? null : [Number(a), Number(b), Number(c)];
  if (a.length > 2 || (c.length !== 2 && c.length !== 4)) return null;
  // Two digits for a year in front would be one more way to read every short date.
  if (order === 'ymd') return null;
  return order === 'dmy' ? [yearOf(c), Number(b), Number(a)] : [yearOf(c), Number(a), Number(b)];
}

/** Two digits: up to 68 this century, as POSIX has it. */
function yearOf(text: string): number {
  const year = Number(text);
  return text.length > 2 ? year : year < 69 ? 2000 + year : 1900 + year;
}

function isoDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year >= 1900 && year <= 2200 ? date.toISOString().slice(0, 10) : null;
}

export interface DateColumn {
  readonly order: DateOrder;
  /** Several orders read all the values, as different days: somebody should look. */
  readonly unsure: boolean;
  readonly share: number;
}

/** The order that reads most of a column's values; what reads them equally well in two orders is said to be unsure. */
export function dateOrderOf(values: readonly string[]): DateColumn {
  const read = dateOrders.map((order) => ({ order, days: values.map((value) => parseDay(value, order)?.day ?? null) }));
  const count = (days: readonly (string | null)[]): number => days.filter((day) => day !== null).length;
  const most = Math.max(0, ...read.map((one) => count(one.days)));
  const best = read.filter((one) => count(one.days) === most);
  // Beside each other, day first is the way of most of the world; the person is asked.
  const chosen = best.find((one) => one.order === 'ymd' && best.length !== 2) ?? best.find((one) => one.order === 'dmy') ?? best[0];
  const unsure = most > 0 && best.some((one) => one.days.some((day, index) => day !== (chosen?.days[index] ?? null)));
  return { order: chosen?.order ?? 'ymd', unsure, share: values.length === 0 ? 0 : most / values.length };
}
