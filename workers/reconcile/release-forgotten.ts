import { releaseAll } from '../../commands/automations/resume.ts';
import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';

interface Forgotten {
  readonly tenant_id: string;
  readonly automation_id: string;
}

/**
 * Goes on where a resume was cut off between its batches: runs that a pause holds although their automation is not paused
 * any more. Answers how many were released.
 */
export async function releaseForgotten(db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>): Promise<number> {
  const found = await db.withSystem('release sweep', async (trx) => {
    const result: { rows: Forgotten[] } = await trx.raw(
      `select distinct r.tenant_id, r.automation_id from runs r join automations a on a.tenant_id = r.tenant_id and a.id = r.automation_id
       where r.ended_at is null and r.status = 'held' and r.hold_code = 'paused' and a.status <> 'paused'
         and coalesce(a.catch_up, 'now') in ('now', 'skip')`,
    );
    return result.rows;
  });
  let released = 0;
  for (const { tenant_id, automation_id } of found) {
    const frame = { tenantId: asTenantId(tenant_id), actor: { kind: 'system', name: 'release sweep' } } as const;
    released += await releaseAll(db, frame, automation_id);
  }
  return released;
}
