import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import type { SegmentAnswer } from '../contracts/automation-run.ts';
import { searchAttributes } from '../contracts/search-attributes.ts';

/** Writes what a person sees of a run that stands still. Only at waits, holds and the end: each write costs the server a visibility update. */
export function showStanding(answer: Extract<SegmentAnswer, { kind: 'waits' | 'held' }>): void {
  const deadline = answer.kind === 'waits' ? answer.timer?.deadline : undefined;
  upsertSearchAttributes([
    { key: searchAttributes.runState, value: answer.kind === 'waits' ? 'waiting' : 'held' },
    { key: searchAttributes.currentStep, value: answer.step },
    { key: searchAttributes.nextWakeAt, value: deadline === undefined ? null : new Date(deadline) },
  ]);
  setCurrentDetails(answer.details);
}

/** A run that succeeded without ever standing still has nothing on show to correct: Temporal's own status says it all. */
export function showEnd(answer: Extract<SegmentAnswer, { kind: 'ended' }>, stood: boolean): void {
  if (!stood && answer.status === 'succeeded') return;
  upsertSearchAttributes([
    { key: searchAttributes.runState, value: answer.status },
    { key: searchAttributes.currentStep, value: null },
    { key: searchAttributes.nextWakeAt, value: null },
  ]);
  setCurrentDetails(`**Ended:** ${answer.status}`);
}
