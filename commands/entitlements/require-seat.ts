import { UserError } from '../../domain/errors/errors.ts';
import { lockName } from '../lib/advisory-locks.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';
import { entitlementsOf } from './read-entitlements.ts';

/**
 * Refuses one person more than the plan allows: whoever is here or invited has a seat, whoever was deactivated gave it back. Those who take
 * the last one at the same moment come one after the other.
 */
export async function requireSeat(trx: TenantTrx, context: CommandContext): Promise<void> {
  const { workspace } = await entitlementsOf(trx, context.tenantId, null);
  const most = workspace.limits['users.max'].value;
  if (most === null) return;
  await lockName(trx, 'seats');
  // A statement of its own after the lock: it sees what whoever held it has committed.
  const row = await rowOf<{ readonly n: number }>(
    trx,
    `select count(*)::int as n from users where tenant_id = ? and status <> 'deactivated'`,
    [context.tenantId],
  );
  if ((row?.n ?? 0) < most) return;
  const detail = `Your plan has ${most.toLocaleString('en')} seats and all are taken. Deactivate somebody, take an invitation back, or ask for a larger plan.`;
  throw new UserError('LIMIT_REACHED', detail, [], { key: 'users.max', limit: most });
}
