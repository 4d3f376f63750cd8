import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

export interface SeatGroup {
  readonly kind: 'status' | 'role' | 'team';
  readonly code: string;
  readonly name: string;
  readonly count: number;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** People who have a seat, counted by how they are here, by role and by team; somebody with two roles counts in both. */
export function findSeats(trx: Transaction): Promise<SeatGroup[]> {
  return rowsOf<SeatGroup>(
    trx,
    `with seated as (select id, status from users where tenant_id = ${tenant} and status <> 'deactivated')
     select 'status' as kind, status as code, status as name, count(*)::int as count from seated group by status
     union all select 'role', r.code, r.name, count(*)::int from seated s join user_roles ur on ur.tenant_id = ${tenant} and ur.user_id = s.id
       join roles r on r.tenant_id = ur.tenant_id and r.id = ur.role_id group by r.code, r.name
     union all select 'team', t.id::text, t.name, count(*)::int from seated s join team_members m on m.tenant_id = ${tenant} and m.user_id = s.id
       join teams t on t.tenant_id = m.tenant_id and t.id = m.team_id and t.archived_at is null group by t.id, t.name
     order by 1, 4 desc, 3`,
  );
}
