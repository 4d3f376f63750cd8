import type { Transaction } from 'objection';

export interface TeamRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly managerUserId: string | null;
  readonly memberIds: readonly string[];
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
const columns = `t.id, t.version, t.name, t.manager_user_id as "managerUserId", t.archived_at as "archivedAt", t.created_at as "createdAt",
  t.updated_at as "updatedAt",
  array(select m.user_id::text from team_members m where m.tenant_id = t.tenant_id and m.team_id = t.id order by m.user_id) as "memberIds"`;

export async function findTeam(trx: Transaction, id: string): Promise<TeamRow | null> {
  const result: { rows: TeamRow[] } = await trx.raw(`select ${columns} from teams t where t.tenant_id = ${tenant} and t.id = ?`, [id]);
  return result.rows[0] ?? null;
}

/** Teams from the newest down; one row more than asked for if there is a further page. */
export async function listTeams(
  trx: Transaction,
  filter: { readonly limit: number; readonly after: string | null; readonly archived?: boolean | undefined },
): Promise<TeamRow[]> {
  const result: { rows: TeamRow[] } = await trx.raw(
    `select ${columns} from teams t where t.tenant_id = ${tenant} and (?::uuid is null or t.id < ?::uuid) and (t.archived_at is not null) = ?
     order by t.id desc limit ?`,
    [filter.after, filter.after, filter.archived === true, filter.limit + 1],
  );
  return result.rows;
}
