import type { BulkRow, CreateBulk } from '../../../commands/bulk/bulk-change.ts';
import { applyBulk, bulkKindsOf, cancelBulk, createBulk, loadBulk, undoBulk } from '../../../commands/bulk/bulk-change.ts';
import type { BulkItem } from '../../../commands/bulk/bulk-items.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { rowsOf } from '../../../commands/records/sql.ts';
import { loadCatalogue } from '../../../commands/templates/check-content.ts';
import { conditionSql } from '../../../db/queries/lists/condition-sql.ts';
import { segmentConditions } from '../../../db/queries/lists/segments.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { writePermission } from '../../../domain/records/list-entities.ts';
import * as contract from '../../contracts/bulk.ts';
import { numberCursor, page } from '../../lib/cursor.ts';
import type { Principal } from '../../lib/principal.ts';
import { may } from '../../lib/principal.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { requireThat, signedIn } from '../../policies/policy.ts';
import { presentBulk } from './present.ts';

export const bulkRoutes: readonly Route[] = [
  writeRoute(contract.createBulkChange, {
    policy: signedIn,
    handle: async ({ trx, context, principal, body }) => {
      const { entity, action, selection, dryRun } = body;
      requireThat(may(principal, writePermission(entity)), 'Your role does not allow changing these records.');
      requireMayGive(principal, entity, action);
      requireFits(entity, action);
      if (selection.kind === 'matching' && selection.filter !== undefined) {
        const catalogue = await loadCatalogue(trx, context.tenantId);
        const segments = await segmentConditions(trx, context.tenantId, entity, selection.filter);
        // What no list can answer is refused now and not by the job.
        conditionSql(selection.filter, { subject: entity, table: 'r', catalogue, now: context.now, timeZone: 'UTC', segments });
      }
      return presentBulk(
        await createBulk(trx, context, {
          entity,
          action,
          selection,
          preview: dryRun,
          ownersSeen: principal.ownersSeen,
          userId: principal.userId,
        }),
      );
    },
  }),

  readRoute(contract.readBulkChange, {
    policy: signedIn,
    handle: async ({ trx, principal, params }) => presentBulk(await own(trx, principal, params.id)),
  }),

  readRoute(contract.listBulkItems, {
    policy: signedIn,
    handle: async ({ trx, principal, params, query }) => {
      await own(trx, principal, params.id);
      const rows = await rowsOf<BulkItem>(
        trx,
        `select * from bulk_items where tenant_id = ? and bulk_id = ? and position > ? and (?::text is null or outcome = ?) order by position limit ?`,
        [principal.tenantId, params.id, numberCursor(query.cursor) ?? -1, query.outcome ?? null, query.outcome ?? null, query.limit + 1],
      );
      const { items, next } = page(rows, query.limit, (row) => [row.position]);
      return {
        items: items.map(({ recordId, name, outcome, code, reason, undo }) => ({ recordId, name, outcome, code, reason, undo })),
        next,
      };
    },
  }),

  ...(
    [
      [contract.applyBulkChange, applyBulk],
      [contract.cancelBulkChange, cancelBulk],
      [contract.undoBulkChange, undoBulk],
    ] as const
  ).map(([endpoint, command]) =>
    writeRoute(endpoint, {
      policy: signedIn,
      handle: async ({ trx, context, principal, params }) => {
        const job = await own(trx, principal, params.id);
        requireThat(may(principal, writePermission(job.entity)), 'Your role does not allow changing these records.');
        return presentBulk(await command(trx, context, params.id));
      },
    }),
  ),
];

function requireFits(entity: CreateBulk['entity'], action: CreateBulk['action']): void {
  if (bulkKindsOf(entity).includes(action.kind)) return;
  const detail = `With many ${entity === 'task' ? 'tasks' : 'records'} at once you can ${bulkKindsOf(entity).join(', ').replaceAll('_', ' ')}.`;
  throw new UserError('validation_failed', detail, [{ pointer: '/action/kind', code: 'unfitting_action', detail }]);
}

/** Giving records to others needs the same right as one by one. */
function requireMayGive(principal: Principal, entity: CreateBulk['entity'], action: CreateBulk['action']): void {
  const owner = action.kind === 'assign' ? action.ownerUserId : action.kind === 'update' ? action.patch['ownerUserId'] : undefined;
  if (entity !== 'lead' || owner === undefined || owner === principal.userId) return;
  requireThat(may(principal, 'leads.assign'), 'Your role does not allow giving leads to others. You can take them yourself.');
}

/** A bulk change is its author's affair, and that of whoever may see the audit. */
async function own(trx: TenantTrx, principal: Principal, id: string): Promise<BulkRow> {
  const job = await loadBulk(trx, principal.tenantId, id);
  if (job.createdByUserId !== principal.userId && !may(principal, 'audit.read'))
    throw new UserError('not_found', 'There is no such bulk change.');
  return job;
}
