import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BusinessCalendar } from '../calendar/calendar.ts';
import { clockOf, dueTask, minutesLeft, nextLook, resumed, slaOf } from './clocks.ts';
import { neededOf, planSteps, type PolicyStep, type Quorum, usualStep } from './policy.ts';
import { answered, settled, standing, type StepState, type Verdict } from './progress.ts';
import { asks, covers, type DealTerms, type Thresholds } from './terms.ts';
import { titleOf } from './title.ts';

const terms = (given: Partial<DealTerms> = {}): DealTerms => ({
  amountMinor: 100_000,
  currency: 'EUR',
  discountPercent: null,
  flagged: false,
  ...given,
});

const anyTerms: fc.Arbitrary<DealTerms> = fc.record({
  amountMinor: fc.nat({ max: 1_000_000 }),
  currency: fc.constantFrom('EUR', 'USD'),
  discountPercent: fc.option(fc.nat({ max: 100 }), { nil: null }),
  flagged: fc.boolean(),
});
const anyThresholds: fc.Arbitrary<Thresholds> = fc.record(
  {
    discountAbove: fc.nat({ max: 100 }),
    amountAbove: fc.record({ minor: fc.nat({ max: 1_000_000 }), currency: fc.constantFrom('EUR', 'USD') }),
    flagged: fc.constant<true>(true),
  },
  { requiredKeys: [] },
);

describe('thresholds', () => {
  it('ask above them and not at them', () => {
    expect(asks({ discountAbove: 10 }, terms({ discountPercent: 10 }))).toBe(false);
    expect(asks({ discountAbove: 10 }, terms({ discountPercent: 10.01 }))).toBe(true);
    expect(asks({ amountAbove: { minor: 100_000, currency: 'EUR' } }, terms())).toBe(false);
    expect(asks({ amountAbove: { minor: 99_999, currency: 'EUR' } }, terms())).toBe(true);
    expect(asks({ amountAbove: { minor: 1, currency: 'USD' } }, terms())).toBe(false);
    expect(asks({ flagged: true }, terms({ flagged: true }))).toBe(true);
    expect(asks({}, terms({ flagged: true, discountPercent: 100 }))).toBe(false);
  });

  it('an approval stands for what goes no further', () => {
    const thresholds = { discountAbove: 10, amountAbove: { minor: 50, currency: 'EUR' } };
    const approved = terms({ discountPercent: 18 });
    expect(covers(thresholds, approved, terms({ discountPercent: 15, amountMinor: 90_000 }))).toBe(true);
    expect(covers(thresholds, approved, terms({ discountPercent: 19 }))).toBe(false);
    expect(covers(thresholds, approved, terms({ discountPercent: 15, amountMinor: 100_001 }))).toBe(false);
    expect(covers({ discountAbove: 10 }, approved, terms({ discountPercent: 15, amountMinor: 900_000 }))).toBe(true);
  });

  it('what was approved is itself covered, and what asks for nothing always is', () => {
    fc.assert(
      fc.property(anyThresholds, anyTerms, anyTerms, (thresholds, approved, next) => {
        expect(covers(thresholds, approved, approved)).toBe(true);
        if (!asks(thresholds, next)) expect(covers(thresholds, approved, next)).toBe(true);
      }),
    );
  });
});

