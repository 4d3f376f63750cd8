import type { z } from 'zod';
import { importTargets } from '../../../commands/imports/import-targets.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findImport, type ImportRowView, type ImportView } from '../../../db/queries/find-imports.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { matchKeysOf } from '../../../domain/imports/record-targets.ts';
import type { ImportTarget } from '../../../domain/imports/targets.ts';
import { type ImportJob, importJob, type ImportRow, importRow } from '../../contracts/imports.ts';

type Stored = z.input<typeof importJob>;

/** What an import's page needs, from what its row holds. */
export function presentImport(view: ImportView, targets: readonly ImportTarget[]): ImportJob {
  const { problem } = view;
  const said: Stored = {
    id: view.id,
    version: view.version,
    entity: view.entity,
    source: view.source,
    fileName: view.file_name,
    fileSize: Number(view.file_size),
    status: view.status,
    columns: view.columns.map((column) => ({ ...column, samples: [...column.samples] })),
    targets: targets.map((target) => ({
      field: target.field,
      label: target.label ?? target.field,
      type: target.type,
      multiple: target.multiple === true,
    })),
    // Written by us through the same schema; parsing gives it its type back.
    mapping: view.mapping as Stored['mapping'],
    onDuplicate: view.on_duplicate,
    matchBy: view.match_by,
    matchKeys: [...matchKeysOf[view.entity]],
    createMissing: view.create_missing,
    counts: {
      rows: view.total_rows,
      valid: view.valid_rows,
      rejected: view.rejected_rows,
      duplicates: view.duplicate_rows,
      warnings: view.warning_rows,
      imported: view.imported_rows,
      updated: view.updated_rows,
      undone: view.undone_rows,
      kept: view.kept_rows,
    },
    processedRows: view.processed_rows,
    problem:
      problem === null
        ? null
        : {
            code: problem.code as NonNullable<Stored['problem']>['code'],
            message: problem.message,
            row: problem.row ?? null,
            column: problem.column ?? null,
          },
    importedBefore: view.before_id === null || view.before_at === null ? null : { id: view.before_id, at: view.before_at.toISOString() },
    createdBy: view.created_by_user_id === null ? null : { id: view.created_by_user_id, name: view.created_by_name ?? '' },
    createdAt: view.created_at.toISOString(),
    finishedAt: view.completed_at?.toISOString() ?? null,
    undoneAt: view.undone_at?.toISOString() ?? null,
  };
  return importJob.parse(said);
}

/** Reads an import with the fields its columns can fill. */
export async function readImport(
  trx: TenantTrx,
  tenantId: Parameters<typeof importTargets>[1]['tenantId'],
  id: string,
): Promise<ImportJob> {
  const view = await findImport(trx, id);
  if (view === null) throw new UserError('not_found', 'There is no such import.');
  return presentImport(view, await importTargets(trx, { tenantId }, view.entity));
}

export function presentRow(row: ImportRowView): ImportRow {
  return importRow.parse({
    row: row.row_number,
    status: row.status,
    recordId: row.record_id,
    cells: row.cells ?? [],
    errors: row.errors,
    warnings: row.warnings,
  });
}
