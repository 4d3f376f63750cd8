import type { Transaction } from 'objection';
import type { TenantId } from '../../domain/ids.ts';
import { searchRows } from '../doors.ts';
import { visibleRow } from '../visibility.ts';
import { searchSql, wordsOf } from './lists/sql.ts';

export interface SearchHit {
  readonly type: 'lead' | 'contact' | 'company' | 'deal' | 'task';
  readonly id: string;
  readonly name: string;
  readonly detail: string | null;
}

const person = `trim(first_name || ' ' || last_name)`;
const parts: readonly { readonly type: SearchHit['type']; readonly table: string; readonly name: string; readonly detail: string }[] = [
  {
    type: 'lead',
    table: 'leads',
    name: `coalesce(nullif(${person}, ''), company_name, email, phone_e164, '')`,
    detail: 'coalesce(company_name, email)',
  },
  { type: 'contact', table: 'contacts', name: `coalesce(nullif(${person}, ''), email, phone_e164, '')`, detail: 'email' },
  { type: 'company', table: 'companies', name: 'name', detail: 'domain' },
  { type: 'deal', table: 'deals', name: 'name', detail: 'status' },
  { type: 'task', table: 'tasks', name: 'title', detail: 'status' },
];

/** Every kind that is found by words. */
export const searchable: readonly SearchHit['type'][] = parts.map((part) => part.type);

/**
 * Finds records of every kind by words in their names, e-mails and phones. The search role sees all tenants, so each
 * part carries the tenant's predicate; the test beside the other leak tests searches across tenants.
 */
export async function searchEverything(
  trx: Transaction,
  tenantId: TenantId,
  q: string,
  limit: number,
  kinds: readonly SearchHit['type'][] = searchable,
): Promise<readonly SearchHit[]> {
  if (wordsOf(q).length === 0 || kinds.length === 0) return [];
  return hits(trx, tenantId, q, limit, kinds);
}

// A word that half of all records have would cost a second of ranking: this many are looked at per kind.
const ranked = 500;

async function hits(
  trx: Transaction,
  tenantId: TenantId,
  q: string,
  limit: number,
  kinds: readonly SearchHit['type'][],
): Promise<readonly SearchHit[]> {
  const asked = parts.filter((part) => kinds.includes(part.type));
  const matches = searchSql('search_text', q);
  const union = asked
    .map(
      ({ type, table, name, detail }) =>
        `(select '${type}' as type, id, ${name} as name, ${detail} as detail, similarity(search_text, ?) as rank, updated_at
          from (select * from ${table} where tenant_id = ? and archived_at is null and ${visibleRow(type, table)} and ${matches.text} limit ${ranked}) candidates
          order by rank desc, id limit ?)`,
    )
    .join(' union all ');
  const bindings = asked.flatMap(() => [wordsOf(q).join(' '), tenantId, ...matches.bindings.map(String), limit]);
  const statement = trx.raw(`select type, id, name, detail from (${union}) found order by rank desc, updated_at desc, id limit ?`, [
    ...bindings,
    limit,
  ]);
  return searchRows<SearchHit>(trx, statement);
}
