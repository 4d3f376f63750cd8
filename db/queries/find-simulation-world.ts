import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Of the team the person joined first. */
  readonly managerId: string | null;
  readonly openTasks: number;
  readonly timeZone: string | null;
}

/** The tenant's active people with what they have to do. */
export function findActivePeople(trx: Transaction): Promise<PersonRow[]> {
  return rowsOf<PersonRow>(
    trx,
    `select u.id, u.name, u.email, u.timezone as time_zone,
       (select t.manager_user_id from team_members m join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
          where m.tenant_id = u.tenant_id and m.user_id = u.id and t.archived_at is null order by m.created_at, m.team_id limit 1) as manager_id,
       (select count(*)::int from tasks k where k.tenant_id = u.tenant_id and k.owner_user_id = u.id and k.status in ('open', 'in_progress')
          and k.archived_at is null) as open_tasks
     from users u where u.tenant_id = ${tenant} and u.status = 'active' order by u.id`,
  );
}

export function findTeamMembers(trx: Transaction): Promise<{ readonly id: string; readonly members: readonly string[] }[]> {
  return rowsOf(
    trx,
    `select t.id, array(select m.user_id::text from team_members m where m.tenant_id = t.tenant_id and m.team_id = t.id order by m.user_id) as members
     from teams t where t.tenant_id = ${tenant} and t.archived_at is null`,
  );
}

const tables = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' } as const;

/** Ids of the newest records of a kind, newest first. */
export async function findNewest(trx: Transaction, type: keyof typeof tables, count: number): Promise<readonly string[]> {
  const rows = await rowsOf<{ id: string }>(
    trx,
    `select id from ${tables[type]} where tenant_id = ${tenant} and archived_at is null order by id desc limit ?`,
    [count],
  );
  return rows.map((row) => row.id);
}

export async function findTenant(trx: Transaction): Promise<{ readonly name: string; readonly timezone: string }> {
  const [row] = await rowsOf<{ name: string; timezone: string }>(trx, `select name, timezone from tenants where id = ${tenant}`);
  if (row === undefined) throw new Error('the tenant is gone');
  return row;
}
