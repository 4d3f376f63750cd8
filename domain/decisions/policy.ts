import type { DealTerms, Thresholds } from './terms.ts';
import { asks } from './terms.ts';

/** Doings that can need approval. `deal.review` is asked for by hand and changes nothing. */
export const policyActions = ['deal.terms', 'deal.win'] as const;
export type PolicyAction = (typeof policyActions)[number];
export type DecisionAction = PolicyAction | 'deal.review';

/** Who is asked. */
export type ApproverSpec =
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'user'; readonly userId: string }
  | { readonly kind: 'team'; readonly teamId: string }
  /** Whoever manages a team of the deal's owner. */
  | { readonly kind: 'owner_manager' };

/** How many of those asked have to approve. */
export type Quorum = { readonly kind: 'any' } | { readonly kind: 'all' } | { readonly kind: 'count'; readonly count: number };

export interface PolicyStep {
  readonly name: string;
  readonly approver: ApproverSpec;
  readonly quorum: Quorum;
  /** Open together with the step before it. */
  readonly parallel: boolean;
  /** Only asked when the terms exceed these; null: always. */
  readonly threshold: Thresholds | null;
  /** Business hours until it is overdue; null: no deadline. */
  readonly slaHours: number | null;
  /** Whose hours these are: left out, the workspace's; of several approvers those in which it is due first. */
  readonly hoursOf?: 'approver';
  /** The role that is asked as well when it is overdue; null: only told. */
  readonly escalateTo: string | null;
}

export interface DecisionPolicy {
  readonly id: string;
  readonly name: string;
  readonly action: PolicyAction;
  readonly conditions: Thresholds;
  readonly steps: readonly PolicyStep[];
  readonly expiresAfterHours: number | null;
}

export interface PlannedStep extends PolicyStep {
  readonly seq: number;
  readonly stage: number;
}

/** Asked where no policy says otherwise: a manager, within a working day. */
export const usualStep: PolicyStep = {
  name: 'Manager',
  approver: { kind: 'role', role: 'manager' },
  quorum: { kind: 'any' },
  parallel: false,
  threshold: null,
  slaHours: 8,
  escalateTo: 'admin',
};

/**
 * The steps of a decision: those of all policies that asked, one policy after the other, without those whose threshold is not
 * exceeded and without asking the same people twice in the same way.
 */
export function planSteps(policies: readonly Pick<DecisionPolicy, 'steps'>[], terms: DealTerms): readonly PlannedStep[] {
  const planned: PlannedStep[] = [];
  for (const { steps } of policies) {
    let opens = true;
    for (const step of steps) {
      if (!step.parallel) opens = true;
      if (step.threshold !== null && !asks(step.threshold, terms)) continue;
      if (planned.some((one) => sameQuestion(one, step))) continue;
      const last = planned.at(-1);
      const stage = last === undefined ? 0 : opens ? last.stage + 1 : last.stage;
      planned.push({ ...step, seq: planned.length, stage });
      opens = false;
    }
  }
  return planned.length > 0 ? planned : [{ ...usualStep, seq: 0, stage: 0 }];
}

function sameQuestion(a: PolicyStep, b: PolicyStep): boolean {
  return JSON.stringify([keyOf(a.approver), quorumKey(a.quorum)]) === JSON.stringify([keyOf(b.approver), quorumKey(b.quorum)]);
}

function keyOf(approver: ApproverSpec): string {
  switch (approver.kind) {
    case 'role':
      return `role:${approver.role}`;
    case 'user':
      return `user:${approver.userId}`;
    case 'team':
      return `team:${approver.teamId}`;
    case 'owner_manager':
      return 'owner_manager';
  }
}

function quorumKey(quorum: Quorum): string {
  return quorum.kind === 'count' ? `count:${quorum.count}` : quorum.kind;
}

/** How many approvals a step needs of so many people: never more than there are, never none. */
export function neededOf(quorum: Quorum, people: number): number {
  if (quorum.kind === 'any') return 1;
  return Math.max(1, quorum.kind === 'all' ? people : Math.min(quorum.count, people));
}
