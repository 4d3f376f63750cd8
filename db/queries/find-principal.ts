import type { Transaction } from 'objection';
import { runPrepared } from '../opening.ts';
import { secondFactorDueAt } from './second-factor-policy.ts';

/** Who a live session belongs to and what they may do. */
export interface PrincipalRow {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** Owners whose records this person may see; null: everybody's. Noted in the transaction by the same statement. */
  readonly ownersSeen: readonly string[] | null;
  /** Fields of the tenant's own that none of their roles sees, as `lead.budget`. Noted likewise. */
  readonly fieldsHidden: readonly string[];
  /** Whether the last activity that was noted is long enough ago to note the next. */
  readonly stale: boolean;
  /** The workspace asks for a second factor, they have none, and the days of grace are over. */
  readonly mustEnrol: boolean;
}

/**
 * The widest sight among a user's roles decides; a team is whoever shares one with them, its manager included. Their own id stands first.
 * Whoever sees everybody's records does so owner by owner where others have private ones.
 */
const owners = `case when exists (select from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
      where ur.tenant_id = u.tenant_id and ur.user_id = u.id and r.visibility = 'all')
    then case when exists (select from contacts k where k.tenant_id = u.tenant_id and k.is_private and k.owner_user_id is distinct from u.id)
      then u.id || array(select o.id from users o where o.tenant_id = u.tenant_id and o.id <> u.id) end
    else u.id || array(
      select p.id from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id and r.visibility = 'team'
        join teams t on t.tenant_id = u.tenant_id and t.archived_at is null and (t.manager_user_id = u.id or exists (
          select from team_members m where m.tenant_id = t.tenant_id and m.team_id = t.id and m.user_id = u.id))
        cross join lateral (select t.manager_user_id as id union all
          select m.user_id from team_members m where m.tenant_id = t.tenant_id and m.team_id = t.id) p
      where ur.tenant_id = u.tenant_id and ur.user_id = u.id and p.id is not null) end`;

/** Who defines fields sees them all, as in `maySeeField`. */
const fields = `array(select f.entity || '.' || f.key from custom_fields f where f.tenant_id = u.tenant_id and f.viewable_by is not null
      and not exists (select from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
        where ur.tenant_id = u.tenant_id and ur.user_id = u.id and (r.code in ('super_admin', 'admin') or r.code = any(f.viewable_by))))`;

const person = `u.email, u.name, ${owners} as "ownersSeen", ${fields} as "fieldsHidden",
       array(select r.code from user_roles ur join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id
             where ur.tenant_id = u.tenant_id and ur.user_id = u.id order by r.code) as roles`;
const held = `select rp.permission_code from user_roles ur
             join role_permissions rp on rp.tenant_id = ur.tenant_id and rp.role_id = ur.role_id
             where ur.tenant_id = u.tenant_id and ur.user_id = u.id`;

/**
 * Who somebody is, and in the same statement notes for the rest of the transaction whose records and which fields they may see.
 * Null when the session was revoked or has expired, or the user or tenant is no longer active.
 */
export async function findPrincipal(trx: Transaction, sessionId: string): Promise<PrincipalRow | null> {
  return noted(
    trx,
    'principal_of_session',
    `select ${person}, s.last_seen_at < now() - interval '1 minute' as stale, array(select distinct permission_code from (${held}) held) as permissions,
       not s.second_factor_by_provider and coalesce(${secondFactorDueAt('u', 't')} <= now(), false) as "mustEnrol"
     from sessions s
     join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
     join tenants t on t.id = s.tenant_id
     where s.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and s.id = ?
       and s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
       and u.status = 'active' and t.status = 'active'`,
    sessionId,
  );
}

/** The same for an API key: its maker as they are now, with no more rights than both the key and its maker have. */
export async function findKeyPrincipal(trx: Transaction, keyId: string): Promise<PrincipalRow | null> {
  return noted(
    trx,
    'principal_of_key',
    `select ${person}, coalesce(k.last_used_at < now() - interval '1 minute', true) as stale, false as "mustEnrol",
       array(select permission_code from (${held}) held intersect select unnest(k.scopes)) as permissions
     from api_keys k
     join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
     join tenants t on t.id = k.tenant_id
     where k.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and k.id = ?
       and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
       and u.status = 'active' and t.status = 'active'`,
    keyId,
  );
}

/** Asked with every request, so each connection plans it once. */
async function noted(trx: Transaction, name: string, found: string, id: string): Promise<PrincipalRow | null> {
  const [row] = await runPrepared<PrincipalRow>(
    trx,
    name,
    `select found.*, set_config('app.owners_seen', coalesce("ownersSeen"::text, ''), true) as noted,
       set_config('app.fields_hidden', case when "fieldsHidden" = '{}' then '' else "fieldsHidden"::text end, true) as hiding from (${found}) found`,
    [id],
  );
  return row ?? null;
}
