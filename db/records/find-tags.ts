import type { Transaction } from 'objection';
import type { NamedTag } from './find-leads.ts';
import { rowOf, rowsOf } from './sql.ts';
import { ofTenant } from './views.ts';

export interface TagRow extends NamedTag {
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The tags of one record, by name. */
export async function tagsOfRecord(trx: Transaction, recordId: string): Promise<NamedTag[]> {
  return rowsOf<NamedTag>(
    trx,
    `select t.id, t.name, t.color from record_tags rt join tags t on t.tenant_id = rt.tenant_id and t.id = rt.tag_id
     where ${ofTenant('rt')} and rt.record_id = ? order by lower(t.name)`,
    [recordId],
  );
}

/** Tags by name, from after a name on. */
export async function listTags(
  trx: Transaction,
  query: { readonly q: string | undefined; readonly after: string | null; readonly limit: number },
): Promise<TagRow[]> {
  const pattern = query.q ? `%${query.q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%` : null;
  return rowsOf<TagRow>(
    trx,
    `select t.* from tags t where ${ofTenant('t')} and (?::text is null or lower(t.name) like ?) and (?::text is null or lower(t.name) > ?)
     order by lower(t.name) limit ?`,
    [pattern, pattern, query.after, query.after, query.limit + 1],
  );
}

export async function findTag(trx: Transaction, id: string): Promise<TagRow | null> {
  return rowOf<TagRow>(trx, `select t.* from tags t where ${ofTenant('t')} and t.id = ?`, [id]);
}