describe('the steps of a decision', () => {
  const step = (given: Partial<PolicyStep>): PolicyStep => ({ ...usualStep, ...given });

  it('come policy by policy, without what is not exceeded and without asking twice', () => {
    const first = { steps: [step({ name: 'A' }), step({ name: 'B', approver: { kind: 'role', role: 'finance' }, parallel: true })] };
    const second = {
      steps: [
        step({ name: 'A again' }),
        step({ name: 'C', approver: { kind: 'role', role: 'board' }, threshold: { discountAbove: 30 } }),
        step({ name: 'D', approver: { kind: 'owner_manager' } }),
      ],
    };
    const planned = planSteps([first, second], terms({ discountPercent: 20 }));
    expect(planned.map(({ name, seq, stage }) => [name, seq, stage])).toEqual([
      ['A', 0, 0],
      ['B', 1, 0],
      ['D', 2, 1],
    ]);
    expect(planSteps([], terms()).map(({ name, stage }) => [name, stage])).toEqual([['Manager', 0]]);
  });

  it('of several who are asked for any one, the first answer decides; else as soon as it is certain', () => {
    const asked = (quorum: Quorum, ...answers: (Verdict | null)[]) =>
      standing({ quorum, approvers: answers.map((answer, index) => ({ userId: String(index), answer })) });
    expect(asked({ kind: 'any' }, null, 'rejected', null)).toBe('rejected');
    expect(asked({ kind: 'any' }, 'approved', null)).toBe('approved');
    expect(asked({ kind: 'all' }, 'approved', null)).toBe('pending');
    expect(asked({ kind: 'all' }, 'approved', 'rejected')).toBe('rejected');
    expect(asked({ kind: 'count', count: 2 }, 'rejected', null, null)).toBe('pending');
    expect(asked({ kind: 'count', count: 2 }, 'rejected', 'rejected', null)).toBe('rejected');
    expect(asked({ kind: 'count', count: 9 }, 'approved', 'approved')).toBe('approved');
  });

  const anyQuorum: fc.Arbitrary<Quorum> = fc.oneof(
    fc.constant<Quorum>({ kind: 'any' }),
    fc.constant<Quorum>({ kind: 'all' }),
    fc.record({ kind: fc.constant<'count'>('count'), count: fc.integer({ min: 1, max: 5 }) }),
  );
  const anySteps = fc
    .array(fc.record({ quorum: anyQuorum, people: fc.integer({ min: 1, max: 4 }), parallel: fc.boolean() }), { minLength: 1, maxLength: 5 })
    .map((drawn) => {
      let stage = -1;
      return drawn.map(({ quorum, people, parallel }, seq): StepState => {
        if (!parallel || seq === 0) stage += 1;
        const approvers = Array.from({ length: people }, (_, index) => ({ userId: `u${(seq + index) % 5}`, answer: null }));
        return { seq, stage, quorum, status: 'queued', approvers };
      });
    });
  const open = (steps: readonly StepState[], opens: readonly number[]) =>
    steps.map((step) => (opens.includes(step.seq) ? { ...step, status: 'pending' as const } : step));

  it('whoever answers in whatever order: it ends, once, by the quorums, and stages open in turn', () => {
    fc.assert(
      fc.property(anySteps, fc.array(fc.tuple(fc.nat({ max: 4 }), fc.boolean()), { minLength: 60, maxLength: 60 }), (drawn, answers) => {
        let steps: readonly StepState[] = open(drawn, settled(drawn).opens);
        let outcome: 'open' | Verdict = 'open';
        const everybody = [0, 1, 2, 3, 4].flatMap((user) => [...Array(6)].map(() => [user, true] as const));
        for (const [user, yes] of [...answers, ...everybody]) {
          if (outcome !== 'open') break;
          const progress = answered(steps, `u${user}`, yes ? 'approved' : 'rejected');
          if (progress === null) continue;
          outcome = progress.outcome;
          steps = open(progress.steps, progress.opens);
          const pending = new Set(steps.filter((step) => step.status === 'pending').map((step) => step.stage));
          expect(pending.size).toBeLessThanOrEqual(1);
        }
        expect(outcome).not.toBe('open');
        for (const step of steps) {
          const approvals = step.approvers.filter((one) => one.answer === 'approved').length;
          if (step.status === 'approved') expect(approvals).toBeGreaterThanOrEqual(neededOf(step.quorum, step.approvers.length));
          if (outcome === 'approved') expect(step.status).toBe('approved');
        }
        expect(steps.some((step) => step.status === 'rejected')).toBe(outcome === 'rejected');
        expect(answered(steps, 'u0', 'approved')).toBe(null);
      }),
    );
  });

  it('nobody answers twice, and nobody who is not asked', () => {
    const steps: StepState[] = [
      { seq: 0, stage: 0, quorum: { kind: 'all' }, status: 'pending', approvers: ['a', 'b'].map((userId) => ({ userId, answer: null })) },
    ];
    expect(answered(steps, 'c', 'approved')).toBe(null);
    const once = answered(steps, 'a', 'approved');
    expect(once?.outcome).toBe('open');
    expect(answered(once?.steps ?? [], 'a', 'rejected')).toBe(null);
  });
});

