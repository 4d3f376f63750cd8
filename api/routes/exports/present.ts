import type { ExportRow } from '../../../commands/exports/export-job.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import { findUserNames } from '../../../db/queries/export-names.ts';
import { localDate } from '../../../domain/calendar/zone.ts';
import type { ExportJob } from '../../contracts/exports.ts';

/** The name under which a file is saved: what it holds and the day it was asked for. */
export function fileNameOf(job: Pick<ExportRow, 'name' | 'createdAt' | 'timeZone' | 'format'>): string {
  const day = localDate(job.timeZone, job.createdAt.getTime());
  // What no file system takes, and what would lead into another folder.
  const name = job.name.replace(/[\p{Cc}\\/:*?"<>|]/gu, ' ').trim() || 'Export';
  return `${name} ${day}.${job.format}`;
}

export async function presentExports(trx: TenantTrx, rows: readonly ExportRow[]): Promise<ExportJob[]> {
  const names = new Map((await findUserNames(trx, [...new Set(rows.map((row) => row.createdByUserId))])).map((one) => [one.id, one.name]));
  return rows.map((row) => ({
    id: row.id,
    entity: row.entity,
    name: row.name,
    format: row.format,
    columns: row.columns.map(({ field, heading }) => ({ field, heading })),
    status: row.status,
    total: row.total,
    done: row.done,
    fileName: fileNameOf(row),
    fileSize: row.fileSize === null ? null : Number(row.fileSize),
    problem: row.problem,
    createdBy: { id: row.createdByUserId, name: names.get(row.createdByUserId) ?? '' },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    expiresAt: row.status === 'completed' ? (row.expiresAt?.toISOString() ?? null) : null,
  }));
}
