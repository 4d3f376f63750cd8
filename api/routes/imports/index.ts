import { applyImport, cancelImport, changeImport, validateImport } from '../../../commands/imports/change-import.ts';
import { createImport, lookAtFile } from '../../../commands/imports/create-import.ts';
import { importTargets } from '../../../commands/imports/import-targets.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { rowOf } from '../../../commands/records/sql.ts';
import { findImportRows, findImports } from '../../../db/queries/find-imports.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import * as contract from '../../contracts/imports.ts';
import { idCursor, numberCursor, page } from '../../lib/cursor.ts';
import { readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { importPolicy } from '../../policies/imports.ts';
import { errorFileRoute } from './error-file.ts';
import { presentImport, presentRow, readImport } from './present.ts';

export const importRoutes: readonly Route[] = [
  readRoute(contract.listImports, {
    policy: importPolicy.read,
    handle: async ({ trx, query, principal }) => {
      const rows = await findImports(trx, { limit: query.limit, after: idCursor(query.cursor) });
      const targets = await importTargets(trx, principal);
      return page(
        rows.map((row) => presentImport(row, targets)),
        query.limit,
        (row) => [row.id],
      );
    },
  }),

  readRoute(contract.getImport, {
    policy: importPolicy.read,
    handle: ({ trx, params, principal }) => readImport(trx, principal.tenantId, params.id),
  }),

  writeRoute(contract.createImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, body, principal, deps }) => {
      const file = await loadFile(trx, context.tenantId, body.fileId);
      const look = await lookAtFile(deps.files.read(file.storageKey));
      if ('problem' in look) {
        const { code, message, row, column } = look.problem;
        throw new UserError('validation_failed', message, [{ pointer: '/fileId', detail: message, code }], {
          row: row ?? null,
          column: column ?? null,
        });
      }
      const job = await createImport(trx, context, { ...look, fileId: file.id, fileName: file.name, userId: principal.userId });
      return readImport(trx, context.tenantId, job.id);
    },
  }),

  writeRoute(contract.updateImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      const { mapping, onDuplicate } = body;
      await changeImport(trx, context, {
        id: params.id,
        expectedVersion: version,
        ...(mapping === undefined ? {} : { mapping }),
        ...(onDuplicate === undefined ? {} : { onDuplicate }),
      });
      return readImport(trx, context.tenantId, params.id);
    },
    current: ({ trx, context, params }) => readImport(trx, context.tenantId, params.id),
  }),

  writeRoute(contract.validateImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, params }) => {
      await validateImport(trx, context, params.id);
      return readImport(trx, context.tenantId, params.id);
    },
  }),

  writeRoute(contract.applyImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, params }) => {
      await applyImport(trx, context, params.id);
      return readImport(trx, context.tenantId, params.id);
    },
  }),

  writeRoute(contract.cancelImport, {
    policy: importPolicy.write,
    handle: async ({ trx, context, params }) => {
      await cancelImport(trx, context, params.id);
      return readImport(trx, context.tenantId, params.id);
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
