import { describe, expect, it } from 'vitest';
import { alertsOf, silentAfter } from './liveness.ts';
import type { LivenessFacts } from './liveness.ts';

const now = new Date('2026-03-20T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const well: LivenessFacts = {
  status: 'active',
  now,
  lastMatchAt: hoursAgo(1),
  liveSince: hoursAgo(1_000),
  enrolled28d: 28,
  silentAfterHours: null,
  ended7d: 40,
  failed7d: 0,
  stuck: 0,
};
const kinds = (facts: Partial<LivenessFacts>) => alertsOf({ ...well, ...facts }).map(({ kind }) => kind);

describe('silence', () => {
  it('is measured against what is usual: four gaps, and a day at least', () => {
    expect(silentAfter({ enrolled28d: 28, silentAfterHours: null })).toBe(96);
    expect(silentAfter({ enrolled28d: 10_000, silentAfterHours: null })).toBe(24);
    expect(kinds({ lastMatchAt: hoursAgo(95) })).toEqual([]);
    expect(kinds({ lastMatchAt: hoursAgo(97) })).toEqual(['silent']);
  });

  it('says nothing of what hardly ever matches, unless somebody said what to expect', () => {
    expect(kinds({ enrolled28d: 7, lastMatchAt: hoursAgo(2_000) })).toEqual([]);
    expect(kinds({ enrolled28d: 0, silentAfterHours: 2, lastMatchAt: hoursAgo(3) })).toEqual(['silent']);
  });

  it('is none while it is paused, nor right after it was made live', () => {
    expect(kinds({ status: 'paused', lastMatchAt: hoursAgo(500) })).toEqual([]);
    expect(kinds({ liveSince: hoursAgo(1), lastMatchAt: hoursAgo(500) })).toEqual([]);
  });
});

describe('failures', () => {
  it('count from a tenth of what ended', () => {
    expect(kinds({ failed7d: 3 })).toEqual([]);
    expect(kinds({ failed7d: 4 })).toEqual(['failing']);
    expect(kinds({ failed7d: 1, ended7d: 1 })).toEqual(['failing']);
  });

  it('and runs that stand still are told apart', () => {
    expect(kinds({ stuck: 2 })).toEqual(['stuck']);
    expect(alertsOf({ ...well, stuck: 1 })[0]?.detail).toBe('One run stands still.');
  });
});
