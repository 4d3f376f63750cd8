import type { Transaction } from 'objection';

/**
 * As SQL: when somebody without a second factor has to have one, counted from when the workspace began to ask or they joined; null when
 * it does not ask, or they have one.
 */
export function secondFactorDueAt(user: string, tenant: string): string {
  return `case when ${tenant}.second_factor_required_since is null or exists (select from user_totp f
      where f.tenant_id = ${user}.tenant_id and f.user_id = ${user}.id and f.confirmed_at is not null)
      or exists (select from user_phones p where p.tenant_id = ${user}.tenant_id and p.user_id = ${user}.id and p.second_factor is not null) then null
    else greatest(${tenant}.second_factor_required_since, ${user}.created_at) + make_interval(days => ${tenant}.second_factor_grace_days) end`;
}

export interface SecondFactorPolicy {
  readonly id: string;
  readonly version: number;
  readonly requiredSince: Date | null;
  readonly graceDays: number;
  /** Active people who have none yet, by name. */
  readonly without: readonly { readonly id: string; readonly name: string; readonly dueAt: string | null }[];
}

/** Whether the workspace asks everybody for a second factor, and who has none. */
export async function findSecondFactorPolicy(trx: Transaction): Promise<SecondFactorPolicy | null> {
  const result: { rows: SecondFactorPolicy[] } = await trx.raw(
    `select t.id, t.version, t.second_factor_required_since as "requiredSince", t.second_factor_grace_days as "graceDays",
       coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name, 'dueAt', ${secondFactorDueAt('u', 't')}) order by u.name, u.id)
         from users u where u.tenant_id = t.id and u.status = 'active' and not exists (
           select from user_totp f where f.tenant_id = u.tenant_id and f.user_id = u.id and f.confirmed_at is not null) and not exists (
           select from user_phones p where p.tenant_id = u.tenant_id and p.user_id = u.id and p.second_factor is not null)), '[]') as without
     from tenants t where t.id = nullif(current_setting('app.tenant', true), '')::uuid`,
  );
  return result.rows[0] ?? null;
}
