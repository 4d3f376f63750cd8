import type { DecisionPolicyView } from '../../../../../api/contracts/decisions.ts';
import { newKey } from '../../../lib/new-key.ts';
import { toMajor, toMinor } from '../../deals/money.ts';

type Step = DecisionPolicyView['steps'][number];

/** A step as its fields hold it: numbers as they are typed. */
export interface StepDraft {
  readonly key: string;
  readonly name: string;
  readonly approver: Step['approver']['kind'];
  readonly role: string;
  readonly userId: string | null;
  readonly teamId: string;
  readonly quorum: Step['quorum']['kind'];
  readonly count: string;
  readonly parallel: boolean;
  readonly threshold: Step['threshold'];
  readonly slaHours: string;
  readonly approversHours: boolean;
  readonly escalateTo: string;
}

export interface PolicyDraft {
  readonly name: string;
  readonly action: DecisionPolicyView['action'];
  readonly currency: string;
  readonly discountAbove: string;
  readonly amountAbove: string;
  readonly flagged: boolean;
  readonly steps: readonly StepDraft[];
  readonly expiresAfterHours: string;
  readonly active: boolean;
}

export function newStep(name: string): StepDraft {
  return {
    key: newKey(),
    name,
    approver: 'role',
    role: 'manager',
    userId: null,
    teamId: '',
    quorum: 'any',
    count: '2',
    parallel: false,
    threshold: null,
    slaHours: '8',
    approversHours: false,
    escalateTo: 'admin',
  };
}

export function draftOf(policy: DecisionPolicyView | undefined, currency: string, firstStep: string): PolicyDraft {
  if (policy === undefined)
    return {
      name: '',
      action: 'deal.terms',
      currency,
      discountAbove: '',
      amountAbove: '',
      flagged: false,
      steps: [newStep(firstStep)],
      expiresAfterHours: '',
      active: true,
    };
  const { discountAbove, amountAbove, flagged } = policy.conditions;
  return {
    name: policy.name,
    action: policy.action,
    currency: amountAbove?.currency ?? currency,
    discountAbove: discountAbove === undefined ? '' : String(discountAbove),
    amountAbove: amountAbove === undefined ? '' : String(toMajor(amountAbove.minor, amountAbove.currency)),
    flagged: flagged === true,
    // Keys by place: the same policy read twice is the same draft.
    steps: policy.steps.map((step, index) => ({
      ...newStep(step.name),
      key: `step-${index}`,
      parallel: step.parallel,
      threshold: step.threshold,
      approver: step.approver.kind,
      ...(step.approver.kind === 'role' ? { role: step.approver.role } : {}),
      ...(step.approver.kind === 'user' ? { userId: step.approver.userId } : {}),
      ...(step.approver.kind === 'team' ? { teamId: step.approver.teamId } : {}),
      quorum: step.quorum.kind,
      ...(step.quorum.kind === 'count' ? { count: String(step.quorum.count) } : {}),
      slaHours: step.slaHours === null ? '' : String(step.slaHours),
      approversHours: step.hoursOf === 'approver',
      escalateTo: step.escalateTo ?? '',
    })),
    expiresAfterHours: policy.expiresAfterHours === null ? '' : String(policy.expiresAfterHours),
    active: policy.active,
  };
}

/** What the server is asked to keep. What is no number goes as it is, so that the server says what is wrong with it. */
export function bodyOf(draft: PolicyDraft): object {
  return {
    name: draft.name,
    action: draft.action,
    conditions: {
      ...(draft.discountAbove.trim() === '' ? {} : { discountAbove: numberOf(draft.discountAbove) }),
      ...(draft.amountAbove.trim() === ''
        ? {}
        : { amountAbove: { minor: toMinor(draft.amountAbove, draft.currency) ?? draft.amountAbove, currency: draft.currency } }),
      ...(draft.flagged ? { flagged: true } : {}),
    },
    steps: draft.steps.map((step) => ({
      name: step.name,
      approver: approverOf(step),
      quorum: step.quorum === 'count' ? { kind: 'count', count: numberOf(step.count) } : { kind: step.quorum },
      parallel: step.parallel,
      threshold: step.threshold,
      slaHours: step.slaHours.trim() === '' ? null : numberOf(step.slaHours),
      ...(step.approversHours ? { hoursOf: 'approver' } : {}),
      escalateTo: step.escalateTo === '' ? null : step.escalateTo,
    })),
    expiresAfterHours: draft.expiresAfterHours.trim() === '' ? null : numberOf(draft.expiresAfterHours),
    active: draft.active,
  };
}

function approverOf(step: StepDraft): object {
  if (step.approver === 'role') return { kind: 'role', role: step.role };
  if (step.approver === 'user') return { kind: 'user', userId: step.userId };
  return step.approver === 'team' ? { kind: 'team', teamId: step.teamId } : { kind: 'owner_manager' };
}

function numberOf(text: string): number | string {
  const number = Number(text.trim().replace(',', '.'));
  return Number.isFinite(number) ? number : text;
}
