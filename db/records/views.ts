import type { SubjectType } from '../../domain/records/record-types.ts';

/** The tenant at hand: row level security says the same, but the planner can use this for the indexes. */
export function ofTenant(alias: string): string {
  return `${alias}.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid`;
}

/** Id and name of whoever a column names, as one JSON value. */
export function userJson(column: string, alias: string): string {
  return `(select json_build_object('id', u.id, 'name', u.name) from users u where u.tenant_id = ${alias}.tenant_id and u.id = ${column})`;
}

/** The tags of a record as one JSON array. */
export function tagsJson(alias: string): string {
  return `(select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'color', t.color) order by t.name), '[]')
    from record_tags rt join tags t on t.tenant_id = rt.tenant_id and t.id = rt.tag_id
    where rt.tenant_id = ${alias}.tenant_id and rt.record_id = ${alias}.id)`;
}

const nameOf: Readonly<Record<SubjectType, string>> = {
  lead: `coalesce(nullif(trim(r.first_name || ' ' || r.last_name), ''), r.email, r.company_name, r.phone_e164, '')`,
  contact: `coalesce(nullif(trim(r.first_name || ' ' || r.last_name), ''), r.email, r.phone_e164, '')`,
  company: 'r.name',
  deal: 'r.name',
};
const tables: Readonly<Record<SubjectType, string>> = { lead: 'leads', contact: 'contacts', company: 'companies', deal: 'deals' };

/** The name of the record that two columns point to. */
export function recordNameSql(type: string, id: string, tenant: string): string {
  const cases = Object.entries(tables).map(
    ([kind, table]) =>
      `when '${kind}' then (select ${nameOf[kind as SubjectType]} from ${table} r where r.tenant_id = ${tenant} and r.id = ${id})`,
  );
  return `coalesce(case ${type} ${cases.join(' ')} end, '')`;
}

/** Records a task or activity hangs on, as one JSON array, the most important first. */
export function linksJson(table: 'task_links' | 'activity_links', column: 'task_id' | 'activity_id', alias: string): string {
  return `(select coalesce(json_agg(json_build_object('type', k.record_type, 'id', k.record_id, 'name', ${recordNameSql('k.record_type', 'k.record_id', 'k.tenant_id')}) order by k.is_primary desc, k.record_id), '[]')
    from ${table} k where k.tenant_id = ${alias}.tenant_id and k.${column} = ${alias}.id and k.record_type <> 'task')`;
}

/** One linked record as JSON, or null. */
export function recordJson(type: SubjectType, id: string, alias: string): string {
  return `(select json_build_object('type', '${type}', 'id', r.id, 'name', ${nameOf[type]}) from ${tables[type]} r where r.tenant_id = ${alias}.tenant_id and r.id = ${id})`;
}

/** Which automation made something and at which step a person would find it, as JSON or null. */
export function automationJson(automation: string, run: string, step: string, tenant: string): string {
  return `(select json_build_object('id', a.id, 'name', a.name, 'runId', ${run}, 'step', coalesce(${step}, ''), 'stepNumber',
      (select (s ->> 'number')::int from runs r join plans p on p.tenant_id = r.tenant_id and p.hash = r.plan_hash
         cross join lateral jsonb_array_elements(p.plan -> 'steps') s
       where r.tenant_id = a.tenant_id and r.id = ${run} and s ->> 'id' = ${step} limit 1))
    from automations a where a.tenant_id = ${tenant} and a.id = ${automation})`;
}
