import { addBusinessTime } from '../calendar/business-time.ts';
import type { BusinessCalendar } from '../calendar/calendar.ts';
import type { Instant } from '../time.ts';
import type { StepStatus } from './progress.ts';

export interface StepClock {
  readonly remindAt: Instant | null;
  readonly dueAt: Instant | null;
}

/** When a step that opens now is due, in hours of the calendar, and when its people are reminded: after three quarters of the time. */
export function clockOf(calendar: BusinessCalendar, openedAt: Instant, slaHours: number | null): StepClock {
  if (slaHours === null) return { remindAt: null, dueAt: null };
  const remind = addBusinessTime(calendar, openedAt, { amount: slaHours * 45, unit: 'minutes' });
  const due = addBusinessTime(calendar, openedAt, { amount: slaHours, unit: 'hours' });
  return { remindAt: remind.ok ? remind.instant : null, dueAt: due.ok ? due.instant : null };
}

/** Open time between two instants, to the minute: what a clock that stops has left. */
export function minutesLeft(calendar: BusinessCalendar, now: Instant, until: Instant): number {
  if (Date.parse(until) <= Date.parse(now)) return 0;
  // Open time never exceeds elapsed time, and adding it is monotonous: the longest that still ends in time is what is left.
  let low = 0;
  let high = Math.ceil((Date.parse(until) - Date.parse(now)) / 60_000);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const reached = addBusinessTime(calendar, now, { amount: middle, unit: 'minutes' });
    if (reached.ok && Date.parse(reached.instant) <= Date.parse(until)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A deadline moved on by the time its clock stood still. */
export function resumed(calendar: BusinessCalendar, deadline: Instant | null, stoppedAt: Instant, now: Instant): Instant | null {
  if (deadline === null) return null;
  const next = addBusinessTime(calendar, now, { amount: minutesLeft(calendar, stoppedAt, deadline), unit: 'minutes' });
  return next.ok ? next.instant : deadline;
}

export type SlaStatus = 'on_track' | 'due_soon' | 'overdue' | 'escalated';

export interface ClockedStep {
  readonly status: StepStatus;
  readonly remindAt: Instant | null;
  readonly dueAt: Instant | null;
  readonly remindedAt: Instant | null;
  readonly escalatedAt: Instant | null;
}

export function slaOf(step: ClockedStep, now: Instant): SlaStatus {
  if (step.escalatedAt !== null) return 'escalated';
  if (step.dueAt !== null && Date.parse(step.dueAt) <= Date.parse(now)) return 'overdue';
  return step.remindAt !== null && Date.parse(step.remindAt) <= Date.parse(now) ? 'due_soon' : 'on_track';
}

export type ClockTask = 'remind' | 'escalate';

/** What is due for a step at this instant. A reminder that comes together with the escalation is left out. */
export function dueTask(step: ClockedStep, now: Instant): ClockTask | null {
  if (step.status !== 'pending') return null;
  const passed = (at: Instant | null) => at !== null && Date.parse(at) <= Date.parse(now);
  if (passed(step.dueAt) && step.escalatedAt === null) return 'escalate';
  return passed(step.remindAt) && step.remindedAt === null && step.escalatedAt === null ? 'remind' : null;
}

/** The next instant at which somebody has to look; null: only an answer moves it on. */
export function nextLook(steps: readonly ClockedStep[], expiresAt: Instant | null): Instant | null {
  const instants = steps.flatMap((step) => {
    if (step.status !== 'pending' || step.escalatedAt !== null) return [];
    return [step.remindedAt === null ? step.remindAt : null, step.dueAt];
  });
  const all = [...instants, expiresAt].filter((at) => at !== null);
  return all.length === 0 ? null : all.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b));
}
