import { UserError } from '../../domain/errors/errors.ts';
import type { FileProblem } from '../../domain/imports/import-problem.ts';
import type { ImportEntity, MatchKey } from '../../domain/imports/record-targets.ts';
import type { ColumnMapping } from '../../domain/imports/mapping.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { rowOf } from '../records/sql.ts';

export type ImportStatus =
  | 'mapping'
  | 'validating'
  | 'validated'
  | 'applying'
  | 'paused'
  | 'completed'
  | 'failed'
  | 'cancelled'
  /** What it changed is being taken back, or was. */
  | 'undoing'
  | 'undone';

/** What happens to a row whose record exists: left alone, or updated; with `update_only` rows without a record are refused. */
export type DuplicateChoice = 'skip' | 'update' | 'update_only';

/** A column of the file as the first look found it. */
export interface StoredColumn {
  readonly index: number;
  readonly heading: string;
  readonly label: string;
  readonly samples: readonly string[];
}

/** An import as its row holds it. */
export interface ImportJobRow {
  readonly id: string;
  readonly version: number;
  readonly fileId: string;
  readonly fileName: string;
  readonly status: ImportStatus;
  readonly columns: readonly StoredColumn[];
  readonly mapping: readonly ColumnMapping[];
  readonly entity: ImportEntity;
  readonly onDuplicate: DuplicateChoice;
  /** By what existing records are known; null takes the usual for the kind of record. */
  readonly matchBy: MatchKey | null;
  /** The product that wrote the file, as its headings tell. */
  readonly source: string | null;
  /** Companies that rows name and nobody knows are made. */
  readonly createMissing: boolean;
  readonly pausedPhase: 'validating' | 'applying' | 'undoing' | null;
  readonly headingKey: string | null;
  readonly undoneRows: number;
  readonly keptRows: number;
  readonly problem: FileProblem | null;
  readonly totalRows: number;
  readonly processedRows: number;
  readonly validRows: number;
  readonly warningRows: number;
  readonly rejectedRows: number;
  readonly duplicateRows: number;
  readonly importedRows: number;
  readonly updatedRows: number;
  readonly lastRow: number;
  readonly incarnation: number;
  readonly createdByUserId: string | null;
  readonly createdAt: Date;
  readonly completedAt: Date | null;
}

/** Reads an import; `lock` keeps others from changing it until the transaction ends. */
export async function loadImport(
  trx: TenantTrx,
  context: Pick<CommandContext, 'tenantId'>,
  id: string,
  lock = false,
): Promise<ImportJobRow> {
  const row = await rowOf<ImportJobRow>(trx, `select * from imports where tenant_id = ? and id = ?${lock ? ' for no key update' : ''}`, [
    context.tenantId,
    id,
  ]);
  if (row === null) throw new UserError('not_found', 'There is no such import.');
  return row;
}

/** Refuses with a sentence when the import is not in one of the states in which the caller's wish makes sense. */
export function requireStatus(job: ImportJobRow, allowed: readonly ImportStatus[], wish: string): void {
  if (allowed.includes(job.status)) return;
  throw new UserError('conflict', `The import is ${job.status}; it cannot be ${wish} now.`, [], { status: job.status });
}
