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

/** A context together with the events noted so far; `flushEvents` takes them. */
export interface RecordingContext extends CommandContext {
  /** Hands over what was noted since the last call, in the order of noting. */
  readonly takeEvents: () => readonly NewEvent[];
}

export const causedByPerson: Cause = { depth: 0 };

/** A context for all commands of one transaction. Whoever makes one flushes it before the commit. */
export function createContext(input: ContextInput): RecordingContext {
  let noted: NewEvent[] = [];
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
