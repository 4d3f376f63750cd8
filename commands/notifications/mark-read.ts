import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

/** Marks one notification of a user as read. Again does no harm. */
export async function markRead(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly userId: string; readonly id: string },
): Promise<void> {
  const result: { rowCount: number | null } = await trx.raw(
    'update notifications set read_at = coalesce(read_at, ?) where tenant_id = ? and user_id = ? and id = ?',
    [context.now, context.tenantId, input.userId, input.id],
  );
  if (result.rowCount === 0) throw new UserError('not_found', 'There is no such notification.');
}

/** Marks everything a user has as read; gives how many that were. */
export async function markAllRead(trx: TenantTrx, context: CommandContext, input: { readonly userId: string }): Promise<number> {
  const result: { rowCount: number | null } = await trx.raw(
    'update notifications set read_at = ? where tenant_id = ? and user_id = ? and read_at is null',
    [context.now, context.tenantId, input.userId],
  );
  return result.rowCount ?? 0;
}
