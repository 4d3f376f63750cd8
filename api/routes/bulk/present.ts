import type { BulkRow } from '../../../commands/bulk/bulk-change.ts';
import type * as contract from '../../contracts/bulk.ts';

/** A bulk change as the API tells of it. */
export function presentBulk(row: BulkRow): contract.BulkChange {
  return {
    id: row.id,
    entity: row.entity,
    action: { ...row.action },
    status: row.status,
    preview: row.preview,
    total: row.total,
    done: row.done,
    changed: row.changed,
    unchanged: row.unchanged,
    refused: row.refused,
    undone: row.undone,
    createdByUserId: row.createdByUserId,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
