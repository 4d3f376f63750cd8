import type { z } from 'zod';
import type { createPolicy } from '../../../api/contracts/decisions.ts';

type Policy = z.input<NonNullable<(typeof createPolicy)['body']>>;
type Step = Policy['steps'][number];

/** One manager of several decides within a working day. */
export function aStep(given: Partial<Step> = {}): Step {
  return {
    name: 'Manager',
    approver: { kind: 'role', role: 'manager' },
    quorum: { kind: 'any' },
    parallel: false,
    threshold: null,
    slaHours: 8,
    escalateTo: 'admin',
    ...given,
  };
}

export function aPolicy(given: Partial<Policy> = {}): Policy {
  return { name: 'Discount', action: 'deal.terms', conditions: { discountAbove: 10 }, steps: [aStep()], ...given };
}
