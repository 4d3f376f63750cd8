import { cancelExport, createExport, deleteExport, noteDownload } from '../../../commands/exports/change-export.ts';
import { exportFolder, type ExportRow, loadExport } from '../../../commands/exports/export-job.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { listKinds } from '../../../db/queries/lists/kinds.ts';
import { rowsOf } from '../../../commands/records/sql.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { readPermission } from '../../../domain/records/list-entities.ts';
import * as contract from '../../contracts/exports.ts';
import { idCursor, page } from '../../lib/cursor.ts';
import { may, type Principal } from '../../lib/principal.ts';
import { plainRoute, readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { exportPolicy } from '../../policies/exports.ts';
import { requireThat } from '../../policies/policy.ts';
import { fileNameOf, presentExports } from './present.ts';

export const exportRoutes: readonly Route[] = [
  writeRoute(contract.createExport, {
    policy: exportPolicy,
    handle: async ({ trx, context, principal, body }) => {
      const { entity, selection, timeZone } = body;
      requireMayRead(principal, entity);
      requireSort(entity, body.sort);
      const job = await createExport(trx, context, {
        ...body,
        name: body.name ?? usualNames[entity],
        columns: body.columns ?? null,
        selection: selection.kind === 'ids' ? selection : { ...selection, timeZone },
        ownersSeen: principal.ownersSeen,
        userId: principal.userId,
      });
      return presentOne(trx, job);
    },
  }),

  readRoute(contract.listExports, {
    policy: exportPolicy,
    handle: async ({ trx, principal, query }) => {
      const after = idCursor(query.cursor);
      const rows = await rowsOf<ExportRow>(
        trx,
        `select * from exports where tenant_id = ? and created_by_user_id = ? and deleted_at is null and (?::uuid is null or id < ?::uuid) order by id desc limit ?`,
        [principal.tenantId, principal.userId, after, after, query.limit + 1],
      );
      const { items, next } = page(rows, query.limit, (row) => [row.id]);
      return { items: await presentExports(trx, items), next };
    },
  }),

  readRoute(contract.readExport, {
    policy: exportPolicy,
    handle: async ({ trx, principal, params }) => presentOne(trx, await own(trx, principal, params.id)),
  }),

  plainRoute(contract.downloadExport, {
    policy: exportPolicy,
    handle: async ({ ctx, deps, principal, params }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, userId } = principal;
      const job = await runCommand(deps.db, { tenantId, actor: { kind: 'user', userId } }, async (trx, context) => {
        const found = await own(trx, principal, params.id);
        // Rights may have been taken since the file was asked for.
        requireMayRead(principal, found.entity);
        if (found.status !== 'completed' || found.storageKey === null || isOver(found, context.now)) throw noFile(found);
        await noteDownload(trx, context, found);
        return { ...found, storageKey: found.storageKey };
      });
      // Always a download, never shown.
      ctx.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileNameOf(job))}`);
      ctx.type = 'application/octet-stream';
      ctx.length = Number(job.fileSize);
      ctx.set('Cache-Control', 'private, no-store');
      ctx.compress = false;
      ctx.body = deps.files.read(job.storageKey);
      return undefined;
    },
  }),

  writeRoute(contract.cancelExport, {
    policy: exportPolicy,
    handle: async ({ trx, context, principal, params }) => {
      await own(trx, principal, params.id);
      return presentOne(trx, await cancelExport(trx, context, params.id));
    },
  }),

  plainRoute(contract.deleteExport, {
    policy: exportPolicy,
    handle: async ({ deps, principal, params }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, userId } = principal;
      await runCommand(deps.db, { tenantId, actor: { kind: 'user', userId } }, async (trx, context) => {
        await own(trx, principal, params.id);
        await deleteExport(trx, context, params.id);
      });
      await deps.files.removeUnder(exportFolder(tenantId, params.id));
      return undefined;
    },
  }),
];

async function presentOne(trx: TenantTrx, job: ExportRow): Promise<contract.ExportJob> {
  const [shown] = await presentExports(trx, [job]);
  if (shown === undefined) throw new Error('an export cannot be shown');
  return shown;
}

const usualNames = { lead: 'Leads', contact: 'Contacts', company: 'Companies', deal: 'Deals', task: 'Tasks' } as const;

function requireMayRead(principal: Principal, entity: ExportRow['entity']): void {
  requireThat(may(principal, readPermission(entity)), 'Your role does not show these records.');
}

function requireSort(entity: ExportRow['entity'], sort: string): void {
  const sorts = Object.keys(listKinds[entity].sorts);
  if (sorts.includes(sort.replace(/^-/, ''))) return;
  const detail = `This list can be sorted by ${sorts.join(', ')}.`;
  throw new UserError('validation_failed', detail, [{ pointer: '/sort', code: 'unknown_sort', detail }]);
}

/** An export is its author's affair alone: it was read with their eyes. */
async function own(trx: TenantTrx, principal: Principal, id: string): Promise<ExportRow> {
  const job = await loadExport(trx, principal.tenantId, id);
  if (job.createdByUserId !== principal.userId) throw new UserError('not_found', 'There is no such export.');
  return job;
}

function isOver(job: ExportRow, now: Date): boolean {
  return job.expiresAt !== null && job.expiresAt <= now;
}

function noFile(job: ExportRow): UserError {
  const detail =
    job.status === 'completed' || job.status === 'expired'
      ? 'The file was kept for a day and is gone. Export again.'
      : `The export is ${job.status}: there is no file.`;
  return new UserError('conflict', detail, [], { status: job.status });
}
