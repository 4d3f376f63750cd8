import type { Actor, Cause, NewEvent } from '../../domain/events.ts';
import type { TenantId } from '../../domain/ids.ts';
import type { CommandContext } from './context.ts';

export interface ContextInput {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** Left out for what a person does: depth 0. */
  readonly cause?: Cause;
  readonly now: Date;
}

/** An event with who did it, where that is not the context's actor: each step of a run is an actor of its own. */
export interface NotedEvent extends NewEvent {
  readonly actor?: Actor;
}

/** A context together with the events noted so far; `flushEvents` takes them. */
export interface RecordingContext extends CommandContext {
  readonly record: (event: NotedEvent) => void;
  /** Hands over what was noted since the last call, in the order of noting. */
  readonly takeEvents: () => readonly NotedEvent[];
}

export const causedByPerson: Cause = { depth: 0 };

/** A context for all commands of one transaction. Whoever makes one flushes it before the commit. */
export function createContext(input: ContextInput): RecordingContext {
  let noted: NotedEvent[] = [];
  return {
    tenantId: input.tenantId,
    actor: input.actor,
    cause: input.cause ?? causedByPerson,
    now: input.now,
    record: (event) => {
      noted.push(event);
    },
    takeEvents: () => {
      const taken = noted;
      noted = [];
      return taken;
    },
  };
}
