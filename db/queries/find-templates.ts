import type { Transaction } from 'objection';

/** A template with its newest version. */
export interface TemplateRow {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly channel: 'email' | 'in_app';
  readonly description: string | null;
  readonly category: 'transactional' | 'marketing';
  readonly versionId: string;
  readonly status: 'draft' | 'approved' | 'retired';
  readonly number: number;
  readonly approvedNumber: number | null;
  readonly subject: string | null;
  readonly body: string;
  readonly language: string;
  readonly variables: readonly string[];
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface TemplateVersionRow {
  readonly id: string;
  readonly number: number;
  readonly status: 'draft' | 'approved' | 'retired';
  readonly subject: string | null;
  readonly body: string;
  readonly language: string;
  readonly variables: readonly string[];
  readonly createdByUserId: string | null;
  readonly createdAt: Date;
}

export interface TemplateFilter {
  readonly limit: number;
  readonly after: string | null;
  readonly channel?: string | undefined;
  readonly archived?: boolean | undefined;
  readonly search?: string | undefined;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
const columns = `t.id, t.version, t.name, t.channel, t.description, t.category, t.archived_at as "archivedAt",
  t.created_at as "createdAt", t.updated_at as "updatedAt", v.id as "versionId", v.status, v.number, v.subject, v.body,
  v.language, v.variables, approved.number as "approvedNumber"`;
const joins = `join lateral (select * from template_versions n where n.tenant_id = t.tenant_id and n.template_id = t.id order by n.number desc limit 1) v on true
  left join template_versions approved on approved.tenant_id = t.tenant_id and approved.id = t.current_version_id`;

/** Reads one template; null when there is none in this tenant. */
export async function findTemplate(trx: Transaction, id: string): Promise<TemplateRow | null> {
  const result: { rows: TemplateRow[] } = await trx.raw(
    `select ${columns} from templates t ${joins} where t.tenant_id = ${tenant} and t.id = ?`,
    [id],
  );
  return result.rows[0] ?? null;
}

/** Ids ascend with time, so the list goes from the newest down. Gives one row more than asked for if there is a further page. */
export async function listTemplates(trx: Transaction, filter: TemplateFilter): Promise<TemplateRow[]> {
  const where = [`t.tenant_id = ${tenant}`, filter.archived === true ? 't.archived_at is not null' : 't.archived_at is null'];
  const bindings: (string | number)[] = [];
  const add = (condition: string, value: string): void => {
    where.push(condition);
    bindings.push(value);
  };
  if (filter.after !== null) add('t.id < ?', filter.after);
  if (filter.channel !== undefined) add('t.channel = ?', filter.channel);
  if (filter.search !== undefined) add(`position(lower(?) in lower(t.name)) > 0`, filter.search);
  const result: { rows: TemplateRow[] } = await trx.raw(
    `select ${columns} from templates t ${joins} where ${where.join(' and ')} order by t.id desc limit ?`,
    [...bindings, filter.limit + 1],
  );
  return result.rows;
}

/** Versions from the newest down. */
export async function listTemplateVersions(
  trx: Transaction,
  templateId: string,
  filter: { readonly limit: number; readonly below: number | null },
): Promise<TemplateVersionRow[]> {
  const result: { rows: TemplateVersionRow[] } = await trx.raw(
    `select id, number, status, subject, body, language, variables, created_by_user_id as "createdByUserId", created_at as "createdAt"
     from template_versions where tenant_id = ${tenant} and template_id = ? and number < ? order by number desc limit ?`,
    [templateId, filter.below ?? 2_147_483_647, filter.limit + 1],
  );
  return result.rows;
}
