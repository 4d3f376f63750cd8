import { type AuditRow, listAudit as findAudit } from '../../../db/queries/find-audit.ts';
import { type AuditEntry, listAudit } from '../../contracts/audit.ts';
import { instantCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route } from '../../lib/route.ts';
import { auditPolicy } from '../../policies/operations.ts';

export const auditRoutes: readonly Route[] = [
  readRoute(listAudit, {
    policy: auditPolicy.read,
    handle: async ({ trx, query }) => {
      const rows = await findAudit(trx, { ...query, after: instantCursor(query.cursor) });
      return page(rows.map(presentEntry), query.limit, (row) => [row.createdAt, row.id]);
    },
  }),
];

function presentEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    action: row.action,
    actor: row.actor,
    actorName: row.actorName,
    recordName: row.recordName,
    record: row.recordType === null || row.recordId === null ? null : { type: row.recordType, id: row.recordId },
    before: row.before,
    after: row.after,
    ip: row.ip,
    createdAt: row.createdAt.toISOString(),
  };
}
