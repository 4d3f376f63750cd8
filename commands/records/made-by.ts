import type { Actor } from '../../domain/events.ts';

export interface MadeByColumns {
  readonly createdByRunId: string | null;
  readonly createdByAutomationId: string | null;
  readonly createdByStep: string | null;
}

/** The person behind an actor, if there is one. */
export function userOf(actor: Actor): string | null {
  return actor.kind === 'user' || actor.kind === 'import' ? actor.userId : null;
}

/** What remembers which step of which run made something. */
export function madeBy(actor: Actor): MadeByColumns {
  if (actor.kind !== 'automation') return { createdByRunId: null, createdByAutomationId: null, createdByStep: null };
  return { createdByRunId: actor.runId, createdByAutomationId: actor.automationId, createdByStep: actor.step };
}
