import type { Transaction } from 'objection';

/** Who a live session belongs to and what they may do. */
export interface PrincipalRow {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** Whether the last activity that was noted is long enough ago to note the next. */
  readonly stale: boolean;
}

/** Null when the session was revoked or has expired, or the user or tenant is no longer active. */
export async function findPrincipal(trx: Transaction, sessionId: string): Promise<PrincipalRow | null> {
  const result: { rows: PrincipalRow[] } = await trx.raw(
    `select u.email, u.name, s.last_seen_at < now() - interval '1 minute' as stale,
       array(select r.code from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
             where ur.tenant_id = u.tenant_id and ur.user_id = u.id order by r.code) as roles,
       array(select distinct rp.permission_code from user_roles ur
             join role_permissions rp on rp.tenant_id = ur.tenant_id and rp.role_id = ur.role_id
             where ur.tenant_id = u.tenant_id and ur.user_id = u.id) as permissions
     from sessions s
     join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
     join tenants t on t.id = s.tenant_id
     where s.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and s.id = ?
       and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
       and u.status = 'active' and t.status = 'active'`,
    [sessionId],
  );
  return result.rows[0] ?? null;
}
