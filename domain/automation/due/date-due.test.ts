import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DateOffset, DateRule, DateSearch } from './date-due.ts';
import { findsNothing, occasionsOf, offsetUnits, searchFor } from './date-due.ts';
import { addDays, instantOfWall, wallOf } from './wall-time.ts';

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/St_Johns'];
const before = (amount: number, unit: DateOffset['unit'] = 'days'): DateOffset => ({ direction: 'before', amount, unit });
const after = (amount: number, unit: DateOffset['unit'] = 'days'): DateOffset => ({ direction: 'after', amount, unit });
const rule = (more: Partial<DateRule> = {}): DateRule => ({ kind: 'date', offsets: [before(30)], at: '09:00', yearly: false, ...more });
const at = (text: string) => Date.parse(text);
const dues = (value: string, of: DateRule, zone: string, from: string, to: string) =>
  occasionsOf(value, of, zone, at(from), at(to)).map((one) => `${one.dueAt} ${one.name}`);

describe('when a date is due', () => {
  it('is so many days before it, at the time of the day in the zone', () => {
    const three = rule({ offsets: [before(90), before(60), before(30)] });
    expect(dues('2027-03-31', three, 'Europe/Berlin', '2026-12-01T00:00:00Z', '2027-03-31T00:00:00Z')).toEqual([
      '2026-12-31T08:00:00.000Z 90 days before/2027-03-31',
      '2027-01-30T08:00:00.000Z 60 days before/2027-03-31',
      '2027-03-01T08:00:00.000Z 30 days before/2027-03-31',
    ]);
  });

  it('keeps the time of the day over a change of the clocks', () => {
    const dayBefore = rule({ kind: 'datetime', at: null, offsets: [before(1)] });
    // Clocks go forward on the 28th of March: 24 hours earlier would be 08:00.
    expect(dues('2027-03-28T07:00:00.000Z', dayBefore, 'Europe/Berlin', '2027-03-01T00:00:00Z', '2027-04-01T00:00:00Z')).toEqual([
      '2027-03-27T08:00:00.000Z 1 days before/2027-03-28T07:00:00.000Z',
    ]);
  });

  it('is told once, at the border of two stretches', () => {
    expect(dues('2027-01-31', rule(), 'UTC', '2027-01-01T08:59:00Z', '2027-01-01T09:00:00Z')).toHaveLength(1);
    expect(dues('2027-01-31', rule(), 'UTC', '2027-01-01T09:00:00Z', '2027-01-01T09:01:00Z')).toHaveLength(0);
  });

  it('comes round every year, on the 28th of February where there is no 29th', () => {
    const birthday = rule({ offsets: [after(0)], yearly: true });
    expect(dues('2024-02-29', birthday, 'UTC', '2023-01-01T00:00:00Z', '2028-12-31T00:00:00Z')).toEqual([
      '2024-02-29T09:00:00.000Z on/2024-02-29',
      '2025-02-28T09:00:00.000Z on/2025-02-28',
      '2026-02-28T09:00:00.000Z on/2026-02-28',
      '2027-02-28T09:00:00.000Z on/2027-02-28',
      '2028-02-29T09:00:00.000Z on/2028-02-29',
    ]);
  });

  it('is nothing for what is no date', () => {
    for (const value of ['', '2027-02-30', 'soon', '2027-13-01'])
      expect(dues(value, rule({ offsets: [after(0)] }), 'UTC', '1900-01-01T00:00:00Z', '2100-01-01T00:00:00Z')).toEqual([]);
  });
});

/** The first minute at which clocks on the wall have come to that time of that day or, in a gap, are as far behind it. */
function slowInstant(zone: string, day: string, minutes: number): number {
  const midnight = Date.parse(`${day}T00:00:00Z`) - 26 * 3_600_000;
  let last = { minute: -1e9, utc: 0 };
  for (let utc = midnight; utc < midnight + 66 * 3_600_000; utc += 60_000) {
    const wall = wallOf(zone, utc);
    const minute = (Date.parse(`${wall.day}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`) + wall.ms) / 60_000;
    if (minute === minutes) return utc;
    // The clocks jump over it.
    if (last.minute < minutes && minute > minutes && last.minute > -1e9) return last.utc + (minutes - last.minute) * 60_000;
    if (minute < minutes || last.minute > -1e9) last = { minute: Math.max(minute, last.minute), utc };
  }
  return Number.NaN;
}

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1999-01-01', days % 14_000));
const time = fc.integer({ min: 0, max: 1_439 });
const hhmm = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
const offsets = fc.array(
  fc.record({
    direction: fc.constantFrom('before' as const, 'after' as const),
    amount: fc.integer({ min: 0, max: 100 }),
    unit: fc.constantFrom(...offsetUnits),
  }),
  { minLength: 1, maxLength: 3 },
);

