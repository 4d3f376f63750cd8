import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { lockRecord } from '../records/lock-record.ts';

/** A user follows a deal: every change of stage, status, owner, amount or close date is told to them. Again does no harm. */
export async function watchDeal(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly userId: string },
): Promise<void> {
  await lockRecord(trx, context, 'deal', input.id);
  await trx.raw(
    `insert into record_watchers (tenant_id, record_type, record_id, user_id, created_at) values (?, 'deal', ?, ?, ?) on conflict do nothing`,
    [context.tenantId, input.id, input.userId, context.now],
  );
}

/** A user no longer follows a deal. */
export async function unwatchDeal(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly id: string; readonly userId: string },
): Promise<void> {
  await lockRecord(trx, context, 'deal', input.id, { archived: true });
  await trx.raw('delete from record_watchers where tenant_id = ? and record_id = ? and user_id = ?', [
    context.tenantId,
    input.id,
    input.userId,
  ]);
}
