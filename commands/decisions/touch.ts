import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { updateOf } from '../records/sql.ts';

/** Writes values of a locked decision and raises its version, so that whoever reads sees that something happened. */
export async function touchDecision(
  trx: TenantTrx,
  context: CommandContext,
  { id }: { readonly id: string },
  values: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const { sql, bindings } = updateOf('decisions', { tenantId: context.tenantId, id }, values, context.now);
  await trx.raw(sql, [...bindings]);
}
