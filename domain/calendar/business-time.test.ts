import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBusinessTime, isOpen, nextWindow } from './business-time.ts';
import type { BusinessCalendar, OpenHours } from './calendar.ts';
import { calendarProblems } from './calendar-problems.ts';

const nineToFive: readonly OpenHours[] = [{ from: '09:00', to: '17:00' }];
const office: BusinessCalendar = {
  timeZone: 'Europe/Berlin',
  week: { 1: nineToFive, 2: nineToFive, 3: nineToFive, 4: nineToFive, 5: nineToFive },
  exceptions: [
    { date: '2026-12-24', name: 'Half day', hours: [{ from: '09:00', to: '12:00' }] },
    { date: '2026-12-25', name: 'Christmas', hours: [] },
  ],
};
const minute = 60_000;

const clocks = new Map<string, Intl.DateTimeFormat>();
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  clocks.set(timeZone, clock);
  return clock;
}

/** The slow, obviously right model: looks at the wall clock of each minute. */
function modelOpen(calendar: BusinessCalendar, ms: number): boolean {
  const wall = clockOf(calendar.timeZone).format(ms);
  const [date = '', time = ''] = wall.split(' ');
  if (calendar.away?.some((away) => away.from <= new Date(ms).toISOString() && new Date(ms).toISOString() < away.to)) return false;
  const exception = calendar.exceptions.find((one) => one.date === date);
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
  const hours = exception?.hours ?? calendar.week[String(weekday) as keyof BusinessCalendar['week']] ?? [];
  return hours.some((part) => part.from <= time && time < part.to);
}

function modelAdd(calendar: BusinessCalendar, start: number, minutes: number): number | null {
  let left = minutes;
  for (let at = start; at < start + 10 * 1_440 * minute; at += minute) {
    if (!modelOpen(calendar, at)) continue;
    if (left === 0) return at;
    left -= 1;
    if (left === 0) return at + minute;
  }
  return null;
}

const wallTime = fc
  .integer({ min: 0, max: 1440 })
  .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
const hours = fc.uniqueArray(wallTime, { minLength: 0, maxLength: 4 }).map((times) => {
  const sorted = [...times].sort();
  const parts: OpenHours[] = [];
  for (let index = 0; index + 1 < sorted.length; index += 2) parts.push({ from: sorted[index] ?? '', to: sorted[index + 1] ?? '' });
  return parts;
});
/** Zones with half-hour changes, changes at midnight and none; the starts below lie around their changes. */
const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Havana', 'Asia/Dubai', 'America/Nuuk', 'Asia/Kolkata'];
const starts = [
  '2026-03-28T12:00Z',
  '2026-03-08T00:00Z',
  '2026-10-24T20:00Z',
  '2026-11-01T00:00Z',
  '2026-04-04T08:00Z',
  '2026-10-03T09:00Z',
];
const calendars = fc.record({
  timeZone: fc.constantFrom(...zones),
  week: fc.record({ 1: hours, 2: hours, 3: hours, 4: hours, 5: hours, 6: hours, 7: hours }),
  exceptions: fc.constantFrom([], [{ date: '2026-03-29', hours: [] }], [{ date: '2026-11-01', hours: [{ from: '00:30', to: '02:30' }] }]),
});
const begin = fc
  .tuple(fc.constantFrom(...starts), fc.integer({ min: 0, max: 3_000 }))
  .map(([at, offset]) => Date.parse(at) + offset * minute);

/** Up to three absences around the start, in any order, also within one another. */
const absences = fc.array(fc.tuple(fc.integer({ min: -600, max: 4_000 }), fc.integer({ min: 1, max: 3_000 })), { maxLength: 3 });

