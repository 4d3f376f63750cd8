import { expect, test } from 'vitest';
import { snoozeChoices, suggestNextStep } from './suggest.ts';

const fridayMorning = new Date('2026-11-20T08:12:00Z');

test('somebody reached gets two working days, the others one', () => {
  expect(suggestNextStep('connected', fridayMorning, 'UTC').dueAt).toBe('2026-11-24T10:00:00.000Z');
  expect(suggestNextStep('voicemail', fridayMorning, 'UTC').dueAt).toBe('2026-11-23T10:00:00.000Z');
  expect(suggestNextStep('no_response', fridayMorning, 'UTC').dueAt).toBe('2026-11-23T10:00:00.000Z');
});

test('snoozing offers an hour, the next working day and a week', () => {
  expect(snoozeChoices(fridayMorning, 'UTC')).toEqual([
    { key: 'hour', dueAt: '2026-11-20T09:15:00.000Z' },
    { key: 'tomorrow', dueAt: '2026-11-23T09:00:00.000Z' },
    { key: 'week', dueAt: '2026-11-27T09:00:00.000Z' },
  ]);
});
