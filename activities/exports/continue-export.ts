import { heartbeat } from '@temporalio/activity';
import { completeExport, failExport } from '../../commands/exports/change-export.ts';
import { exportFolder, type ExportRow, loadExport, workingStates, writeExport } from '../../commands/exports/export-job.ts';
import { countSelected, NotExportable, openReader, type Piece, readPiece } from '../../commands/exports/read-piece.ts';
import { storeFile, storePiece } from '../../commands/exports/store-file.ts';
import { TooLarge } from '../../commands/exports/zip.ts';
import type { FileStore } from '../../commands/files/file-store.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { Doors } from '../../db/doors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { ExportActivities, ExportInput, ExportProgress } from '../../workflows/contracts/export.ts';

export interface ExportDeps {
  readonly db: Doors;
  readonly files: FileStore;
}

/** Records of one piece: what a lost worker costs at most. */
const pieceRows = 5_000;
/** One call takes about so long, so that the workflow shows progress and a stop is quick. */
const callMs = 15_000;
const beatMs = 3_000;

export function createExportActivities(deps: ExportDeps): ExportActivities {
  return {
    continueExport: async (input) => {
      const beating = setInterval(() => heartbeat(), beatMs);
      try {
        return await continueExport(deps, input, Date.now() + callMs);
      } finally {
        clearInterval(beating);
      }
    },
  };
}

/** Goes on from where the last commit ended, until the file is there or the time is up. */
export async function continueExport(deps: ExportDeps, input: ExportInput, until: number): Promise<ExportProgress> {
  for (;;) {
    const job = await current(deps, input);
    if (job === null) return over(deps, input, null);
    const after = await nextStep(deps, input, job).catch((error: unknown) => failed(deps, input, error));
    if (after === null || !workingStates.includes(after.status)) return over(deps, input, after);
    if (Date.now() > until) return { done: false, status: after.status, records: after.done };
  }
}

function nextStep(deps: ExportDeps, input: ExportInput, job: ExportRow): Promise<ExportRow | null> {
  return job.status === 'reading' ? read(deps, input, job) : pack(deps, input, job);
}

async function current(deps: ExportDeps, input: ExportInput): Promise<ExportRow | null> {
  const tenantId = asTenantId(input.tenantId);
  const job = await deps.db.readTenant(tenantId, (trx) => loadExport(trx, tenantId, input.exportId)).catch(goneIsNull);
  return job === null || job.incarnation !== input.incarnation || !workingStates.includes(job.status) ? null : job;
}

function goneIsNull(error: unknown): null {
  if (error instanceof UserError && error.code === 'not_found') return null;
  throw error;
}

/** Writes the next piece and notes that it is there. */
async function read(deps: ExportDeps, input: ExportInput, job: ExportRow): Promise<ExportRow | null> {
  const tenantId = asTenantId(input.tenantId);
  const reader = await openReader(deps.db, tenantId, job);
  const total = job.total ?? (await countSelected(deps.db, tenantId, reader));
  const piece: Piece = { after: job.afterCursor, done: job.done };
  const text = readPiece(deps.db, tenantId, reader, piece, (records) => records >= pieceRows);
  const stored = await storePiece(deps.files, tenantId, job, text);
  let taken = false;
  const after = await step(deps, input, (trx, context, locked) => {
    // Somebody else wrote the same piece in the meantime: theirs counts.
    if (locked.status !== 'reading' || locked.parts.length !== job.parts.length) return Promise.resolve(locked);
    taken = true;
    return writeExport(trx, context, locked, {
      status: piece.after === null ? 'packing' : 'reading',
      total: Math.max(total, piece.done),
      done: piece.done,
      afterCursor: piece.after,
      parts: JSON.stringify([...locked.parts, stored.key]),
      contentSize: Number(locked.contentSize) + stored.contentSize,
      packedSize: Number(locked.packedSize) + stored.packedSize,
      contentCrc: stored.contentCrc,
    });
  });
  if (!taken) await deps.files.remove(stored.key);
  return after;
}

/** Puts the pieces together and hands the file over. */
async function pack(deps: ExportDeps, input: ExportInput, job: ExportRow): Promise<ExportRow | null> {
  const file = await storeFile(deps.files, input.tenantId, job);
  const after = await step(deps, input, (trx, context, locked) => completeExport(trx, context, locked, file));
  if (after?.storageKey !== file.storageKey) await deps.files.remove(file.storageKey);
  else for (const key of job.parts) await deps.files.remove(key);
  return after;
}

/** What trying again would not change ends the export; everything else is for Temporal to try again. */
function failed(deps: ExportDeps, input: ExportInput, error: unknown): Promise<ExportRow | null> {
  const problem =
    error instanceof UserError || error instanceof NotExportable
      ? { code: error.code, message: error.message }
      : error instanceof TooLarge
        ? {
            code: 'file_too_large',
            message: 'The workbook would be larger than four gigabytes. Choose fewer records or columns, or take CSV.',
          }
        : null;
  if (problem === null) throw error;
  return step(deps, input, (trx, context, locked) => failExport(trx, context, locked, problem));
}

/** Without a file, what was written for it goes. */
async function over(deps: ExportDeps, input: ExportInput, job: ExportRow | null): Promise<ExportProgress> {
  if (job?.status === 'failed') await deps.files.removeUnder(exportFolder(input.tenantId, input.exportId));
  if (job === null) await removeAbandoned(deps, input);
  return { done: true, status: job?.status ?? 'superseded', records: job?.done ?? 0 };
}

async function removeAbandoned(deps: ExportDeps, input: ExportInput): Promise<void> {
  const tenantId = asTenantId(input.tenantId);
  const job = await deps.db.readTenant(tenantId, (trx) => loadExport(trx, tenantId, input.exportId)).catch(goneIsNull);
  // Cancelled or deleted meanwhile: nobody goes on with it.
  if (job === null || job.status === 'cancelled') await deps.files.removeUnder(exportFolder(input.tenantId, input.exportId));
}

/** One transaction under the export's lock; null when it is no longer this workflow's. */
async function step(
  deps: ExportDeps,
  input: ExportInput,
  work: (trx: TenantTrx, context: RecordingContext, job: ExportRow) => Promise<ExportRow>,
): Promise<ExportRow | null> {
  const tenantId = asTenantId(input.tenantId);
  return runCommand(
    deps.db,
    // Not the person: what people do themselves they are not told.
    { tenantId, actor: { kind: 'system', name: 'export' } },
    async (trx, context) => {
      const locked = await loadExport(trx, tenantId, input.exportId, true);
      if (locked.incarnation !== input.incarnation || !workingStates.includes(locked.status)) return null;
      return work(trx, context, locked);
    },
    { repeatable: true },
  ).catch(goneIsNull);
}
