import { setTimeout as sleep } from 'node:timers/promises';
import type { Doors } from '../../db/doors.ts';
import { openedOf } from '../../db/opening.ts';
import { isRetryable, postgresCode } from '../../db/postgres-errors.ts';
import { OperationalError } from '../../domain/errors/errors.ts';
import type { Actor, Cause } from '../../domain/events.ts';
import type { TenantId } from '../../domain/ids.ts';
import { createContext } from './command-context.ts';
import type { RecordingContext } from './command-context.ts';
import type { TenantTrx } from './context.ts';
import { flushEvents } from './flush-events.ts';

export interface CommandFrame {
  readonly tenantId: TenantId;
  readonly actor: Actor;
  /** Left out for what a person does. */
  readonly cause?: Cause;
}

export interface RunCommandOptions {
  /** `exclusive` only for publish, pause, resume and archive of an automation. */
  readonly door?: 'shared' | 'exclusive';
  /**
   * True when running the work twice does no harm although the first time may have committed (it is guarded by a key of
   * its own). Then a connection lost during the commit is repeated too; otherwise the caller is told it is not known.
   */
  readonly repeatable?: boolean;
  /** A test's clock instead of PostgreSQL's. */
  readonly now?: () => Date;
}

/** The doors a command goes through; a Database has them. */
export type CommandDoors = Pick<Doors, 'withTenant' | 'withTenantExclusive'>;

const maxAttempts = 6;

/**
 * Runs one or several commands as one transaction: opens the door, makes the context, does the work, writes the noted
 * events in one statement and commits. Deadlocks, serialisation failures and lost connections repeat the whole with a
 * growing, random pause; so `work` must do nothing outside the transaction.
 *
 * @throws OperationalError when PostgreSQL cannot be reached, or when it is not known whether the commit happened
 */
export async function runCommand<T>(
  db: CommandDoors,
  frame: CommandFrame,
  work: (trx: TenantTrx, context: RecordingContext) => PromiseLike<T>,
  options: RunCommandOptions = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    let committing = false;
    const inDoor = async (trx: TenantTrx): Promise<T> => {
      const context = createContext({ ...frame, now: options.now?.() ?? openedOf(trx).now });
      const result = await work(trx, context);
      await flushEvents(trx, context);
      committing = true;
      return result;
    };
    try {
      return await (options.door === 'exclusive' ? db.withTenantExclusive(frame.tenantId, inDoor) : db.withTenant(frame.tenantId, inDoor));
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (committing && options.repeatable !== true && !wasRefused(error)) throw unknownOutcome(error);
      if (attempt === maxAttempts) throw unreachable(error);
      await sleep(Math.random() * 15 * 2 ** attempt);
    }
  }
}

/** PostgreSQL answered and rolled back: nothing was committed for certain. */
function wasRefused(error: unknown): boolean {
  const code = postgresCode(error) ?? '';
  return code.startsWith('40') || code === '55P03' || code.startsWith('53');
}

function unknownOutcome(cause: unknown): OperationalError {
  return new OperationalError('postgresql', 'the connection was lost while saving: it is not known whether the change was kept', { cause });
}

function unreachable(cause: unknown): unknown {
  return wasRefused(cause) ? cause : new OperationalError('postgresql', 'the database cannot be reached at the moment', { cause });
}
