import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crosses, dependsOnTime, ruleProblems, scoreOf, scoringEvents } from './scoring.ts';

const rule = (id: string, points: number) => ({ id, points });

describe('a score by rules', () => {
  it('adds the points of each rule as often as it applied, and keeps what was set by hand', () => {
    const rules = [rule('fit', 20), rule('form', 15), rule('stale', -10)];
    expect(scoreOf(rules, { fit: 1, form: 2 }, { score: 5, fromRules: 0 })).toEqual({
      score: 55,
      points: { fit: 20, form: 30 },
      fromRules: 50,
    });
    expect(scoreOf(rules, { stale: 1 }, { score: 55, fromRules: 50 })).toEqual({ score: 0, points: { stale: -10 }, fromRules: -5 });
  });

  it('changes nothing when it is reckoned again, stays in its range, and comes back when rules go', () => {
    const times = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 100 }));
    const points = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), points, points, points, times, (byHand, a, b, c, applied) => {
        const rules = [rule('a', a), rule('b', b), rule('c', c)];
        const first = scoreOf(rules, applied, { score: byHand, fromRules: 0 });
        const second = scoreOf(rules, applied, first);
        expect(second).toEqual(first);
        expect(first.score).toBeGreaterThanOrEqual(0);
        expect(first.score).toBeLessThanOrEqual(1000);
        expect(scoreOf([], {}, second).score).toBe(byHand);
      }),
    );
  });

  it('crosses a threshold only from below', () => {
    expect([crosses(49, 50, 50), crosses(50, 60, 50), crosses(60, 49, 50), crosses(0, 99, null)]).toEqual([true, false, false, false]);
  });
});

describe('a rule', () => {
  const plain = {
    name: 'Fit',
    group: 'companyFit',
    points: 5,
    enabled: true,
    condition: null,
    event: null,
    maxTimes: 1,
    withinDays: null,
  } as const;

  it('needs a name, points, and something to give them for', () => {
    expect(ruleProblems({ ...plain, name: ' ', points: 0 }).map((one) => one.pointer)).toEqual(['/name', '/points', '/condition']);
    expect(ruleProblems({ ...plain, event: 'run.held' }).map((one) => one.code)).toEqual(['unknown_event']);
    expect(ruleProblems({ ...plain, event: 'form.submitted' })).toEqual([]);
    expect(scoringEvents).not.toContain('lead.score_changed');
  });

  it('is known to change with time alone', () => {
    const touched = { kind: 'field', path: 'lead.lastTouchedAt' } as const;
    const within = {
      kind: 'compare',
      left: touched,
      operator: 'within_last',
      right: { kind: 'literal', value: { amount: 7, unit: 'days' } },
    } as const;
    const isSet = { kind: 'compare', left: touched, operator: 'is_set' } as const;
    expect(dependsOnTime({ condition: { kind: 'all', of: [isSet, within] }, withinDays: null })).toBe(true);
    expect(dependsOnTime({ condition: isSet, withinDays: null })).toBe(false);
    expect(dependsOnTime({ condition: isSet, withinDays: 30 })).toBe(true);
  });
});
