import type { Transaction } from 'objection';
import { secondFactorDueAt } from './second-factor-policy.ts';
import type { JsonObject } from '../../domain/json.ts';

export interface MeRow {
  readonly id: string;
  readonly version: number;
  readonly email: string;
  readonly name: string;
  readonly locale: string | null;
  readonly timezone: string | null;
  readonly preferences: JsonObject;
  readonly emailVerified: boolean;
  readonly twoFactor: boolean;
  readonly recoveryCodesLeft: number;
  readonly secondFactorDueAt: Date | null;
  readonly teams: readonly { readonly id: string; readonly name: string; readonly manages: boolean }[];
  readonly tenant: {
    readonly id: string;
    readonly name: string;
    readonly slug: string;
    readonly timezone: string;
    readonly locale: string;
    readonly currency: string;
  };
  readonly sessionId: string;
  readonly expiresAt: Date;
  readonly idleExpiresAt: Date;
}

/** Everything about the signed-in user that does not depend on rights. */
export async function findMe(trx: Transaction, userId: string, sessionId: string): Promise<MeRow | null> {
  const result: { rows: MeRow[] } = await trx.raw(
    `select u.id, u.version, u.email, u.name, u.locale, u.timezone, u.preferences, u.is_verified as "emailVerified",
       exists (select from user_totp f where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null) as "twoFactor",
       (select count(*)::int from recovery_codes c where c.tenant_id = u.tenant_id and c.user_id = u.id and c.used_at is null) as "recoveryCodesLeft",
       case when not s.second_factor_by_provider then ${secondFactorDueAt('u', 'n')} end as "secondFactorDueAt",
       coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'manages', t.manager_user_id is not distinct from u.id) order by t.name)
         from teams t where t.tenant_id = u.tenant_id and t.archived_at is null and (t.manager_user_id = u.id or exists (
           select 1 from team_members m where m.tenant_id = t.tenant_id and m.team_id = t.id and m.user_id = u.id))), '[]') as teams,
       jsonb_build_object('id', n.id, 'name', n.name, 'slug', n.slug, 'timezone', n.timezone, 'locale', n.locale, 'currency', n.currency) as tenant,
       s.id as "sessionId", s.expires_at as "expiresAt", s.idle_expires_at as "idleExpiresAt"
     from users u join tenants n on n.id = u.tenant_id join sessions s on s.tenant_id = u.tenant_id and s.user_id = u.id
     where u.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and u.id = ? and s.id = ?`,
    [userId, sessionId],
  );
  return result.rows[0] ?? null;
}

export interface SessionRow {
  readonly id: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly kind: 'browser' | 'client';
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

/** Sessions of a user that could still be used. */
export async function listSessions(trx: Transaction, userId: string): Promise<SessionRow[]> {
  const result: { rows: SessionRow[] } = await trx.raw(
    `select id, host(ip) as ip, user_agent as "userAgent", kind, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
     from sessions where tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and user_id = ?
       and revoked_at is null and expires_at > now() and idle_expires_at > now() order by last_seen_at desc limit 100`,
    [userId],
  );
  return result.rows;
}
