import type { Problem } from '../errors/errors.ts';
import type { BusinessCalendar, OpenHours } from './calendar.ts';
import { isTimeZone } from './zone.ts';

const wallTime = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const maxExceptions = 2_000;

/** What is wrong with a calendar that somebody entered; empty when it can be used. */
export function calendarProblems(calendar: BusinessCalendar): readonly Problem[] {
  const problems: Problem[] = [];
  const say = (pointer: string, code: string, detail: string): void => void problems.push({ pointer, code, detail });
  if (!isTimeZone(calendar.timeZone)) say('/timeZone', 'time_zone_unknown', `There is no time zone "${calendar.timeZone}".`);
  let open = 0;
  for (const [day, hours] of Object.entries(calendar.week)) {
    open += hours.length;
    checkHours(`/week/${day}`, hours, say);
  }
  if (open === 0) say('/week', 'calendar_empty', 'At least one day of the week must have open hours.');
  if (calendar.exceptions.length > maxExceptions) say('/exceptions', 'too_many', `At most ${maxExceptions} holidays can be kept.`);
  const seen = new Set<string>();
  calendar.exceptions.forEach((exception, index) => {
    const at = `/exceptions/${index}`;
    if (!isDate(exception.date)) say(`${at}/date`, 'date_invalid', `"${exception.date}" is not a day of the calendar.`);
    if (seen.has(exception.date)) say(`${at}/date`, 'date_twice', `${exception.date} is listed twice.`);
    seen.add(exception.date);
    checkHours(`${at}/hours`, exception.hours, say);
  });
  return problems;
}

function checkHours(pointer: string, hours: readonly OpenHours[], say: (pointer: string, code: string, detail: string) => void): void {
  hours.forEach((part, index) => {
    const at = `${pointer}/${index}`;
    if (!wallTime.test(part.from) || part.from === '24:00')
      return say(`${at}/from`, 'time_invalid', `"${part.from}" is not a time such as 09:00.`);
    if (!wallTime.test(part.to)) return say(`${at}/to`, 'time_invalid', `"${part.to}" is not a time such as 17:30.`);
    if (part.from >= part.to) say(at, 'hours_reversed', `${part.from} to ${part.to} ends before it begins.`);
  });
  const sorted = [...hours].sort((a, b) => a.from.localeCompare(b.from));
  sorted.forEach((part, index) => {
    const before = sorted[index - 1];
    if (before !== undefined && part.from < before.to)
      say(pointer, 'hours_overlap', `${before.from}–${before.to} and ${part.from}–${part.to} overlap.`);
  });
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const parsed = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}
