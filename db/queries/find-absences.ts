import type { Transaction } from 'objection';
import { rowsOf } from '../records/sql.ts';

export interface AbsenceView {
  readonly id: string;
  readonly version: number;
  readonly userId: string;
  readonly standInUserId: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly timeZone: string;
  readonly fromDate: string;
  readonly fromTime: string | null;
  readonly toDate: string;
  readonly toTime: string | null;
  readonly note: string | null;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;

/** Absences that have not ended before `since`, the next to end first; one row more than asked for if there is a further page. */
export function listAbsences(
  trx: Transaction,
  filter: {
    readonly userId: string | null;
    readonly since: Date;
    readonly after: readonly [endsAt: string, id: string] | null;
    readonly limit: number;
  },
): Promise<AbsenceView[]> {
  const [endsAt, id] = filter.after ?? [null, null];
  return rowsOf<AbsenceView>(
    trx,
    `select a.* from absences a where a.tenant_id = ${tenant} and a.ends_at > ? and (?::uuid is null or a.user_id = ?::uuid)
       and (?::timestamptz is null or (a.ends_at, a.id) > (?::timestamptz, ?::uuid)) order by a.ends_at, a.id limit ?`,
    [filter.since, filter.userId, filter.userId, endsAt, endsAt, id, filter.limit + 1],
  );
}
