import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { officeHours } from '../../../test/factories/definitions.ts';
import type { Json } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { flowSplit, shareOf } from './flow-split.ts';
import { flowSwitch } from './flow-switch.ts';
import { instantAt, waitUntilDate } from './wait-until-date.ts';

const now = '2026-03-10T12:00:00.000Z';

function env(lead: JsonObject = {}, id = 'l1', seed = 'a/s') {
  return {
    facts: { now, timeZone: 'Europe/Berlin', roots: { lead }, outputs: {} },
    subject: { type: 'lead' as const, id },
    calendar: officeHours,
    seed,
  };
}

describe('flow.switch', () => {
  const above = (value: number) =>
    ({
      kind: 'compare',
      left: { kind: 'field', path: 'lead.score' },
      operator: 'greater_than',
      right: { kind: 'literal', value },
    }) as const;
  const config = {
    branches: [
      { id: 'hot', label: 'Hot', when: above(80) },
      { id: 'warm', label: '', when: above(40) },
    ],
  };

  it('takes the first branch that holds, else the last', () => {
    const outcomes = [90, 50, 10].map((score) => flowSwitch.decide(config, env({ score })));
    expect(outcomes.map((result) => (result.kind === 'done' ? result.outcome : result.kind))).toEqual(['hot', 'warm', 'else']);
  });

  it('says what it looked at, and nothing behind the branch it took', () => {
    const result = flowSwitch.decide(config, env({ score: 90 }));
    expect(result.kind === 'done' && result.evaluation?.leaves).toHaveLength(1);
  });

  it('names branches as the author does, or by their place', () => {
    expect(flowSwitch.outcomes(config)).toEqual([{ name: 'hot', label: 'Hot' }, { name: 'warm', label: '2' }, { name: 'else' }]);
  });
});

describe('flow.split', () => {
  it('decides the same for the same record and step, whatever else is true', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), fc.dictionary(fc.string(), fc.string()), (id, seed, lead) => {
        const config = {
          branches: [
            { id: 'a', label: '', percent: 50 },
            { id: 'b', label: '', percent: 50 },
          ],
        };
        expect(flowSplit.decide(config, env(lead, id, seed))).toEqual(flowSplit.decide(config, env({}, id, seed)));
      }),
    );
  });

  it('keeps everybody in when a share grows', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (id, one, other) => {
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        const inA = (percent: number) => {
          const result = flowSplit.decide(
            {
              branches: [
                { id: 'a', label: '', percent },
                { id: 'b', label: '', percent: 100 - percent },
              ],
            },
            env({}, id),
          );
          return result.kind === 'done' && result.outcome === 'a';
        };
        expect(inA(less) && !inA(more)).toBe(false);
      }),
    );
  });

  it('spreads records as asked, and differently over another step', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `01890000-0000-7000-8000-${index.toString(16).padStart(12, '0')}`);
    const below = (seed: string) => ids.filter((id) => shareOf(seed, id) < 30);
    expect(below('a/one').length / ids.length).toBeCloseTo(0.3, 1);
    const both = below('a/one').filter((id) => shareOf('a/two', id) < 30);
    expect(both.length / ids.length).toBeCloseTo(0.09, 1);
  });
});

describe('wait.until_date', () => {
  const config = {
    date: { kind: 'field', path: 'lead.day' } as const,
    offset: null,
    at: '09:00',
    ifMissing: 'branch',
    ifPast: 'branch',
  } as const;
  const decide = (day: Json, more: object = {}) => waitUntilDate.decide({ ...config, ...more }, env({ day }));

  it('waits for the time of day in the zone, also on the days when the clock changes', () => {
    expect(decide('2026-03-12')).toMatchObject({ kind: 'wait', deadline: '2026-03-12T08:00:00.000Z' });
    // Berlin springs forward on 29 March 2026 and falls back on 25 October.
    expect(decide('2026-03-29')).toMatchObject({ deadline: '2026-03-29T07:00:00.000Z' });
    expect(decide('2026-10-25')).toMatchObject({ deadline: '2026-10-25T08:00:00.000Z' });
    expect(instantAt('2026-03-28', '09:00', 'Europe/Berlin')).toBe(Date.parse('2026-03-28T08:00:00.000Z'));
  });

  it('takes an instant as it is, and so long before or after', () => {
    const day = '2026-03-12T15:30:00.000Z';
    expect(decide(day)).toMatchObject({ deadline: day });
    expect(decide(day, { offset: { direction: 'before', amount: 1, unit: 'days' } })).toMatchObject({
      deadline: '2026-03-11T15:30:00.000Z',
    });
    expect(decide(day, { offset: { direction: 'after', amount: 2, unit: 'hours' } })).toMatchObject({
      deadline: '2026-03-12T17:30:00.000Z',
    });
  });

  it.each([null, '', 'soon', 17, {}, '2026-13-45'])('does as chosen without a date: %j', (day) => {
    expect(decide(day)).toMatchObject({ kind: 'done', outcome: 'missing' });
    expect(decide(day, { ifMissing: 'go_on' })).toMatchObject({ kind: 'done', outcome: 'next' });
    expect(decide(day, { ifMissing: 'fail' })).toMatchObject({ kind: 'fail', reason: 'The date to wait for has no value.' });
  });

  it('does as chosen with a date that is past', () => {
    expect(decide('2026-03-10')).toMatchObject({ kind: 'done', outcome: 'past', output: { until: '2026-03-10T08:00:00.000Z' } });
    expect(decide('2020-01-01', { ifPast: 'go_on' })).toMatchObject({ kind: 'done', outcome: 'next' });
  });
});
