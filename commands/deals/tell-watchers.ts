import type { JsonObject } from '../../domain/json.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { notifyUser } from '../notifications/notify-user.ts';
import { userOf } from '../records/made-by.ts';
import type { DealRow } from '../records/rows.ts';
import { rowsOf } from '../records/sql.ts';

/** Tells the owner and whoever watches a deal what happened to it; not whoever did it. Imports tell at their end. */
export async function tellWatchers(
  trx: TenantTrx,
  context: CommandContext,
  deal: DealRow,
  said: { readonly kind: string; readonly title: string; readonly data: JsonObject; readonly except?: string | null },
): Promise<void> {
  if (context.actor.kind === 'import') return;
  const watchers = await rowsOf<{ userId: string }>(trx, 'select user_id from record_watchers where tenant_id = ? and record_id = ?', [
    context.tenantId,
    deal.id,
  ]);
  const people = new Set(watchers.map((watcher) => watcher.userId));
  if (deal.ownerUserId !== null) people.add(deal.ownerUserId);
  const actor = userOf(context.actor);
  const { kind, title } = said;
  for (const userId of people) {
    if (userId === actor || userId === said.except) continue;
    await notifyUser(trx, context, { kind, title, userId, record: { type: 'deal', id: deal.id }, data: { ...said.data, name: deal.name } });
  }
}
