import type { NotificationRow } from '../../../db/queries/find-notifications.ts';
import type { Notification } from '../../contracts/notifications.ts';

export function presentNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    kind: row.kind,
    // Where nobody wrote a sentence the kind stands in its place: then the interface has the words.
    title: row.title === row.kind ? null : row.title,
    body: row.body,
    severity: row.severity,
    record: row.recordType === null || row.recordId === null ? null : { type: row.recordType, id: row.recordId },
    data: row.data,
    readAt: row.readAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
