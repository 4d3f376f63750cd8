import { UserError } from '../../domain/errors/errors.ts';
import type { ExportColumn, ExportFormat } from '../../domain/exports/export-columns.ts';
import type { ListEntity } from '../../domain/records/list-entities.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import type { RecordSelection } from '../lists/selection.ts';
import { rowOf, updateOf } from '../records/sql.ts';

export const exportStatuses = ['reading', 'packing', 'completed', 'failed', 'cancelled', 'expired'] as const;
export type ExportStatus = (typeof exportStatuses)[number];

/** Why there is no file. */
export interface ExportProblem {
  readonly code: string;
  readonly message: string;
}

/** An export as its row holds it. */
export interface ExportRow {
  readonly id: string;
  readonly version: number;
  readonly entity: ListEntity;
  readonly name: string;
  readonly format: ExportFormat;
  readonly columns: readonly ExportColumn[];
  readonly selection: RecordSelection;
  readonly sort: string;
  readonly timeZone: string;
  readonly ownersSeen: readonly string[] | null;
  readonly status: ExportStatus;
  /** Counted at the beginning; null before that. */
  readonly total: number | null;
  readonly done: number;
  /** Where the last piece ended. */
  readonly afterCursor: string | null;
  /** Keys of the pieces in the file store, in order. */
  readonly parts: readonly string[];
  /** 64-bit numbers arrive as text. */
  readonly contentSize: string;
  readonly packedSize: string;
  readonly contentCrc: string;
  readonly storageKey: string | null;
  readonly fileSize: string | null;
  readonly problem: ExportProblem | null;
  readonly incarnation: number;
  readonly createdByUserId: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly expiresAt: Date | null;
}

/** States in which a workflow is at work. */
export const workingStates: readonly ExportStatus[] = ['reading', 'packing'];

/** Everything an export keeps in the file store lies under this key. */
export function exportFolder(tenantId: string, exportId: string): string {
  return `${tenantId}/exports/${exportId}`;
}

export async function loadExport(trx: TenantTrx, tenantId: string, id: string, lock = false): Promise<ExportRow> {
  const row = await rowOf<ExportRow>(
    trx,
    `select * from exports where tenant_id = ? and id = ? and deleted_at is null${lock ? ' for no key update' : ''}`,
    [tenantId, id],
  );
  if (row === null) throw new UserError('not_found', 'There is no such export.');
  return row;
}

export async function writeExport(
  trx: TenantTrx,
  context: CommandContext,
  job: Pick<ExportRow, 'id'>,
  values: Readonly<Record<string, unknown>>,
): Promise<ExportRow> {
  const statement = updateOf('exports', { tenantId: context.tenantId, id: job.id }, values, context.now);
  const row = await rowOf<ExportRow>(trx, statement.sql, statement.bindings);
  if (row === null) throw new Error('a locked export vanished');
  return row;
}
