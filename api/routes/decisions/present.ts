import { type ClockedStep, slaOf } from '../../../domain/decisions/clocks.ts';
import { neededOf } from '../../../domain/decisions/policy.ts';
import type { DecisionActionView, DecisionPolicyRow, DecisionStepView, DecisionView } from '../../../db/records/find-decisions.ts';
import {
  decisionPolicy,
  type Decision,
  type DecisionActionEntry,
  type DecisionPolicyView,
  type DecisionStep,
} from '../../contracts/decisions.ts';
import type { Principal } from '../../lib/principal.ts';
import { may } from '../../lib/principal.ts';

type Reader = Pick<Principal, 'userId' | 'permissions'> & Parameters<typeof may>[0];

/** A decision as somebody sees it at an instant: what they may do, and how its clocks stand. */
export function presentDecision(row: DecisionView, principal: Reader, now: Date): Decision {
  const { dealId, dealName, ...rest } = row;
  const isOpen = row.status === 'pending' || row.status === 'info_requested';
  const running = row.status === 'pending';
  const pending = row.steps.filter((step) => step.status === 'pending');
  const own = row.requester?.id === principal.userId;
  const waits = pending.flatMap((step) => step.approvers.filter((one) => one.answer === null).map((one) => one.user));
  const waitsFor = [...new Map(waits.map((user) => [user.id, user])).values()];
  const steps = row.steps.map((step) => presentStep(step, running, now));
  const open = steps.filter((step) => step.status === 'pending');
  return {
    ...rest,
    policies: [...row.policies],
    deal: { id: dealId, name: dealName },
    expiresAt: row.expiresAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    dueAt: isOpen ? (open.flatMap((step) => (step.dueAt === null ? [] : [step.dueAt])).sort()[0] ?? null) : null,
    sla: isOpen ? worst(open.map((step) => step.sla)) : null,
    waitsFor: isOpen ? waitsFor : [],
    mayAnswer: isOpen && !own && may(principal, 'decisions.decide') && waitsFor.some((user) => user.id === principal.userId),
    mayRecall: isOpen && (own || may(principal, 'decisions.configure')),
    steps,
  };
}

function presentStep(step: DecisionStepView, running: boolean, now: Date): DecisionStep {
  const { seq, stage, name, status, quorum, approvers } = step;
  return {
    seq,
    stage,
    name,
    status,
    needed: approvers.length === 0 ? 0 : neededOf(quorum, approvers.length),
    sla: running && status === 'pending' && step.dueAt !== null ? slaOf(clocked(step), now.toISOString()) : null,
    dueAt: instantOf(step.dueAt),
    approvers: approvers.map((one) => ({ ...one, answeredAt: instantOf(one.answeredAt) })),
  };
}

function clocked({ status, remindAt, dueAt, remindedAt, escalatedAt }: DecisionStepView): ClockedStep {
  return { status, remindAt, dueAt, remindedAt, escalatedAt };
}

function instantOf(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}

const order = ['on_track', 'due_soon', 'overdue', 'escalated'] as const;

function worst(all: readonly DecisionStep['sla'][]): Decision['sla'] {
  return [...order].reverse().find((sla) => all.includes(sla)) ?? null;
}

export function presentAction({ createdAt, ...action }: DecisionActionView): DecisionActionEntry {
  return { ...action, at: createdAt.toISOString() };
}

export function presentPolicy(row: DecisionPolicyRow): DecisionPolicyView {
  // Stored by the rules of the same contract.
  return decisionPolicy.parse({ ...row, createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() });
}
