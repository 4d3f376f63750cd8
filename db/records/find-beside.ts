import type { Transaction } from 'objection';
import type { AccountRole } from '../../domain/records/account-team.ts';
import type { NamedUser } from './find-leads.ts';
import { rowsOf } from './sql.ts';
import { ofTenant, userJson } from './views.ts';

/** Who follows a record, by name. */
export async function findWatchers(trx: Transaction, recordId: string): Promise<readonly NamedUser[]> {
  return rowsOf<NamedUser>(
    trx,
    `select u.id, u.name from record_watchers w join users u on u.tenant_id = w.tenant_id and u.id = w.user_id
     where ${ofTenant('w')} and w.record_id = ? order by u.name, u.id`,
    [recordId],
  );
}

export interface RecordFileRow {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly uploadedBy: NamedUser | null;
  readonly attachedAt: Date;
}

/** The files of a record, the latest first. */
export async function findRecordFiles(trx: Transaction, recordId: string): Promise<readonly RecordFileRow[]> {
  return rowsOf<RecordFileRow>(
    trx,
    `select f.id, f.name, f.content_type, f.size_bytes::float8 as size, ${userJson('f.uploaded_by_user_id', 'f')} as uploaded_by,
       r.created_at as attached_at
     from record_files r join files f on f.tenant_id = r.tenant_id and f.id = r.file_id
     where ${ofTenant('r')} and r.record_id = ? and f.deleted_at is null order by r.created_at desc, f.id desc limit 500`,
    [recordId],
  );
}

/** The team of a company, by name. */
export async function findAccountTeam(
  trx: Transaction,
  companyId: string,
): Promise<readonly { readonly user: NamedUser; readonly role: AccountRole }[]> {
  return rowsOf(
    trx,
    `select ${userJson('m.user_id', 'm')} as user, m.role from company_members m join users u on u.tenant_id = m.tenant_id and u.id = m.user_id
     where ${ofTenant('m')} and m.company_id = ? order by lower(u.name), u.id`,
    [companyId],
  );
}

export interface TreeCompany {
  readonly id: string;
  readonly name: string;
  readonly parentCompanyId: string | null;
  readonly depth: number;
}

/** The whole tree a company stands in, top first, children by name. */
export async function findCompanyTree(trx: Transaction, companyId: string): Promise<readonly TreeCompany[]> {
  return rowsOf<TreeCompany>(
    trx,
    `with recursive above as (
       select c.id, c.parent_company_id, 0 as height from companies c where ${ofTenant('c')} and c.id = ?
       union all
       select c.id, c.parent_company_id, above.height + 1 from companies c join above on c.id = above.parent_company_id
       where ${ofTenant('c')} and above.height < 50
     ), tree as (
       select c.id, c.name, c.parent_company_id, 0 as depth, array[lower(c.name), c.id::text] as place from companies c
       where ${ofTenant('c')} and c.id = (select id from above order by height desc limit 1)
       union all
       select c.id, c.name, c.parent_company_id, tree.depth + 1, tree.place || array[lower(c.name), c.id::text]
       from companies c join tree on c.parent_company_id = tree.id where ${ofTenant('c')} and c.archived_at is null and tree.depth < 50
     )
     select id, name, parent_company_id, depth from tree order by place limit 500`,
    [companyId],
  );
}

/** Keys of files that were deleted within a day: their bytes may still be there. */
export async function findDeletedFiles(trx: Transaction): Promise<readonly string[]> {
  const rows = await rowsOf<{ storageKey: string }>(
    trx,
    `select f.storage_key from files f where ${ofTenant('f')} and f.deleted_at > now() - interval '1 day' order by f.deleted_at desc limit 200`,
  );
  return rows.map((row) => row.storageKey);
}
