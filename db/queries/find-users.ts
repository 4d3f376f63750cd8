import type { Transaction } from 'objection';
import type { Visibility } from '../../domain/permissions/permissions.ts';

export interface UserRow {
  readonly id: string;
  readonly version: number;
  readonly email: string;
  readonly name: string;
  readonly status: 'invited' | 'active' | 'deactivated';
  readonly roles: readonly string[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
  readonly lockedUntil: Date | null;
  readonly lastSignInAt: Date | null;
  readonly deactivatedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface UserFilter {
  readonly limit: number;
  readonly after: string | null;
  readonly status?: string | undefined;
  readonly role?: string | undefined;
  readonly teamId?: string | undefined;
  readonly search?: string | undefined;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
const columns = `u.id, u.version, u.email, u.name, u.status, u.deactivated_at as "deactivatedAt", u.last_sign_in_at as "lastSignInAt",
  case when u.locked_until > now() then u.locked_until end as "lockedUntil", u.created_at as "createdAt", u.updated_at as "updatedAt",
  array(select r.code from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
        where ur.tenant_id = u.tenant_id and ur.user_id = u.id order by r.code) as roles,
  coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name) order by t.name) from team_members m
    join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id
    where m.tenant_id = u.tenant_id and m.user_id = u.id and t.archived_at is null), '[]') as teams`;

/** Reads one user of the tenant, deactivated ones too. */
export async function findUser(trx: Transaction, id: string): Promise<UserRow | null> {
  const result: { rows: UserRow[] } = await trx.raw(`select ${columns} from users u where u.tenant_id = ${tenant} and u.id = ?`, [id]);
  return result.rows[0] ?? null;
}

/** Users from the newest down; one row more than asked for if there is a further page. */
export async function listUsers(trx: Transaction, filter: UserFilter): Promise<UserRow[]> {
  const where = [`u.tenant_id = ${tenant}`];
  const bindings: (string | number)[] = [];
  const add = (condition: string, ...values: string[]): void => {
    where.push(condition);
    bindings.push(...values);
  };
  if (filter.after !== null) add('u.id < ?', filter.after);
  if (filter.status !== undefined) add('u.status = ?', filter.status);
  if (filter.role !== undefined) {
    add(
      `exists (select 1 from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
        where ur.tenant_id = u.tenant_id and ur.user_id = u.id and r.code = ?)`,
      filter.role,
    );
  }
  if (filter.teamId !== undefined) {
    add('exists (select 1 from team_members m where m.tenant_id = u.tenant_id and m.user_id = u.id and m.team_id = ?)', filter.teamId);
  }
  if (filter.search !== undefined) {
    add('(position(lower(?) in lower(u.name)) > 0 or position(lower(?) in u.email) > 0)', filter.search, filter.search);
  }
  const result: { rows: UserRow[] } = await trx.raw(
    `select ${columns} from users u where ${where.join(' and ')} order by u.id desc limit ?`,
    [...bindings, filter.limit + 1],
  );
  return result.rows;
}

export interface RoleRow {
  readonly id: string;
  readonly version: number;
  readonly code: string;
  readonly name: string;
  readonly description: string | null;
  readonly scope: 'self' | 'team' | 'all';
  readonly visibility: Visibility;
  readonly parentId: string | null;
  readonly depth: number;
  readonly seeded: boolean;
  readonly permissions: readonly string[];
  readonly users: number;
}

const roleColumns = `r.id, r.version, r.code, r.name, r.description, r.scope, r.visibility, r.parent_role_id as "parentId", r.depth, r.is_seeded as seeded,
       array(select permission_code from role_permissions p where p.tenant_id = r.tenant_id and p.role_id = r.id order by 1) as permissions,
       (select count(*)::int from user_roles ur join users u on u.tenant_id = ur.tenant_id and u.id = ur.user_id
        where ur.tenant_id = r.tenant_id and ur.role_id = r.id and u.status = 'active') as users`;

/** The tenant's roles, the most powerful first. */
export async function listRoles(trx: Transaction): Promise<RoleRow[]> {
  const result: { rows: RoleRow[] } = await trx.raw(
    `select ${roleColumns} from roles r where r.tenant_id = ${tenant} order by r.depth, r.code limit 500`,
  );
  return result.rows;
}

export async function findRole(trx: Transaction, id: string): Promise<RoleRow | null> {
  const result: { rows: RoleRow[] } = await trx.raw(`select ${roleColumns} from roles r where r.tenant_id = ${tenant} and r.id = ?`, [id]);
  return result.rows[0] ?? null;
}
