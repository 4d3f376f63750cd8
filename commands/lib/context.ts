import type { Transaction } from 'objection';
import type { Actor, Cause, NewEvent } from '../../domain/events.ts';
import type { TenantId } from '../../domain/ids.ts';

/**
 * A transaction opened by `withTenant`: the tenant's lock is held and row level security is set.
 * Commands take it first: `(trx, context, input) => Promise<result>`.
 */
export type TenantTrx = Transaction;

/** What a command knows of its surroundings. One context serves all commands of one transaction. */
export interface CommandContext {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  readonly cause: Cause;
  /** The transaction's instant (PostgreSQL's, or a test clock's). */
  readonly now: Date;
  /**
   * Notes an event. Nothing is written yet: all events of the transaction go out in one statement when the door flushes
   * right before commit (or when a wait opens its window), while the locks of the records are still held.
   */
  readonly record: (event: NewEvent) => void;
}