describe('business time', () => {
  it('agrees with a wall clock read minute by minute, through changes of offset', () => {
    fc.assert(
      fc.property(calendars, absences, begin, fc.integer({ min: 0, max: 900 }), (hoursOnly, gone, start, minutes) => {
        const at = new Date(start).toISOString();
        const away = gone.map(([from, length]) => ({
          from: new Date(start + from * minute).toISOString(),
          to: new Date(start + (from + length) * minute).toISOString(),
        }));
        const calendar: BusinessCalendar = { ...hoursOnly, away };
        expect(isOpen(calendar, at)).toBe(modelOpen(calendar, start));
        const expected = modelAdd(calendar, start, minutes);
        const result = addBusinessTime(calendar, at, { amount: minutes, unit: 'minutes' });
        if (expected !== null) expect(result).toEqual({ ok: true, instant: new Date(expected).toISOString() });
        const opening = nextWindow(calendar, at);
        const expectedOpening = modelAdd(calendar, start, 0);
        if (expectedOpening !== null) expect(opening).toEqual({ ok: true, instant: new Date(expectedOpening).toISOString() });
      }),
      { numRuns: 60 },
    );
  });

  it('ends a full day at its closing', () => {
    expect(addBusinessTime(office, '2026-11-23T08:00:00.000Z', { amount: 8, unit: 'hours' })).toEqual({
      ok: true,
      instant: '2026-11-23T16:00:00.000Z',
    });
  });

  it('goes over a weekend, a half day and a holiday', () => {
    // Thursday 24 December 11:00 in Berlin: one hour is left, then nothing until Monday 28.
    expect(addBusinessTime(office, '2026-12-24T10:00:00.000Z', { amount: 2, unit: 'hours' })).toEqual({
      ok: true,
      instant: '2026-12-28T09:00:00.000Z',
    });
  });

  it('counts working days to the same time of day', () => {
    const add = (start: string, amount: number, unit: 'days' | 'weeks' = 'days') => addBusinessTime(office, start, { amount, unit });
    expect(add('2026-11-20T10:30:00.000Z', 3)).toEqual({ ok: true, instant: '2026-11-25T10:30:00.000Z' });
    expect(add('2026-11-20T10:30:00.000Z', 1, 'weeks')).toEqual({ ok: true, instant: '2026-11-27T10:30:00.000Z' });
    // From a Saturday it counts from Monday's opening.
    expect(add('2026-11-21T10:00:00.000Z', 1)).toEqual({ ok: true, instant: '2026-11-24T08:00:00.000Z' });
    // 15:00 does not exist on the half day: its closing.
    expect(add('2026-12-23T14:00:00.000Z', 1)).toEqual({ ok: true, instant: '2026-12-24T11:00:00.000Z' });
    expect(add('2026-11-20T10:30:00.000Z', 0.5)).toMatchObject({ ok: false, code: 'bad_duration' });
  });

  it('keeps the wall time across a change of offset', () => {
    const result = addBusinessTime(office, '2026-10-23T08:00:00.000Z', { amount: 1, unit: 'days' });
    expect(result).toEqual({ ok: true, instant: '2026-10-26T09:00:00.000Z' });
  });

  it('counts no day that somebody is away for, and a part of a day for what is left of it', () => {
    const away = { from: '2026-11-23T00:00:00.000Z', to: '2026-11-25T11:00:00.000Z' };
    const add = (amount: number, unit: 'days' | 'hours') =>
      addBusinessTime({ ...office, away: [away] }, '2026-11-20T10:30:00.000Z', { amount, unit });
    // Friday 11:30 in Berlin. Monday and Tuesday are gone, of Wednesday the time after noon is left: the next open moment of that day.
    expect(add(1, 'days')).toEqual({ ok: true, instant: '2026-11-25T11:00:00.000Z' });
    expect(add(2, 'days')).toEqual({ ok: true, instant: '2026-11-26T10:30:00.000Z' });
    expect(add(6, 'hours')).toEqual({ ok: true, instant: '2026-11-25T11:30:00.000Z' });
    const years = { from: '2026-01-01T00:00:00.000Z', to: '2040-01-01T00:00:00.000Z' };
    expect(nextWindow({ ...office, away: [years] }, '2026-11-20T10:30:00.000Z')).toMatchObject({ ok: false, code: 'too_far' });
  });

  it('says in words why an empty calendar never opens', () => {
    const empty: BusinessCalendar = { timeZone: 'UTC', week: {}, exceptions: [] };
    const result = addBusinessTime(empty, '2026-11-20T10:30:00.000Z', { amount: 1, unit: 'hours' });
    expect(result).toMatchObject({ ok: false, code: 'empty_calendar' });
    expect(nextWindow({ ...office, timeZone: 'Mars/Olympus' }, '2026-11-20T10:30:00.000Z')).toMatchObject({
      ok: false,
      code: 'bad_calendar',
    });
    const onceOnly: BusinessCalendar = { timeZone: 'UTC', week: {}, exceptions: [{ date: '2020-01-01', hours: nineToFive }] };
    expect(nextWindow(onceOnly, '2026-11-20T10:30:00.000Z')).toMatchObject({ ok: false, code: 'too_far' });
    expect(addBusinessTime(office, '2026-11-20T10:30:00.000Z', { amount: 1_000_000, unit: 'hours' })).toMatchObject({
      ok: false,
      code: 'too_far',
    });
  });
});

describe('calendarProblems', () => {
  it('accepts a usual calendar', () => {
    expect(calendarProblems(office)).toEqual([]);
  });

  it('names each thing that is wrong where it stands', () => {
    const problems = calendarProblems({
      timeZone: 'Nowhere',
      week: {
        1: [{ from: '17:00', to: '09:00' }],
        2: [{ from: '9', to: '10:00' }],
        3: [
          { from: '09:00', to: '12:00' },
          { from: '11:00', to: '13:00' },
        ],
      },
      exceptions: [{ date: '2026-02-30', hours: [] }],
    });
    expect(problems.map((problem) => [problem.pointer, problem.code])).toEqual([
      ['/timeZone', 'time_zone_unknown'],
      ['/week/1/0', 'hours_reversed'],
      ['/week/2/0/from', 'time_invalid'],
      ['/week/3', 'hours_overlap'],
      ['/exceptions/0/date', 'date_invalid'],
    ]);
    expect(calendarProblems({ timeZone: 'UTC', week: {}, exceptions: [] }).map((problem) => problem.code)).toEqual(['calendar_empty']);
  });
});
