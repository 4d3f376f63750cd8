import { type MissingPerson, type Replacement, replacementOf } from '../../domain/calendar/who-is-there.ts';
import type { TenantTrx } from '../lib/context.ts';
import { rowsOf } from '../records/sql.ts';

/** Condition on a user `u`: away at the instant that is bound. */
export const isAway = `exists (select from absences a where a.tenant_id = u.tenant_id and a.user_id = u.id and a.starts_at <= ? and a.ends_at > ?)`;

/** Everybody who cannot act at an instant, by id: who is away, and who cannot sign in (any more). */
export async function missingPeople(trx: TenantTrx, tenantId: string, now: Date): Promise<ReadonlyMap<string, MissingPerson>> {
  const rows = await rowsOf<MissingPerson>(
    trx,
    `select u.id, case when u.status = 'active' then 'away' else 'gone' end as why, away.stand_in_user_id,
       (select g.manager_user_id from team_members m join teams g on g.tenant_id = m.tenant_id and g.id = m.team_id
        where m.tenant_id = u.tenant_id and m.user_id = u.id and g.archived_at is null and g.manager_user_id is not null
        order by m.created_at, m.team_id limit 1) as manager_user_id
     from users u left join lateral (select a.id, a.stand_in_user_id from absences a
       where a.tenant_id = u.tenant_id and a.user_id = u.id and a.starts_at <= ? and a.ends_at > ? limit 1) away on true
     where u.tenant_id = ? and (u.status <> 'active' or away.id is not null)`,
    [now, now, tenantId],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Who acts for somebody now; null if they are there themselves, or nobody does. */
export async function standInNow(trx: TenantTrx, tenantId: string, userId: string, now: Date): Promise<Replacement | null> {
  return replacementOf(userId, await missingPeople(trx, tenantId, now));
}
