import { UserError } from '../../domain/errors/errors.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

/** Two templates of one channel with one name could not be told apart. The unique index behind it settles races. */
export async function refuseTakenName(
  trx: TenantTrx,
  context: CommandContext,
  wanted: { readonly name: string; readonly channel: string; readonly id?: string },
): Promise<void> {
  const result: { rows: unknown[] } = await trx.raw(
    `select 1 from templates where tenant_id = ? and channel = ? and lower(name) = lower(?) and archived_at is null and id is distinct from ?`,
    [context.tenantId, wanted.channel, wanted.name, wanted.id ?? null],
  );
  if (result.rows.length === 0) return;
  const detail = 'There is a template with this name already.';
  throw new UserError('conflict', detail, [{ pointer: '/name', code: 'taken', detail }]);
}
