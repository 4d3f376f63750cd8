import type { Feature, Limit } from './entitlements.ts';
import { features } from './entitlements.ts';

export const planCodes = ['free', 'starter', 'growth', 'unlimited'] as const;
export type PlanCode = (typeof planCodes)[number];

export interface BillingPlan {
  readonly code: PlanCode;
  readonly name: string;
  readonly features: readonly Feature[];
  /** Null: without end. */
  readonly limits: Readonly<Record<Limit, number | null>>;
}

/** Of workspaces that nobody gave a plan: whoever runs Cadenza on their own machine has everything. */
export const defaultPlan: PlanCode = 'unlimited';

/** The plans there are, the smallest first. */
export const plans: Readonly<Record<PlanCode, BillingPlan>> = {
  free: {
    code: 'free',
    name: 'Free',
    features: [],
    limits: { 'leads.max': 250, 'contacts.max': 500, 'companies.max': 200, 'deals.max': 100, 'users.max': 3 },
  },
  starter: {
    code: 'starter',
    name: 'Starter',
    features: ['contacts.customFields', 'deals.customFields', 'leads.import'],
    limits: { 'leads.max': 5_000, 'contacts.max': 10_000, 'companies.max': 5_000, 'deals.max': 2_000, 'users.max': 10 },
  },
  growth: {
    code: 'growth',
    name: 'Growth',
    features,
    limits: { 'leads.max': 100_000, 'contacts.max': 250_000, 'companies.max': 100_000, 'deals.max': 50_000, 'users.max': 25 },
  },
  unlimited: {
    code: 'unlimited',
    name: 'Unlimited',
    features,
    limits: { 'leads.max': null, 'contacts.max': null, 'companies.max': null, 'deals.max': null, 'users.max': null },
  },
};

export function isPlanCode(code: string): code is PlanCode {
  return (planCodes as readonly string[]).includes(code);
}
