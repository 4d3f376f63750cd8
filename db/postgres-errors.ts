import { DBError } from 'objection';

const retryableCodes: ReadonlySet<string> = new Set(['40P01', '40001', '55P03']);
/** Lost connections, a server out of resources, a server that is going away or coming up. */
const retryableClasses: ReadonlySet<string> = new Set(['08', '53', '57']);
const socketCodes: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
/** The driver reports a connection that broke without a code; these are its sentences. */
const lostConnection =
  /connection (terminated|ended|not open)|client has encountered a connection error|timeout exceeded when trying to connect/i;

/** The SQLSTATE (or socket code) of an error, whether it comes from pg, knex or Objection; undefined for everything else. */
export function postgresCode(error: unknown): string | undefined {
  if (error instanceof DBError) return postgresCode(error.nativeError);
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return undefined;
}

/** A plan that a connection kept does not fit its table any more: it was altered since. */
export function isStalePlan(error: unknown): boolean {
  return postgresCode(error) === '0A000' && error instanceof Error && error.message.includes('cached plan must not change result type');
}

/** The name of the constraint a write violated, if it did. */
export function violatedConstraint(error: unknown): string | undefined {
  if (error instanceof DBError) return violatedConstraint(error.nativeError);
  if (error instanceof Error && 'constraint' in error && typeof error.constraint === 'string') return error.constraint;
  return undefined;
}

/**
 * Whether the whole transaction may simply be run again: deadlock, serialisation failure, lock not available, lost
 * connection, server out of resources or restarting. Such an error never counts as an attempt of what was being done.
 * A statement that ran into its own time-out (57014) is not one of them: it would run into it again.
 */
export function isRetryable(error: unknown): boolean {
  const code = postgresCode(error);
  if (code !== undefined) {
    if (code === '57014') return false;
    if (isStalePlan(error)) return true;
    return retryableCodes.has(code) || retryableClasses.has(code.slice(0, 2)) || socketCodes.has(code);
  }
  return error instanceof Error && (lostConnection.test(error.message) || error.name === 'KnexTimeoutError');
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return postgresCode(error) === '23505' && (constraint === undefined || violatedConstraint(error) === constraint);
}
