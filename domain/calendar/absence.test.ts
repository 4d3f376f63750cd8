import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { awayTime } from './absence.ts';
import type { BusinessCalendar } from './calendar.ts';
import { layered } from './layers.ts';
import { type MissingPerson, replacementOf } from './who-is-there.ts';
import { instantOfWall, zoneOffset } from './zone.ts';

const span = (fromDate: string, fromTime: string | null, toDate: string, toTime: string | null) => ({ fromDate, fromTime, toDate, toTime });

describe('awayTime', () => {
  it('takes whole days from midnight to midnight where the person works, and parts of days as they are', () => {
    expect(awayTime(span('2026-11-23', null, '2026-11-24', null), 'Europe/Berlin')).toEqual({
      ok: true,
      away: { from: '2026-11-22T23:00:00.000Z', to: '2026-11-24T23:00:00.000Z' },
    });
    expect(awayTime(span('2026-11-23', '13:00', '2026-11-23', '15:30'), 'Europe/Berlin')).toEqual({
      ok: true,
      away: { from: '2026-11-23T12:00:00.000Z', to: '2026-11-23T14:30:00.000Z' },
    });
    // The day on which clocks are put forward has 23 hours.
    expect(awayTime(span('2026-03-29', null, '2026-03-29', null), 'Europe/Berlin')).toEqual({
      ok: true,
      away: { from: '2026-03-28T23:00:00.000Z', to: '2026-03-29T22:00:00.000Z' },
    });
  });

  it('says where what is wrong', () => {
    const pointer = (given: ReturnType<typeof span>) => {
      const result = awayTime(given, 'UTC');
      return result.ok ? null : [result.problem.pointer, result.problem.code];
    };
    expect(pointer(span('2026-02-30', null, '2026-03-01', null))).toEqual(['/fromDate', 'date_invalid']);
    expect(pointer(span('2026-03-01', null, 'soon', null))).toEqual(['/toDate', 'date_invalid']);
    expect(pointer(span('2026-03-01', '25:00', '2026-03-01', null))).toEqual(['/fromTime', 'time_invalid']);
    expect(pointer(span('2026-03-02', null, '2026-03-01', null))).toEqual(['/toDate', 'ends_before']);
    expect(pointer(span('2026-03-01', '09:00', '2026-03-01', '09:00'))).toEqual(['/toDate', 'ends_before']);
    expect(pointer(span('2026-03-01', null, '2036-03-01', null))).toEqual(['/toDate', 'too_long']);
  });
});

it('the instant of a wall time shows that time, the first of two, or the jump that leaves it out', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'America/Havana',
    'Asia/Dubai',
    'Pacific/Apia',
    'Asia/Kathmandu',
  ];
  const days = fc.integer({ min: 0, max: 3_650 }).map((day) => new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10));
  const times = fc
    .integer({ min: 0, max: 1_439 })
    .map((at) => `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`);
  fc.assert(
    fc.property(fc.constantFrom(...zones), days, times, (zone, date, time) => {
      const at = instantOfWall(zone, date, time);
      const wall = Date.parse(`${date}T${time}:00Z`);
      const shown = at + zoneOffset(zone, at);
      // Nothing earlier shows it or anything later.
      expect(shown).toBeGreaterThanOrEqual(wall);
      if (shown > wall) expect(at - 1 + zoneOffset(zone, at - 1)).toBeLessThan(wall);
    }),
  );
});

describe('layered hours', () => {
  const week = (from: string, to: string): BusinessCalendar['week'] => ({ 3: [{ from, to }], 4: [{ from, to }] });
  const workspace: BusinessCalendar = {
    timeZone: 'UTC',
    week: week('09:00', '17:00'),
    exceptions: [
      { date: '2026-12-24', name: 'Half day', hours: [{ from: '09:00', to: '12:00' }] },
      { date: '2026-12-25', hours: [] },
    ],
  };

  it('takes zone and week of the nearest and the holidays of all', () => {
    const own: BusinessCalendar = {
      timeZone: 'Asia/Dubai',
      week: week('07:00', '11:00'),
      exceptions: [{ date: '2026-12-25', hours: [{ from: '10:00', to: '11:00' }] }],
    };
    expect(layered(own, [workspace])).toEqual({
      timeZone: 'Asia/Dubai',
      week: own.week,
      exceptions: [
        { date: '2026-12-24', name: 'Half day', hours: [{ from: '09:00', to: '11:00' }] },
        { date: '2026-12-25', hours: [{ from: '10:00', to: '11:00' }] },
      ],
    });
  });

  it('a half day opens nothing for whoever does not work then', () => {
    const late: BusinessCalendar = { timeZone: 'UTC', week: week('14:00', '20:00'), exceptions: [] };
    expect(layered(late, [workspace]).exceptions[0]).toMatchObject({ date: '2026-12-24', hours: [] });
  });
});

describe('replacementOf', () => {
  const missing = (...people: readonly Partial<MissingPerson>[]) =>
    new Map(people.map((one) => [one.id ?? '', { id: '', why: 'away', standInUserId: null, managerUserId: null, ...one } as const]));

  it('finds the stand-in, whoever stands in for that one, else the manager', () => {
    expect(replacementOf('a', missing())).toBeNull();
    expect(replacementOf('a', missing({ id: 'a', standInUserId: 'b', managerUserId: 'm' }))).toEqual({ userId: 'b', by: 'stand_in' });
    const chain = missing({ id: 'a', standInUserId: 'b', managerUserId: 'm' }, { id: 'b', standInUserId: 'c' });
    expect(replacementOf('a', chain)).toEqual({ userId: 'c', by: 'stand_in' });
    expect(replacementOf('a', chain, new Set(['c']))).toEqual({ userId: 'm', by: 'manager' });
    expect(replacementOf('a', missing({ id: 'a', why: 'gone', managerUserId: 'm' }))).toEqual({ userId: 'm', by: 'manager' });
  });

  it('ends in circles and where everybody is missing', () => {
    const circle = missing({ id: 'a', standInUserId: 'b' }, { id: 'b', standInUserId: 'a', managerUserId: 'a' });
    expect(replacementOf('a', circle)).toBeNull();
    expect(replacementOf('b', circle)).toBeNull();
  });
});
