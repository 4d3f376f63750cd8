import type { Transaction } from 'objection';
import type { CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';

/** One place in which a field is used. */
export interface FieldUse {
  readonly kind:
    | 'automation'
    | 'automation_version'
    | 'template'
    | 'form'
    | 'view'
    | 'segment'
    | 'import'
    | 'import_mapping'
    | 'stage'
    | 'scoring_rule';
  readonly id: string;
  readonly name: string;
  /** What is at work there: a draft, a version, a status. */
  readonly detail: string | null;
  /** Something runs with it today. */
  readonly live: boolean;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** Places that are looked at: each gives kind, id, name, detail, live. `:path` matches what names the field itself, `:own` what names it within its own entity. */
const automations = `
  select 'automation' as kind, a.id, a.name, a.status as detail, false as live from automations a
  where a.tenant_id = ${tenant} and a.status <> 'archived' and (a.draft::text ~ :path or (a.subject = :entity and a.draft::text ~ :own))
  union all
  select 'automation_version', a.id, a.name, v.number::text, true from automation_versions v
  join automations a on a.tenant_id = v.tenant_id and a.id = v.automation_id
  where v.tenant_id = ${tenant} and a.status in ('active', 'paused')
    and (v.closed_at_event is null or exists (select from automation_canaries c where c.tenant_id = v.tenant_id and c.automation_id = v.automation_id
        and c.number = v.number and c.status = 'running') or exists (select from runs r where r.tenant_id = v.tenant_id and r.automation_id = v.automation_id
      and r.version = v.number and r.status in ('queued', 'running', 'waiting', 'held')))
    and (v.definition::text ~ :path or (a.subject = :entity and v.definition::text ~ :own))`;

const templates = `
  select 'template' as kind, t.id, t.name, v.status as detail, v.status = 'approved' as live from templates t
  join template_versions v on v.tenant_id = t.tenant_id and v.template_id = t.id and v.status <> 'retired'
  where t.tenant_id = ${tenant} and t.archived_at is null and (v.id = t.current_version_id or v.status = 'draft')
    and v.variables::text ~ :path`;

const imports = `
  select 'import' as kind, i.id, i.file_name as name, i.status as detail, i.status in ('validating', 'applying') as live from imports i
  where i.tenant_id = ${tenant} and i.entity = :entity and i.status in ('mapping', 'validating', 'validated', 'applying', 'paused')
    and i.mapping @> jsonb_build_array(jsonb_build_object('to', 'field', 'field', :field::text))
  union all
  select 'import_mapping', m.tenant_id, '', null, false from import_mappings m
  where m.tenant_id = ${tenant} and m.entity = :entity and m.mapping::text ~ :own`;

const lists = `
  select 'view' as kind, w.id, w.name, null as detail, false as live from list_views w
  where w.tenant_id = ${tenant} and (w.search::text ~ :path or (w.entity = :entity and (w.columns::text ~ :own or w.search::text ~ :own)))
  union all
  select 'segment', s.id, s.name, s.entity, false from segments s
  where s.tenant_id = ${tenant} and (s.condition::text ~ :path or (s.entity = :entity and s.condition::text ~ :own))`;

const forms = `
  select 'form' as kind, f.id, f.name, f.status as detail, f.status = 'published' as live from forms f
  left join form_versions v on v.tenant_id = f.tenant_id and v.form_id = f.id and v.number = f.published_version
  where f.tenant_id = ${tenant} and f.status <> 'archived' and (:entity = coalesce(f.draft ->> 'makes', 'lead') and f.draft::text ~ :own or :entity = coalesce(v.content ->> 'makes', 'lead') and v.content::text ~ :own)`;

const rules = `
  select 'stage' as kind, s.id, p.name || ': ' || s.name as name, null as detail, true as live from stages s
  join pipelines p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
  where s.tenant_id = ${tenant} and (s.exit_criteria::text ~ :path or (:entity = 'deal' and s.exit_criteria::text ~ :own))
  union all
  select 'scoring_rule', r.id, r.name, null, r.enabled from scoring_rules r
  where r.tenant_id = ${tenant} and (r.condition::text ~ :path or (:entity = 'lead' and r.condition::text ~ :own))`;

/** Where a field is used, at most `limit` places of each sort. */
export async function findFieldUses(
  trx: Transaction,
  field: { readonly entity: CustomFieldEntity; readonly key: string },
  limit = 100,
): Promise<readonly FieldUse[]> {
  const bindings = {
    entity: field.entity,
    field: `custom.${field.key}`,
    // A path names the record before the field: `deal.company.custom.tier` ends in `company.custom.tier`.
    path: `(^|[^a-zA-Z0-9_])${field.entity}\\.custom\\.${field.key}([^a-zA-Z0-9_]|$)`,
    own: `("|before\\.|after\\.)custom\\.${field.key}([^a-zA-Z0-9_]|$)`,
    limit,
  };
  const found: FieldUse[] = [];
  for (const query of [automations, templates, imports, lists, forms, rules]) {
    const result: { rows: FieldUse[] } = await trx.raw(`select * from (${query}) as uses order by live desc, name limit :limit`, bindings);
    found.push(...result.rows);
  }
  return found;
}

/** How many living records hold a value of the field. */
export async function countFieldValues(trx: Transaction, table: string, key: string): Promise<number> {
  const result: { rows: { n: number }[] } = await trx.raw(
    `select count(*)::int as n from ${table} where tenant_id = ${tenant} and archived_at is null and custom \\? :key`,
    { key },
  );
  return result.rows[0]?.n ?? 0;
}
