import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { Notice } from './notification.ts';
import { notificationInsert } from './notification.ts';

/** Tells a user something in the application. */
export async function notifyUser(trx: TenantTrx, context: CommandContext, input: Notice): Promise<void> {
  const { sql, bindings } = notificationInsert(context, input);
  await trx.raw(sql, bindings);
}
