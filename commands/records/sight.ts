import { seeingEverybodys } from '../../db/queries/seeing-everybodys.ts';
import { type OwnersSeen, ownersSetting } from '../../db/visibility.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';

/**
 * What somebody gives away stays in sight until the end of the transaction that gives it, or its own answer could not be
 * read any more. Only matters to people whose sight is limited; costs one statement when they name another owner.
 */
export async function keepInSight(trx: TenantTrx, context: CommandContext, owners: readonly (string | null | undefined)[]): Promise<void> {
  const { actor } = context;
  if (actor.kind !== 'user') return;
  const others = [...new Set(owners)].filter((owner): owner is string => typeof owner === 'string' && owner !== actor.userId);
  if (others.length === 0) return;
  await trx.raw(
    `select set_config('app.owners_seen', (owners_seen() || array(select id from users where id::text = any(?)))::text, true) where owners_seen() is not null`,
    [others],
  );
}

/** For commands outside a writing route: from here on the transaction sees the records of these owners only. */
export async function limitSight(trx: TenantTrx, owners: OwnersSeen): Promise<void> {
  await trx.raw(`select set_config('app.owners_seen', ?, true)`, [ownersSetting(owners)]);
}

/** Looks past the sight of whoever acts, for what is true of the whole tenant: whether an e-mail address is taken. Tell no more of it than that. */
export async function seeingAll<T>(trx: TenantTrx, context: CommandContext, work: () => Promise<T>): Promise<T> {
  if (context.actor.kind !== 'user') return work();
  return seeingEverybodys(trx, work);
}

/** Whether whoever acts may see a record that was found by looking past their sight. */
export async function isInSight(
  trx: TenantTrx,
  context: CommandContext,
  record: { readonly type: string; readonly id: string },
): Promise<boolean> {
  if (context.actor.kind !== 'user') return true;
  const { rows }: { rows: { seen: boolean }[] } = await trx.raw('select record_seen(?, ?::uuid) as seen', [record.type, record.id]);
  return rows[0]?.seen === true;
}
