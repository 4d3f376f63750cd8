import type { Language } from './preferences.ts';

/** Everything numeric or timed is written here, by locale, so that no screen formats by itself. */
export interface Formats {
  /** `21 Nov, 14:05`, with the year when it is another one. */
  dateTime(instant: string | Date): string;
  date(instant: string | Date): string;
  time(instant: string | Date): string;
  /** `in 3 hours`, `2 days ago`, `now`. */
  relative(instant: string | Date, now?: Date): string;
  /** Today, Yesterday, Tomorrow or a date with its weekday. */
  day(instant: string | Date, now?: Date): string;
  number(value: number): string;
  percent(value: number): string;
  money(amountMinor: number, currency: string): string;
  /** `2 h 5 min`, the two largest parts of a span of milliseconds. */
  span(milliseconds: number): string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const dateOf = (instant: string | Date) => (typeof instant === 'string' ? new Date(instant) : instant);

/** The calendar day of an instant in a zone, as `2026-11-21`. */
export function dayKey(instant: string | Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(dateOf(instant));
}

export function formatsFor(language: Language, timeZone: string): Formats {
  // Latin digits in Arabic too: they are what the region's business software shows, and they stay tabular.
  const locale = language === 'ar' ? 'ar-AE-u-nu-latn' : 'en-GB';
  const make = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const short = make({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const long = make({ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  const dateOnly = make({ day: 'numeric', month: 'short', year: 'numeric' });
  const timeOnly = make({ hour: '2-digit', minute: '2-digit' });
  const weekday = make({ weekday: 'long', day: 'numeric', month: 'short' });
  const relativeTo = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const count = new Intl.NumberFormat(locale);
  const percentage = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value);
  return {
    dateTime: (instant) => {
      const date = dateOf(instant);
      return (date.getFullYear() === new Date().getFullYear() ? short : long).format(date);
    },
    date: (instant) => dateOnly.format(dateOf(instant)),
    time: (instant) => timeOnly.format(dateOf(instant)),
    relative: (instant, now = new Date()) => {
      const away = dateOf(instant).getTime() - now.getTime();
      const size = Math.abs(away);
      if (size < minute) return relativeTo.format(0, 'second');
      if (size < hour) return relativeTo.format(Math.trunc(away / minute), 'minute');
      if (size < day) return relativeTo.format(Math.trunc(away / hour), 'hour');
      if (size < 30 * day) return relativeTo.format(Math.trunc(away / day), 'day');
      return dateOnly.format(dateOf(instant));
    },
    day: (instant, now = new Date()) => {
      const apart = (Date.parse(dayKey(instant, timeZone)) - Date.parse(dayKey(now, timeZone))) / day;
      const text = Math.abs(apart) <= 1 ? relativeTo.format(apart, 'day') : weekday.format(dateOf(instant));
      return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
    },
    number: (value) => count.format(value),
    percent: (value) => percentage.format(value),
    money: (amountMinor, currency) => {
      const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
      return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
    span: (milliseconds) => {
      const whole = Math.abs(milliseconds);
      if (whole < minute) return unit(Math.floor(whole / 1000), 'second');
      const parts: string[] = [];
      const add = (size: number, name: string, rest: number) => {
        const value = Math.floor(rest / size);
        if (value > 0) parts.push(unit(value, name));
      };
      add(day, 'day', whole);
      add(hour, 'hour', whole % day);
      if (whole < day) add(minute, 'minute', whole % hour);
      return parts.join(' ');
    },
  };
}
