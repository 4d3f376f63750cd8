import { UserError } from '../../domain/errors/errors.ts';
import type { WantedColumn } from '../../domain/exports/export-columns.ts';
import { chosenColumns, type ExportFormat } from '../../domain/exports/export-columns.ts';
import { conditionSql } from '../../db/queries/lists/condition-sql.ts';
import { segmentConditions } from '../../db/queries/lists/segments.ts';
import type { ListEntity } from '../../domain/records/list-entities.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { newId } from '../lib/new-id.ts';
import type { RecordSelection } from '../lists/selection.ts';
import { notifyUser } from '../notifications/notify-user.ts';
import { insertInto, rowOf } from '../records/sql.ts';
import { loadCatalogue } from '../templates/check-content.ts';
import { type ExportProblem, type ExportRow, loadExport, workingStates, writeExport } from './export-job.ts';

export interface CreateExport {
  readonly entity: ListEntity;
  readonly format: ExportFormat;
  /** Becomes the name of the file. */
  readonly name: string;
  /** Null for all there are. */
  readonly columns: readonly WantedColumn[] | null;
  readonly selection: RecordSelection;
  readonly sort: string;
  readonly timeZone: string;
  readonly ownersSeen: readonly string[] | null;
  readonly userId: string;
}

/** Somebody who asks for more at once than this has pressed a button too often. */
const atOnce = 3;

/** Begins to write records into a file, in the background. */
export async function createExport(trx: TenantTrx, context: CommandContext, input: CreateExport): Promise<ExportRow> {
  const { entity, selection } = input;
  const catalogue = await loadCatalogue(trx, context.tenantId);
  const chosen = chosenColumns(catalogue, entity, input.columns);
  if ('problems' in chosen) throw new UserError('validation_failed', 'Some columns are no fields of these records.', chosen.problems);
  if (selection.kind === 'matching' && selection.filter !== undefined) {
    const segments = await segmentConditions(trx, context.tenantId, entity, selection.filter);
    // What no list can answer is refused now and not by the job.
    conditionSql(selection.filter, { subject: entity, table: 'r', catalogue, now: context.now, timeZone: input.timeZone, segments });
  }
  await requireRoom(trx, context, input.userId);
  const id = newId();
  const statement = insertInto('exports', {
    tenantId: context.tenantId,
    id,
    entity,
    name: input.name,
    format: input.format,
    columns: JSON.stringify(chosen.columns),
    selection: JSON.stringify(selection),
    sort: input.sort,
    timeZone: input.timeZone,
    status: 'reading',
    createdByUserId: input.userId,
  });
  await trx.raw(statement.sql, [...statement.bindings]);
  if (input.ownersSeen !== null)
    await trx.raw('update exports set owners_seen = ?::uuid[] where tenant_id = ? and id = ?', [
      [...input.ownersSeen],
      context.tenantId,
      id,
    ]);
  const target = { kind: 'start', workflow: { type: 'export', exportId: id, incarnation: 1 } } as const;
  await trx.raw(insertDispatches(context.tenantId, [{ causeKey: `start/export/${id}/1`, target }]));
  const job = await loadExport(trx, context.tenantId, id);
  await audit(trx, context, 'export.started', job);
  return job;
}

async function requireRoom(trx: TenantTrx, context: CommandContext, userId: string): Promise<void> {
  const running = await rowOf<{ n: number }>(
    trx,
    `select count(*)::int as n from exports where tenant_id = ? and created_by_user_id = ? and status in ('reading', 'packing')`,
    [context.tenantId, userId],
  );
  if ((running?.n ?? 0) >= atOnce)
    throw new UserError('conflict', `${atOnce} exports of yours are being made. Wait for one of them, or cancel one.`);
}

/** Stops it; there will be no file. */
export async function cancelExport(trx: TenantTrx, context: CommandContext, id: string): Promise<ExportRow> {
  const job = await loadExport(trx, context.tenantId, id, true);
  if (!workingStates.includes(job.status))
    throw new UserError('conflict', `The export is ${job.status}; it cannot be cancelled now.`, [], { status: job.status });
  // Another incarnation: the workflow at work finds that the export is no longer its own.
  return writeExport(trx, context, job, { ...ended(job, context), status: 'cancelled' });
}

/** Takes an export off the list; its files go after the commit, at the latest with the next housekeeping. */
export async function deleteExport(trx: TenantTrx, context: CommandContext, id: string): Promise<void> {
  const job = await loadExport(trx, context.tenantId, id, true);
  await writeExport(trx, context, job, { ...ended(job, context), status: 'expired', deletedAt: context.now });
  await audit(trx, context, 'export.deleted', job);
}

function ended(job: ExportRow, { now }: CommandContext): Readonly<Record<string, unknown>> {
  return { incarnation: job.incarnation + 1, parts: '[]', storageKey: null, finishedAt: job.finishedAt ?? now, expiresAt: now };
}

const keptMs = 24 * 3_600_000;

/** The file is there: it can be fetched for a day, and whoever asked for it is told. */
export async function completeExport(
  trx: TenantTrx,
  context: CommandContext,
  job: ExportRow,
  file: { readonly storageKey: string; readonly size: number },
): Promise<ExportRow> {
  const expiresAt = new Date(context.now.getTime() + keptMs);
  const row = await writeExport(trx, context, job, {
    status: 'completed',
    storageKey: file.storageKey,
    fileSize: file.size,
    parts: '[]',
    finishedAt: context.now,
    expiresAt,
  });
  await tell(trx, context, job, 'export.completed', 'success');
  return row;
}

/** It cannot be done, for a reason that trying again does not take away. */
export async function failExport(trx: TenantTrx, context: CommandContext, job: ExportRow, problem: ExportProblem): Promise<ExportRow> {
  const row = await writeExport(trx, context, job, { ...ended(job, context), status: 'failed', problem: JSON.stringify(problem) });
  await tell(trx, context, job, 'export.failed', 'warning');
  return row;
}

function tell(
  trx: TenantTrx,
  context: CommandContext,
  job: ExportRow,
  kind: 'export.completed' | 'export.failed',
  severity: 'success' | 'warning',
): Promise<void> {
  return notifyUser(trx, context, { userId: job.createdByUserId, kind, severity, data: { exportId: job.id, name: job.name } });
}

/** Notes that somebody has taken the file. */
export function noteDownload(trx: TenantTrx, context: CommandContext, job: ExportRow): Promise<void> {
  return audit(trx, context, 'export.downloaded', job);
}

function audit(
  trx: TenantTrx,
  context: CommandContext,
  action: 'export.started' | 'export.downloaded' | 'export.deleted',
  { id, entity, format, columns, done }: Pick<ExportRow, 'id' | 'entity' | 'format' | 'columns' | 'done'>,
): Promise<void> {
  const after = {
    entity,
    format,
    columns: columns.map((column) => column.field),
    ...(action === 'export.started' ? {} : { records: done }),
  };
  return writeAudit(trx, context, { action, recordType: 'export', recordId: id, after });
}
