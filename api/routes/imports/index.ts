import {
  applyImport,
  cancelImport,
  changeImport,
  pauseImport,
  resumeImport,
  undoImport,
  validateImport,
} from '../../../commands/imports/change-import.ts';
import { createImport, lookAtFile } from '../../../commands/imports/create-import.ts';
import { importTargets } from '../../../commands/imports/import-targets.ts';
import type { ImportTarget } from '../../../domain/imports/targets.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { rowOf } from '../../../commands/records/sql.ts';
import { findImportRows, findImports, findKeptChanges } from '../../../db/queries/find-imports.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/imports.ts';
import { idCursor, numberCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { importPolicy, requireMayImport } from '../../policies/imports.ts';
import { errorFileRoute } from './error-file.ts';
import { presentImport, presentRow, readImport } from './present.ts';

/** What a person may have happen to an import, each answered with the import as it then is. */
const steps = [
  [contract.validateImport, validateImport],
  [contract.applyImport, applyImport],
  [contract.pauseImport, pauseImport],
  [contract.resumeImport, resumeImport],
  [contract.undoImport, undoImport],
  [contract.cancelImport, cancelImport],
] as const;

export const importRoutes: readonly Route[] = [
  readRoute(contract.listImports, {
    policy: importPolicy.read,
    handle: async ({ trx, query, principal }) => {
      const rows = await findImports(trx, { limit: query.limit, after: idCursor(query.cursor) });
      const targets = new Map<string, readonly ImportTarget[]>();
      for (const { entity } of rows) if (!targets.has(entity)) targets.set(entity, await importTargets(trx, principal, entity));
      const items = rows.map((row) => presentImport(row, targets.get(row.entity) ?? []));
      return page(items, query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.getImport, {
    policy: importPolicy.read,
    handle: ({ trx, params, principal }) => readImport(trx, principal.tenantId, params.id),
  }),

  writeRoute(contract.createImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, body, principal, deps }) => {
      requireMayImport(principal, body);
      const file = await loadFile(trx, context.tenantId, body.fileId);
      const look = await lookAtFile(deps.files.read(file.storageKey));
      if ('problem' in look) {
        const { code, message, row, column } = look.problem;
        throw new UserError('validation_failed', message, [{ pointer: '/fileId', detail: message, code }], {
          row: row ?? null,
          column: column ?? null,
        });
      }
      const job = await createImport(trx, context, {
        ...look,
        entity: body.entity,
        fileId: file.id,
        fileName: file.name,
        userId: principal.userId,
      });
      return readImport(trx, context.tenantId, job.id);
    },
  }),

  writeRoute(contract.updateImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, params, body, version, principal }) => {
      const job = await readImport(trx, context.tenantId, params.id);
      requireMayImport(principal, { entity: job.entity });
      await changeImport(trx, context, {
        id: params.id,
        expectedVersion: version,
        ...body,
      });
      return readImport(trx, context.tenantId, params.id);
    },
    current: ({ trx, context, params }) => readImport(trx, context.tenantId, params.id),
  }),

  ...steps.map(([endpoint, step]) =>
    writeRoute(endpoint, {
      policy: importPolicy.write,
      handle: async ({ trx, context, params, principal }) => {
        const before = await readImport(trx, context.tenantId, params.id);
        // Looking and stopping need less than writing.
        const writes = endpoint === contract.applyImport || endpoint === contract.resumeImport;
        requireMayImport(principal, writes ? before : { entity: before.entity });
        await step(trx, context, params.id);
        return readImport(trx, context.tenantId, params.id);
      },
    }),
  ),

  readRoute(contract.listKeptChanges, {
    policy: importPolicy.read,
    handle: async ({ trx, params, query, principal }) => {
      await readImport(trx, principal.tenantId, params.id);
      const rows = await findKeptChanges(trx, { importId: params.id, limit: query.limit, after: idCursor(query.cursor) });
      const items = rows.map((row) => ({
        id: row.id,
        row: row.row_number,
        recordType: row.record_type,
        recordId: row.record_id,
        partly: row.undo === 'part',
        note: row.undo_note ?? '',
      }));
      return page(items, query.limit, (row) => [row.id]);
    },
  }),

  readRoute(contract.listImportRows, {
    policy: importPolicy.read,
    handle: async ({ trx, params, query, principal }) => {
      await readImport(trx, principal.tenantId, params.id);
      const rows = await findImportRows(trx, {
        importId: params.id,
        show: query.show,
        limit: query.limit,
        after: numberCursor(query.cursor),
      });
      return page(rows.map(presentRow), query.limit, (row) => [row.row]);
    },
  }),

  errorFileRoute,
];

async function loadFile(
  trx: TenantTrx,
  tenantId: string,
  id: string,
): Promise<{ readonly id: string; readonly name: string; readonly storageKey: string }> {
  const file = await rowOf<{ readonly id: string; readonly name: string; readonly storageKey: string }>(
    trx,
    `select id, name, storage_key from files where tenant_id = ? and id = ? and purpose = 'import' and deleted_at is null`,
    [tenantId, id],
  );
  if (file === null) {
    const detail = 'There is no such file. Upload it with the purpose "import" first.';
    throw new UserError('validation_failed', detail, [{ pointer: '/fileId', detail, code: 'file_unknown' }]);
  }
  return file;
}
