import { runCommand } from '../../commands/lib/run-command.ts';
import { startRecount } from '../../commands/scoring/recount.ts';
import type { Doors } from '../../db/doors.ts';
import { asTenantId } from '../../domain/ids.ts';

/** Scores that change with time alone, such as by "touched within the last week", are counted anew once a day. Gives for how many tenants. */
export async function recountDaily(db: Pick<Doors, 'withSystem' | 'withTenant' | 'withTenantExclusive'>): Promise<number> {
  const due = await db.withSystem('scores due', async (trx) => {
    const result: { rows: { tenant: string; user: string }[] } = await trx.raw(
      `select s.tenant_id as tenant, s.updated_by_user_id as user from scoring_settings s
       left join bulk_changes b on b.tenant_id = s.tenant_id and b.id = s.recount_id
       where s.depends_on_time and s.updated_by_user_id is not null and (b.created_at is null or b.created_at < now() - interval '23 hours')
       order by s.tenant_id`,
    );
    return result.rows;
  });
  for (const { tenant, user } of due) {
    const frame = { tenantId: asTenantId(tenant), actor: { kind: 'system', name: 'scoring' } } as const;
    await runCommand(db, frame, (trx, context) => startRecount(trx, context, user));
  }
  return due.length;
}
