import { expect, test } from 'vitest';
import { fromZonedInput, toZonedInput, workingDayAt } from './zoned-input.ts';

test('an instant reads as the wall clock of the zone and back', () => {
  expect(toZonedInput('2026-11-21T05:00:00.000Z', 'Asia/Dubai')).toBe('2026-11-21T09:00');
  expect(fromZonedInput('2026-11-21T09:00', 'Asia/Dubai')).toBe('2026-11-21T05:00:00.000Z');
});

test('summer and winter of one zone differ', () => {
  expect(fromZonedInput('2026-07-01T09:00', 'Europe/Berlin')).toBe('2026-07-01T07:00:00.000Z');
  expect(fromZonedInput('2026-12-01T09:00', 'Europe/Berlin')).toBe('2026-12-01T08:00:00.000Z');
});

test('around a change of clocks the result still shows the same wall time', () => {
  for (const wall of ['2026-03-29T01:30', '2026-03-29T03:30', '2026-10-25T01:30', '2026-10-25T04:00']) {
    const instant = fromZonedInput(wall, 'Europe/Berlin');
    expect(instant && toZonedInput(instant, 'Europe/Berlin')).toBe(wall);
  }
});

test('what is no time gives null', () => {
  expect(fromZonedInput('', 'UTC')).toBeNull();
  expect(toZonedInput('nonsense', 'UTC')).toBe('');
});

test('working days skip the weekend, in the zone of the reader', () => {
  // Friday 23:00 in UTC is Saturday in Dubai already.
  expect(workingDayAt(new Date('2026-11-20T10:00:00Z'), 1, 9, 'UTC')).toBe('2026-11-23T09:00:00.000Z');
  expect(workingDayAt(new Date('2026-11-20T23:00:00Z'), 1, 9, 'Asia/Dubai')).toBe('2026-11-23T05:00:00.000Z');
  expect(workingDayAt(new Date('2026-11-19T10:00:00Z'), 2, 10, 'UTC')).toBe('2026-11-23T10:00:00.000Z');
});
