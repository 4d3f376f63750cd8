import { z } from 'zod';
import type { BusinessCalendar } from '../../calendar/calendar.ts';
import { isOpen, nextWindow } from '../../calendar/business-time.ts';
import { hoursFor } from './hours.ts';
import { noRetry, nextOnly, whoseWords, windowSchema } from './shared.ts';
import type { TimeWindow } from './shared.ts';
import type { ControlSpec, Sentence } from './spec.ts';

const config = z.strictObject({ window: windowSchema });
export type WaitUntilWindowConfig = z.infer<typeof config>;

/** The window as a calendar: business hours are the calendar itself, other hours take its holidays if they are to be skipped. */
export function windowCalendar(window: TimeWindow, calendar: BusinessCalendar, automationZone: string): BusinessCalendar {
  if (window.kind === 'business_hours') return calendar;
  const closed = calendar.exceptions.filter((exception) => exception.hours.length === 0);
  return {
    timeZone: window.timeZone === 'automation' ? automationZone : window.timeZone,
    week: Object.fromEntries(window.days.map((day) => [day, hoursOf(window.from, window.to)])),
    exceptions: window.skipHolidays ? closed : [],
  };
}

/** Quiet hours that pass midnight (20:00 to 06:00) are two parts of the same weekday. */
function hoursOf(from: string, to: string): { from: string; to: string }[] {
  if (from === to) return [];
  if (from < to) return [{ from, to }];
  return [
    { from: '00:00', to },
    { from, to: '24:00' },
  ].filter((part) => part.from !== part.to);
}

export const waitUntilWindow: ControlSpec<'wait.until_window', WaitUntilWindowConfig> = {
  type: 'wait.until_window',
  category: 'wait',
  icon: 'calendar',
  config,
  defaults: { window: { kind: 'business_hours' } },
  outcomes: () => nextOnly,
  outputs: () => [],
  references: () => ({}),
  sentence: ({ window }): Sentence => {
    if (window.kind === 'business_hours')
      return { key: `steps.wait.until_window.business_hours${window.whose === undefined ? '' : `_${window.whose}`}`, params: {} };
    const { days, from, to, timeZone } = window;
    return { key: 'steps.wait.until_window.hours', params: { days, from, to, timeZone } };
  },
  title: ({ window }) => {
    if (window.kind === 'hours') return `Wait for ${window.from}–${window.to}`;
    return window.whose === undefined ? 'Wait for business hours' : `Wait for ${whoseWords[window.whose]}`;
  },
  retry: noRetry,
  estimate: () => ({ minSeconds: 0, maxSeconds: 7 * 86_400, messages: 0 }),
  decide: (c, env) => {
    const hours = c.window.kind === 'business_hours' ? hoursFor(env, c.window.whose) : env.calendar;
    const calendar = windowCalendar(c.window, hours, env.facts.timeZone);
    if (isOpen(calendar, env.facts.now)) return { kind: 'done', outcome: 'next', inputs: { open: true } };
    const opening = nextWindow(calendar, env.facts.now);
    return opening.ok ? { kind: 'wait', deadline: opening.instant, onDeadline: 'next' } : { kind: 'fail', reason: opening.problem };
  },
};