describe('the clocks', () => {
  const day = [{ from: '09:00', to: '17:00' }];
  const calendar: BusinessCalendar = { timeZone: 'UTC', week: { '1': day, '2': day, '3': day, '4': day, '5': day }, exceptions: [] };
  const friday = '2026-11-20T15:00:00.000Z';

  it('count in business hours: nobody is reminded at night', () => {
    expect(clockOf(calendar, friday, 8)).toEqual({ remindAt: '2026-11-23T13:00:00.000Z', dueAt: '2026-11-23T15:00:00.000Z' });
    expect(clockOf(calendar, friday, null)).toEqual({ remindAt: null, dueAt: null });
  });

  it('stand still while information is asked for', () => {
    const due = '2026-11-23T15:00:00.000Z';
    expect(minutesLeft(calendar, friday, due)).toBe(480);
    expect(resumed(calendar, due, '2026-11-20T16:00:00.000Z', '2026-11-25T09:00:00.000Z')).toBe('2026-11-25T16:00:00.000Z');
    expect(minutesLeft(calendar, due, friday)).toBe(0);
  });

  it('remind once, then escalate once, and say when to look again', () => {
    const step = { status: 'pending', remindAt: '2026-11-23T13:00:00.000Z', dueAt: '2026-11-23T15:00:00.000Z' } as const;
    const fresh = { ...step, remindedAt: null, escalatedAt: null };
    expect(dueTask(fresh, friday)).toBe(null);
    expect(dueTask(fresh, step.remindAt)).toBe('remind');
    expect(dueTask({ ...fresh, remindedAt: step.remindAt }, '2026-11-23T14:00:00.000Z')).toBe(null);
    expect(dueTask(fresh, step.dueAt)).toBe('escalate');
    expect(dueTask({ ...fresh, escalatedAt: step.dueAt }, '2026-11-24T14:00:00.000Z')).toBe(null);
    expect(nextLook([fresh], null)).toBe(step.remindAt);
    expect(nextLook([{ ...fresh, remindedAt: step.remindAt }], '2026-12-01T00:00:00.000Z')).toBe(step.dueAt);
    expect(nextLook([{ ...fresh, escalatedAt: step.dueAt }], null)).toBe(null);
    expect(slaOf(fresh, friday)).toBe('on_track');
    expect(slaOf(fresh, '2026-11-23T13:30:00.000Z')).toBe('due_soon');
    expect(slaOf(fresh, step.dueAt)).toBe('overdue');
    expect(slaOf({ ...fresh, escalatedAt: step.dueAt }, step.dueAt)).toBe('escalated');
  });
});

it('a question is named by what changes', () => {
  expect(titleOf('deal.terms', 'Orion', terms(), terms({ discountPercent: 18 }))).toBe('Discount 18 % on Orion');
  expect(titleOf('deal.terms', 'Orion', terms(), terms({ flagged: true }))).toBe('Flagged product in Orion');
  expect(titleOf('deal.terms', 'Orion', terms(), terms({ amountMinor: 1 }))).toBe('New amount of Orion');
  expect(titleOf('deal.win', 'Orion', terms(), terms())).toBe('Win Orion');
  expect(titleOf('deal.review', 'Orion', terms(), terms())).toBe('Review Orion');
});