describe('compared with clocks that are read minute by minute', () => {
  it('a time of the day means the same instant', () => {
    const changes = fc.constantFrom(
      ['Europe/Berlin', '2027-03-28'],
      ['Europe/Berlin', '2027-10-31'],
      ['America/New_York', '2027-03-14'],
      ['Australia/Lord_Howe', '2027-10-03'],
      ['Australia/Lord_Howe', '2027-04-04'],
    );
    const any = fc
      .tuple(fc.constantFrom(...zones.filter((zone) => zone !== 'Pacific/Apia')), day)
      .map(([zone, one]) => [zone, one] as const);
    fc.assert(
      fc.property(fc.oneof(changes, any), time, ([zone = 'UTC', date = ''], minutes) => {
        expect(new Date(instantOfWall(zone, date, minutes * 60_000)).toISOString()).toBe(
          new Date(slowInstant(zone, date, minutes)).toISOString(),
        );
      }),
      { numRuns: 60 },
    );
  });
});

function matches({ days, yearDays, ranges }: DateSearch, value: string, kind: DateRule['kind'], zone: string): boolean {
  const own = kind === 'date' ? value : wallOf(zone, Date.parse(value)).day;
  return (
    days.includes(own) ||
    yearDays.includes(own.slice(5)) ||
    ranges.some(({ after: low, until }) => kind === 'datetime' && value > low && value <= until)
  );
}

describe('what is looked for', () => {
  const input = fc.record({
    zone: fc.constantFrom(...zones),
    date: day,
    minutes: time,
    kind: fc.constantFrom('date' as const, 'datetime' as const),
    at: fc.option(time.map(hhmm)),
    yearly: fc.boolean(),
    offsets,
    /** Where the stretch begins, seen from the first time that is due, and how long it is. */
    shift: fc.integer({ min: -2_000, max: 2_000 }),
    length: fc.integer({ min: 1, max: 4_000 }),
  });

  it('is all that is due, and what is due does not depend on how time is cut into stretches', () => {
    fc.assert(
      fc.property(input, ({ zone, date, minutes, shift, length, ...of }) => {
        const value = of.kind === 'date' ? date : new Date(Date.parse(`${date}T00:00:00Z`) + minutes * 60_000).toISOString();
        const middle = Date.parse(`${date}T12:00:00Z`) + (of.yearly ? 3 * 365 * 86_400_000 : 0);
        const [first] = occasionsOf(value, of, zone, middle - 1_000 * 86_400_000, middle + 1_000 * 86_400_000);
        if (first === undefined) return of.yearly;
        const from = Date.parse(first.dueAt) + shift * 60_000;
        const to = from + length * 60_000;
        const due = occasionsOf(value, of, zone, from, to);
        const search = searchFor(of, zone, from, to);
        if (due.length > 0) expect(matches(search, value, of.kind, zone)).toBe(true);
        if (findsNothing(search)) expect(due).toEqual([]);
        const cut = from + Math.floor((to - from) / 2);
        expect([...occasionsOf(value, of, zone, from, cut), ...occasionsOf(value, of, zone, cut, to)]).toEqual(due);
        return true;
      }),
      { numRuns: 300 },
    );
  });

  it('is nothing in all minutes but one of a day', () => {
    const minute = (from: string) => findsNothing(searchFor(rule(), 'Europe/Berlin', at(from), at(from) + 60_000));
    expect([minute('2027-01-01T07:58:00Z'), minute('2027-01-01T07:59:00Z'), minute('2027-01-01T08:00:00Z')]).toEqual([true, false, true]);
  });
});
