import { isRetryable, postgresCode, violatedConstraint } from '../../db/postgres-errors.ts';
import { OperationalError, UserError } from '../../domain/errors/errors.ts';

/** Values that a request brought and no column can hold: text with odd bytes, numbers and dates out of range. */
const unstorableCodes = new Set(['22001', '22003', '22007', '22008', '22021', '22P02', '22P05']);

/** Gives database errors that a request can cause the meaning they have for the caller. Others come back as they are. */
export function translateDatabaseError(error: unknown): unknown {
  if (isRetryable(error)) return new OperationalError('postgresql', 'The database is not available.', { cause: error });
  const code = postgresCode(error) ?? '';
  const constraint = violatedConstraint(error);
  const extra = constraint === undefined ? {} : { constraint };
  if (code === '23505') return new UserError('conflict', 'Something with the same unique value exists already.', [], extra);
  if (code === '23503') return new UserError('validation_failed', 'The request refers to something that does not exist.', [], extra);
  if (code === '23514' || code === '23502') return new UserError('validation_failed', 'A value is outside of what is allowed.', [], extra);
  if (code === '42501' && /row-level security/.test(String(error)))
    return new UserError('forbidden', 'This would put a record where you cannot see it.');
  if (unstorableCodes.has(code)) return new UserError('validation_failed', 'A value cannot be stored.');
  return error;
}
