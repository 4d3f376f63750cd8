import { checkLiveness } from '../../commands/automations/check-liveness.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';

/** Tells owners of automations that went silent, fail or stand still, tenant by tenant. Gives how many were told. */
export async function checkEveryLiveness(db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>): Promise<number> {
  const tenants = await db.withSystem('liveness', async (trx) => {
    const result: { rows: { tenant: string }[] } = await trx.raw(
      `select distinct tenant_id as tenant from automations where status in ('active', 'paused') order by 1`,
    );
    return result.rows;
  });
  let told = 0;
  for (const { tenant } of tenants) {
    const frame = { tenantId: asTenantId(tenant), actor: { kind: 'system', name: 'liveness' } } as const;
    told += await runCommand(db, frame, (trx, context) => checkLiveness(trx, context));
  }
  return told;
}
