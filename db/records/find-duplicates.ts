import type { Transaction } from 'objection';
import { rowOf, rowsOf } from './sql.ts';
import { ofTenant, recordNameSql } from './views.ts';

export interface PairSide {
  readonly type: 'lead' | 'contact' | 'company';
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
}
export interface PairRow {
  readonly id: string;
  readonly a: PairSide;
  readonly b: PairSide;
  readonly score: number;
  readonly reasons: readonly ('email' | 'domain' | 'phone' | 'name')[];
  readonly status: 'open' | 'dismissed' | 'merged';
  readonly mergedIntoId: string | null;
  readonly createdAt: Date;
  readonly resolvedAt: Date | null;
}

const detail = (type: string, id: string) => `case ${type}
  when 'lead' then (select concat_ws(' · ', r.email, r.phone_e164, r.company_name) from leads r where r.tenant_id = p.tenant_id and r.id = ${id})
  when 'contact' then (select concat_ws(' · ', r.email, r.phone_e164) from contacts r where r.tenant_id = p.tenant_id and r.id = ${id})
  else (select concat_ws(' · ', r.domain, r.phone_e164, r.city) from companies r where r.tenant_id = p.tenant_id and r.id = ${id}) end`;

const side = (type: string, id: string) =>
  `json_build_object('type', ${type}, 'id', ${id}, 'name', ${recordNameSql(type, id, 'p.tenant_id')}, 'detail', nullif(${detail(type, id)}, ''))`;

/** Who may not see one of the two does not see the pair; who was archived since makes no pair. */
const bothThere = ['a', 'b']
  .map(
    (
      s,
    ) => `(p.${s}_type = 'lead' and exists (select from leads r where r.tenant_id = p.tenant_id and r.id = p.${s}_id and (p.status = 'merged' or r.archived_at is null))
   or p.${s}_type = 'contact' and exists (select from contacts r where r.tenant_id = p.tenant_id and r.id = p.${s}_id and (p.status = 'merged' or r.archived_at is null))
   or p.${s}_type = 'company' and exists (select from companies r where r.tenant_id = p.tenant_id and r.id = p.${s}_id and (p.status = 'merged' or r.archived_at is null)))`,
  )
  .join(' and ');

/** Pairs, the likeliest first. */
export async function listPairs(
  trx: Transaction,
  query: {
    readonly type: string | null;
    readonly status: string;
    readonly after: { readonly score: number; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<PairRow[]> {
  const { type, status, after, limit } = query;
  return rowsOf<PairRow>(
    trx,
    `select p.id, ${side('p.a_type', 'p.a_id')} as a, ${side('p.b_type', 'p.b_id')} as b, p.score, p.reasons, p.status, p.merged_into_id, p.created_at, p.resolved_at
     from duplicate_pairs p
     where ${ofTenant('p')} and p.status = ? and (?::text is null or p.a_type = ? or p.b_type = ?)
       and (?::int is null or (p.score, p.id) < (?::int, ?::uuid)) and ${bothThere}
     order by p.score desc, p.id desc limit ?`,
    [status, type, type, type, after?.score ?? null, after?.score ?? null, after?.id ?? null, limit],
  );
}

/** How much hangs on a record, by what it is. */
export async function countLinks(trx: Transaction, id: string): Promise<Readonly<Record<string, number>>> {
  const one = (name: string, table: string, where: string) =>
    `'${name}', (select count(*)::int from ${table} x where x.tenant_id = nullif(current_setting('app.tenant', true), '')::uuid and ${where})`;
  const row = await rowOf<{ links: Record<string, number> }>(
    trx,
    `select json_build_object(${[
      one('activities', 'activity_links', 'x.record_id = k.id'),
      one('tasks', 'task_links', 'x.record_id = k.id'),
      one('notes', 'notes', 'x.record_id = k.id and x.archived_at is null'),
      one('files', 'record_files', 'x.record_id = k.id'),
      one('tags', 'record_tags', 'x.record_id = k.id'),
      one('deals', 'deals', '(x.contact_id = k.id or x.company_id = k.id or x.lead_id = k.id) and x.archived_at is null'),
      one('contacts', 'contacts', 'x.company_id = k.id and x.archived_at is null'),
      one('openRuns', 'runs', 'x.subject_id = k.id and x.ended_at is null'),
    ].join(', ')}) as links from (select ?::uuid as id) k`,
    [id],
  );
  return row?.links ?? {};
}
