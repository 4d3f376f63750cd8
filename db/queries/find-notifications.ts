import type { Transaction } from 'objection';
import type { JsonObject } from '../../domain/json.ts';

export interface NotificationRow {
  readonly id: string;
  readonly kind: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly severity: 'info' | 'success' | 'warning' | 'danger';
  readonly recordType: string | null;
  readonly recordId: string | null;
  readonly data: JsonObject;
  readonly readAt: Date | null;
  readonly createdAt: Date;
}

const tenant = `nullif(current_setting('app.tenant', true), '')::uuid`;
const columns = `id, kind, title, body, severity, record_type as "recordType", record_id as "recordId", data, read_at as "readAt", created_at as "createdAt"`;

/** A user's inbox from the newest down; one row more than asked for if there is a further page. */
export async function listNotifications(
  trx: Transaction,
  userId: string,
  filter: { readonly limit: number; readonly after: readonly [string, string] | null; readonly unread?: boolean | undefined },
): Promise<NotificationRow[]> {
  const [at, id] = filter.after ?? [null, null];
  const result: { rows: NotificationRow[] } = await trx.raw(
    `select ${columns} from notifications where tenant_id = ${tenant} and user_id = ? and archived_at is null
       and (?::timestamptz is null or (created_at, id) < (?::timestamptz, ?::uuid)) ${filter.unread === true ? 'and read_at is null' : ''}
     order by created_at desc, id desc limit ?`,
    [userId, at, at, id, filter.limit + 1],
  );
  return result.rows;
}

export async function countUnread(trx: Transaction, userId: string): Promise<number> {
  const result: { rows: { count: number }[] } = await trx.raw(
    `select count(*)::int as count from notifications where tenant_id = ${tenant} and user_id = ? and read_at is null and archived_at is null`,
    [userId],
  );
  return result.rows[0]?.count ?? 0;
}

/** Unread ones written since an instant, oldest first; for live updates. */
export async function notificationsSince(trx: Transaction, userId: string, since: Date): Promise<NotificationRow[]> {
  const result: { rows: NotificationRow[] } = await trx.raw(
    `select ${columns} from notifications where tenant_id = ${tenant} and user_id = ? and archived_at is null and read_at is null
       and created_at >= ? order by created_at, id limit 200`,
    [userId, since],
  );
  return result.rows;
}
