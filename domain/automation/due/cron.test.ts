import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cron } from './cron.ts';
import { dueTimes, nextTime, parseCron, shortestGap } from './cron.ts';
import { wallOf } from './wall-time.ts';

function cronOf(text: string): Cron {
  const result = parseCron(text);
  if (!result.ok) throw new Error(result.problem);
  return result.cron;
}
const times = (text: string, zone: string, from: string, to: string) =>
  dueTimes(cronOf(text), zone, Date.parse(from), Date.parse(to)).map((at) => new Date(at).toISOString().slice(0, 16));

describe('a schedule', () => {
  it.each([
    ['0 9 * * mon-fri', { minutes: [0], hours: [9], weekdays: [1, 2, 3, 4, 5] }],
    ['*/20 8-10 1,15 JAN,jul *', { minutes: [0, 20, 40], hours: [8, 9, 10], days: [1, 15], months: [1, 7] }],
    ['5/25 0 * * 7', { minutes: [5, 30, 55], weekdays: [0] }],
  ])('%s is read', (text, fields) => {
    expect(cronOf(text)).toMatchObject(fields);
  });

  it.each([
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '5-1 * * * *',
    '@daily',
    'a b c d e',
    '1,,2 * * * *',
    '-1 * * * *',
    '* * * * mon-xyz',
    '1e1 * * * *',
  ])('"%s" is refused in words', (text) => {
    const result = parseCron(text);
    expect(result).toMatchObject({ ok: false, problem: expect.any(String) });
  });

  it('takes either kind of day when both are named', () => {
    expect(times('0 0 13 * fri', 'UTC', '2026-11-01T00:00:00Z', '2026-11-30T00:00:00Z')).toEqual([
      '2026-11-06T00:00',
      '2026-11-13T00:00',
      '2026-11-20T00:00',
      '2026-11-27T00:00',
    ]);
  });

  it('comes later where clocks are put forward over it, and once where they are put back', () => {
    expect(times('30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00:00Z', '2027-03-29T12:00:00Z')).toEqual([
      '2027-03-28T01:30',
      '2027-03-29T00:30',
    ]);
    expect(times('30 2 * * *', 'Europe/Berlin', '2027-10-30T12:00:00Z', '2027-11-01T12:00:00Z')).toEqual([
      '2027-10-31T00:30',
      '2027-11-01T01:30',
    ]);
  });

  it('follows the hours that pass when it comes every hour', () => {
    expect(times('0 * * * *', 'Europe/Berlin', '2027-03-27T23:30:00Z', '2027-03-28T02:30:00Z')).toEqual([
      '2027-03-28T00:00',
      '2027-03-28T01:00',
      '2027-03-28T02:00',
    ]);
    expect(times('0 * * * *', 'Europe/Berlin', '2027-10-30T23:30:00Z', '2027-10-31T02:30:00Z')).toHaveLength(3);
  });

  it('may never come', () => {
    expect(nextTime(cronOf('0 9 30 2 *'), 'UTC', Date.parse('2026-01-01T00:00:00Z'))).toBeNull();
    expect(nextTime(cronOf('0 9 29 2 *'), 'UTC', Date.parse('2026-01-01T00:00:00Z'))).toBe(Date.parse('2028-02-29T09:00:00Z'));
  });

  it('knows how often it comes', () => {
    expect([shortestGap(cronOf('*/2 * * * *')), shortestGap(cronOf('0 9 * * *')), shortestGap(cronOf('59,0 9,10 * * *'))]).toEqual([
      2, 1440, 1,
    ]);
  });
});

/** Minute by minute, as a person with a clock on the wall would. */
function slowTimes(cron: Cron, zone: string, from: number, to: number): readonly number[] {
  const found = new Set<number>();
  const shown = new Set<string>();
  const isDue = (day: string, minute: number): boolean => {
    const date = new Date(`${day}T00:00:00Z`);
    const [byDay, byWeekday] = [cron.days.includes(date.getUTCDate()), cron.weekdays.includes(date.getUTCDay())];
    return (
      cron.minutes.includes(minute % 60) &&
      cron.hours.includes(Math.floor(minute / 60)) &&
      cron.months.includes(date.getUTCMonth() + 1) &&
      (cron.eitherDay ? byDay || byWeekday : byDay && byWeekday)
    );
  };
  let before: { utc: number; day: string; minute: number } | null = null;
  for (let utc = from - 86_400_000; utc <= to; utc += 60_000) {
    const { day, ms } = wallOf(zone, utc);
    const minute = ms / 60_000;
    const name = `${day} ${minute}`;
    if (before !== null && before.day === day && minute > before.minute + 1 && !cron.everyHour)
      for (let skipped = before.minute + 1; skipped < minute; skipped++)
        if (isDue(day, skipped)) found.add(utc + (skipped - before.minute - 1) * 60_000);
    if (isDue(day, minute) && (cron.everyHour || !shown.has(name))) found.add(utc);
    shown.add(name);
    before = { utc, day, minute };
  }
  return [...found].filter((at) => at > from && at <= to).sort((a, b) => a - b);
}

describe('compared with a clock that is read minute by minute', () => {
  const list = (min: number, max: number) =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: 2, max: 20 }).map((step) => `*/${step}`),
      fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => values.join(',')),
    );
  const text = fc.tuple(list(0, 59), list(0, 5), list(1, 31), fc.constant('*'), list(0, 7)).map((parts) => parts.join(' '));
  const place = fc.constantFrom(
    ['Europe/Berlin', '2027-03-27T20:00:00Z'],
    ['Europe/Berlin', '2027-10-30T20:00:00Z'],
    ['America/New_York', '2027-03-13T20:00:00Z'],
    ['America/New_York', '2027-11-06T20:00:00Z'],
    ['Australia/Lord_Howe', '2027-10-02T08:00:00Z'],
    ['Australia/Lord_Howe', '2027-04-03T08:00:00Z'],
    ['Asia/Kolkata', '2027-02-27T08:00:00Z'],
    ['UTC', '2028-02-28T08:00:00Z'],
  );

  it('the same times are due, over changes of the clocks too', () => {
    fc.assert(
      fc.property(text, place, fc.integer({ min: 60, max: 2_880 }), (schedule, [zone = 'UTC', start = ''], length) => {
        const [from, to] = [Date.parse(start), Date.parse(start) + length * 60_000];
        const cron = cronOf(schedule);
        const fast = dueTimes(cron, zone, from, to);
        expect(fast).toEqual(slowTimes(cron, zone, from, to));
        if (fast[0] !== undefined) expect(nextTime(cron, zone, from)).toBe(fast[0]);
      }),
      { numRuns: 80 },
    );
  });
});
