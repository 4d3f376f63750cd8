import type { Problem } from '../errors/errors.ts';

export const activityTypes = ['call', 'email', 'meeting', 'note', 'social', 'sms', 'system'] as const;
export type ActivityType = (typeof activityTypes)[number];

export const activityDirections = ['inbound', 'outbound'] as const;
export type ActivityDirection = (typeof activityDirections)[number];

export const touchOutcomes = ['connected', 'voicemail', 'no_response'] as const;
export type TouchOutcome = (typeof touchOutcomes)[number];

/** Types with which a person makes contact. A note or a system entry never is a touch. */
const contactTypes: ReadonlySet<string> = new Set(['call', 'meeting', 'social', 'email', 'sms']);

/** A touch is contact made by a person; what an automation, an import or the system logs is none. */
export function isTouch(type: ActivityType, actorKind: string): boolean {
  return actorKind === 'user' && contactTypes.has(type);
}

/** What a touch must say before it is saved: how it went, and what comes next until when. */
export function touchProblems(touch: {
  readonly outcome?: string | null | undefined;
  readonly nextStep?: string | null | undefined;
  readonly nextStepDueAt?: Date | null | undefined;
}): readonly Problem[] {
  const problems: Problem[] = [];
  if (!touch.outcome)
    problems.push({ pointer: '/outcome', code: 'outcome_required', detail: 'Say how it went: connected, voicemail or no response.' });
  if (!touch.nextStep) problems.push({ pointer: '/nextStep', code: 'next_step_required', detail: 'Say what the next step is.' });
  if (!touch.nextStepDueAt)
    problems.push({ pointer: '/nextStepDueAt', code: 'next_step_due_required', detail: 'Say until when the next step is due.' });
  return problems;
}
