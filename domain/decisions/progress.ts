import type { Quorum } from './policy.ts';
import { neededOf } from './policy.ts';

export const decisionStatuses = ['pending', 'info_requested', 'approved', 'rejected', 'cancelled', 'expired'] as const;
export type DecisionStatus = (typeof decisionStatuses)[number];
export const openDecision: readonly DecisionStatus[] = ['pending', 'info_requested'];

export type StepStatus = 'queued' | 'pending' | 'approved' | 'rejected' | 'skipped';
export type Verdict = 'approved' | 'rejected';

export interface Approver {
  readonly userId: string;
  readonly answer: Verdict | null;
}

/** A step as it stands; `approvers` are those who are asked now, without those who handed it on. */
export interface StepState {
  readonly seq: number;
  readonly stage: number;
  readonly quorum: Quorum;
  readonly status: StepStatus;
  readonly approvers: readonly Approver[];
}

/**
 * How a step stands by its answers. Of several who are asked for any one, the first answer decides; otherwise it is rejected as soon as
 * the approvals it needs cannot come together any more.
 */
export function standing(step: Pick<StepState, 'quorum' | 'approvers'>): 'pending' | Verdict {
  const needed = neededOf(step.quorum, step.approvers.length);
  const approvals = step.approvers.filter((one) => one.answer === 'approved').length;
  const rejections = step.approvers.filter((one) => one.answer === 'rejected').length;
  if (approvals >= needed) return 'approved';
  if (step.quorum.kind === 'any') return rejections > 0 ? 'rejected' : 'pending';
  return step.approvers.length - rejections < needed ? 'rejected' : 'pending';
}

export interface Progress {
  readonly steps: readonly StepState[];
  readonly outcome: 'open' | Verdict;
  /** Numbers of the steps that open now. */
  readonly opens: readonly number[];
}

/** Takes one person's answer to every open step they are asked in. Null when they are asked in none, or have answered all. */
export function answered(steps: readonly StepState[], userId: string, verdict: Verdict): Progress | null {
  let found = false;
  const after = steps.map((step) => {
    if (step.status !== 'pending') return step;
    const approvers = step.approvers.map((one) => {
      if (one.userId !== userId || one.answer !== null) return one;
      found = true;
      return { ...one, answer: verdict };
    });
    const next = { ...step, approvers };
    return { ...next, status: standing(next) };
  });
  return found ? settled(after) : null;
}

/** What follows from how the steps stand: the end, or the next stage. One rejected step ends it; what is left is skipped. */
export function settled(steps: readonly StepState[]): Progress {
  if (steps.some((step) => step.status === 'rejected')) return { steps: skipped(steps), outcome: 'rejected', opens: [] };
  if (steps.some((step) => step.status === 'pending')) return { steps, outcome: 'open', opens: [] };
  const queued = steps.filter((step) => step.status === 'queued');
  if (queued.length === 0) return { steps, outcome: 'approved', opens: [] };
  const stage = Math.min(...queued.map((step) => step.stage));
  return { steps, outcome: 'open', opens: queued.filter((step) => step.stage === stage).map((step) => step.seq) };
}

/** Every step that has not come to an end is skipped: the decision is over. */
export function skipped(steps: readonly StepState[]): readonly StepState[] {
  return steps.map((step) => (step.status === 'queued' || step.status === 'pending' ? { ...step, status: 'skipped' as const } : step));
}
