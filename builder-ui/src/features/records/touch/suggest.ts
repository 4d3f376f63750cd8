import type { TouchOutcome } from '../../../../../domain/records/touch-rules.ts';
import { workingDayAt } from '../../../components/zoned-input.ts';

/** What usually comes after a touch: who was reached gets two working days, who was not is tried again on the next. */
export function suggestNextStep(outcome: TouchOutcome, now: Date, timeZone: string): { key: TouchOutcome; dueAt: string } {
  const days = outcome === 'connected' ? 2 : 1;
  return { key: outcome, dueAt: workingDayAt(now, days, 10, timeZone) };
}

/** Where a snoozed task goes. */
export function snoozeChoices(now: Date, timeZone: string): { key: 'hour' | 'tomorrow' | 'week'; dueAt: string }[] {
  return [
    { key: 'hour', dueAt: new Date(Math.ceil((now.getTime() + 3_600_000) / 300_000) * 300_000).toISOString() },
    { key: 'tomorrow', dueAt: workingDayAt(now, 1, 9, timeZone) },
    { key: 'week', dueAt: workingDayAt(now, 5, 9, timeZone) },
  ];
}
