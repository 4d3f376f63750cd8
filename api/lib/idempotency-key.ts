import type { Context } from 'koa';
import { UserError } from '../../domain/errors/errors.ts';

/** The key with which a caller marks a POST that it may have to repeat; null without one. */
export function idempotencyKey(ctx: Context): string | null {
  const key = ctx.get('Idempotency-Key');
  if (ctx.method !== 'POST' || key === '') return null;
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new UserError('malformed_request', 'Idempotency-Key must be 1 to 200 visible ASCII characters.');
  return key;
}
