import type { Transaction } from 'objection';
import type { NamedUser } from './find-leads.ts';
import { rowsOf } from './sql.ts';
import { ofTenant } from './views.ts';

/** Who follows a record, by name. */
export async function findWatchers(trx: Transaction, recordId: string): Promise<readonly NamedUser[]> {
  return rowsOf<NamedUser>(
    trx,
    `select u.id, u.name from record_watchers w join users u on u.tenant_id = w.tenant_id and u.id = w.user_id
     where ${ofTenant('w')} and w.record_id = ? order by u.name, u.id`,
    [recordId],
  );
}
