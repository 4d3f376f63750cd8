import type { Transaction } from 'objection';
import type { NamedUser } from './find-leads.ts';
import type { NamedRecord } from './find-tasks.ts';
import type { ActivityRow } from './rows.ts';
import { rowOf, rowsOf } from './sql.ts';
import { linksJson, ofTenant, userJson } from './views.ts';

/** An activity with what is shown beside it. */
export interface ActivityView extends ActivityRow {
  readonly owner: NamedUser | null;
  readonly records: readonly NamedRecord[];
}

const view = `c.*, ${userJson('c.owner_user_id', 'c')} as owner, ${linksJson('activity_links', 'activity_id', 'c')} as records`;

export async function findActivity(trx: Transaction, id: string): Promise<ActivityView | null> {
  return rowOf<ActivityView>(trx, `select ${view} from activities c where ${ofTenant('c')} and c.id = ?`, [id]);
}

/** Several activities by id, in no particular order. */
export async function findActivities(trx: Transaction, ids: readonly string[]): Promise<ActivityView[]> {
  if (ids.length === 0) return [];
  return rowsOf<ActivityView>(trx, `select ${view} from activities c where ${ofTenant('c')} and c.id = any(?::uuid[])`, [[...ids]]);
}
