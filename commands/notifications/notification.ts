import { newId } from '../lib/new-id.ts';
import type { CommandContext } from '../lib/context.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordRef } from '../../domain/records/record-types.ts';
import type { Fragment } from '../records/sql.ts';

export interface Notice {
  readonly userId: string;
  /** What it is about, e.g. `lead.assigned`; the interface has one text per kind. */
  readonly kind: string;
  readonly record?: RecordRef;
  /** A sentence; what is shown where there is no text for the kind. */
  readonly title?: string;
  readonly severity?: 'info' | 'success' | 'warning' | 'danger';
  readonly body?: string;
  readonly data?: JsonObject;
}

/**
 * The statement that puts a notification into somebody's inbox. Written in the transaction of what it tells, so it is there
 * exactly if that happened; nobody who left is told. What people do to themselves they know: it is kept, but as read.
 */
export function notificationInsert(context: CommandContext, notice: Notice): Fragment {
  const own = context.actor.kind === 'user' && context.actor.userId === notice.userId;
  return {
    sql: `insert into notifications (tenant_id, id, user_id, kind, title, body, severity, record_type, record_id, data, read_at, created_at)
      select tenant_id, ?::uuid, id, ?, ?, ?, ?, ?, ?::uuid, ?::jsonb, ?::timestamptz, ?::timestamptz
      from users where tenant_id = ? and id = ? and status = 'active'`,
    bindings: [
      newId(),
      notice.kind,
      notice.title ?? notice.kind,
      notice.body ?? null,
      notice.severity ?? 'info',
      notice.record?.type ?? null,
      notice.record?.id ?? null,
      JSON.stringify({ ...notice.data, actor: context.actor }),
      own ? context.now : null,
      context.now,
      context.tenantId,
      notice.userId,
    ],
  };
}
