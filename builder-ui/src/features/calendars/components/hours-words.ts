import type { TFunction } from 'i18next';
import { weekdays } from '../../../../../domain/calendar/calendar.ts';
import type { Hours } from '../calendars.ts';

/** A week in words: days in a row with the same open times stand together. */
export function hoursWords(t: TFunction<'calendars'>, { week }: Pick<Hours, 'week'>): readonly (readonly [days: string, times: string])[] {
  const groups: { first: string; last: string; times: string }[] = [];
  for (const day of weekdays) {
    const times = (week[day] ?? []).map((part) => `${part.from}–${part.to}`).join(', ');
    const before = groups.at(-1);
    if (before?.times === times) before.last = day;
    else groups.push({ first: day, last: day, times });
  }
  const name = (day: string): string => t(`weekdays.${day as (typeof weekdays)[number]}`);
  return groups.map(({ first, last, times }) => [first === last ? name(first) : `${name(first)} – ${name(last)}`, times || t('closed')]);
}
