import { heartbeat } from '@temporalio/activity';
import type { Readable } from 'node:stream';
import { applyRows, RowRefused } from '../../commands/imports/apply-rows.ts';
import { checkRows } from '../../commands/imports/check-rows.ts';
import { endPhase, failImport, makeCustomFields } from '../../commands/imports/end-phase.ts';
import { type ImportJobRow, loadImport } from '../../commands/imports/import-job.ts';
import { type CsvRow, UnreadableFile } from '../../commands/imports/read-csv.ts';
import { readRows } from '../../commands/imports/read-rows.ts';
import { undoRows } from '../../commands/imports/undo-rows.ts';
import { createRowReader, type RowReader } from '../../commands/imports/row-reader.ts';
import type { RecordingContext } from '../../commands/lib/command-context.ts';
import type { TenantTrx } from '../../commands/lib/context.ts';
import { runCommand } from '../../commands/lib/run-command.ts';
import type { Doors } from '../../db/doors.ts';
import { UserError } from '../../domain/errors/errors.ts';
import { asTenantId } from '../../domain/ids.ts';
import type { ImportActivities, ImportInput, ImportProgress } from '../../workflows/contracts/import.ts';

export interface ImportDeps {
  readonly db: Pick<Doors, 'withTenant' | 'withTenantExclusive' | 'readTenant'>;
  /** Opens the bytes of a stored file. */
  readonly openFile: (tenantId: string, fileId: string, trx: TenantTrx) => Promise<Readable>;
}

/** Rows of one transaction: checking is cheap; importing must keep the transaction under a second. */
const batchRows = { validating: 1_000, applying: 250 } as const;
/** Records that are written one by one take more statements. */
const oneByOneRows = 50;
/** One call takes about so long, so that the workflow shows progress and a stop is quick. */
const callMs = 15_000;
const beatMs = 3_000;

type Phase = keyof typeof batchRows;

const working: ReadonlySet<ImportJobRow['status']> = new Set(['validating', 'applying', 'undoing']);

export function createImportActivities(deps: ImportDeps): ImportActivities {
  return {
    continueImport: async (input) => {
      // Tells that this process lives, however long a batch takes: one that was killed is noticed within seconds.
      const beating = setInterval(() => heartbeat(), beatMs);
      try {
        return await continueImport(deps, input, Date.now() + callMs);
      } finally {
        clearInterval(beating);
      }
    },
  };
}

/** Works through the file from where the last commit ended, until the phase is done or the time is up. */
export async function continueImport(deps: ImportDeps, input: ImportInput, until: number): Promise<ImportProgress> {
  const { status } = await statusOf(deps, input);
  if (status === 'undoing') return undo(deps, input, until);
  const start = await step(deps, input, async (trx, context, job) => {
    if (job.status === 'applying' && job.lastRow === 0) await makeCustomFields(trx, context, job);
    return { job, read: await createRowReader(trx, context, job), bytes: await deps.openFile(input.tenantId, job.fileId, trx) };
  });
  if (start === null) return over(null);
  let { job } = start;
  const phase = phaseOf(job);
  try {
    for await (const rows of batchesOf(start.bytes, job, sizeOf(job, phase))) {
      const next = await takeBatch(deps, input, rows, start.read);
      if (next === null) return over(job);
      job = next;
      if (Date.now() > until) return { done: false, status: job.status, rows: job.processedRows };
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    const failed = await step(deps, input, (trx, context, locked) => failImport(trx, context, locked, error.problem));
    return over(failed);
  } finally {
    start.bytes.destroy();
  }
  return over(await step(deps, input, (trx, context, locked) => endPhase(trx, context, locked)));
}

function sizeOf(job: ImportJobRow, phase: Phase): number {
  const oneByOne = phase === 'applying' && (job.entity !== 'lead' || job.onDuplicate !== 'skip');
  return oneByOne ? oneByOneRows : batchRows[phase];
}

async function takeBatch(deps: ImportDeps, input: ImportInput, rows: readonly CsvRow[], read: RowReader): Promise<ImportJobRow | null> {
  const understood = rows.map(read);
  const take = (careful: boolean): Promise<ImportJobRow | null> =>
    step(deps, input, (trx, context, job) => {
      // A repeated transaction may find that its first try was committed after all.
      const left = understood.filter((row) => row.number > job.lastRow);
      if (left.length === 0) return Promise.resolve(job);
      return job.status === 'validating' ? checkRows(trx, context, job, left) : applyRows(trx, context, job, left, careful);
    });
  try {
    return await take(false);
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    return take(true);
  }
}

/** Takes changes back, batch by batch, until none is left or the time is up. */
async function undo(deps: ImportDeps, input: ImportInput, until: number): Promise<ImportProgress> {
  for (;;) {
    let left = true;
    const job = await step(deps, input, async (trx, context, locked) => {
      const next = await undoRows(trx, context, locked);
      left = next !== null;
      return next ?? endPhase(trx, context, locked);
    });
    if (job === null || !left) return over(job);
    if (Date.now() > until) return { done: false, status: job.status, rows: job.undoneRows + job.keptRows };
  }
}

async function statusOf(deps: ImportDeps, input: ImportInput): Promise<{ readonly status: string | null }> {
  const tenantId = asTenantId(input.tenantId);
  try {
    return await deps.db.readTenant(tenantId, (trx) => loadImport(trx, { tenantId }, input.importId));
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return { status: null };
    throw error;
  }
}

/** One transaction under the import's lock; null when the import is no longer this workflow's. */
async function step<T>(
  deps: ImportDeps,
  input: ImportInput,
  work: (trx: TenantTrx, context: RecordingContext, job: ImportJobRow) => Promise<T>,
): Promise<T | null> {
  const tenantId = asTenantId(input.tenantId);
  try {
    const { createdByUserId } = await deps.db.readTenant(tenantId, (trx) => loadImport(trx, { tenantId }, input.importId));
    const actor = { kind: 'import', importId: input.importId, userId: createdByUserId ?? '' } as const;
    return await runCommand(
      deps.db,
      { tenantId, actor },
      async (trx, context) => {
        const job = await loadImport(trx, context, input.importId, true);
        if (job.incarnation !== input.incarnation || !working.has(job.status)) return null;
        return work(trx, context, job);
      },
      { repeatable: true },
    );
  } catch (error) {
    if (error instanceof UserError && error.code === 'not_found') return null;
    throw error;
  }
}

/** The rows that are not taken yet, in batches of a fixed size. The heading is the first row that is not empty. */
async function* batchesOf(bytes: Readable, job: ImportJobRow, size: number): AsyncGenerator<readonly CsvRow[]> {
  let heading = true;
  let batch: CsvRow[] = [];
  for await (const rows of readRows(bytes)) {
    for (const row of rows) {
      if (heading) {
        heading = false;
        continue;
      }
      if (row.number <= job.lastRow) continue;
      batch.push(row);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function phaseOf(job: ImportJobRow): Phase {
  return job.status === 'validating' ? 'validating' : 'applying';
}

function over(job: ImportJobRow | null): ImportProgress {
  return { done: true, status: job?.status ?? 'superseded', rows: job?.processedRows ?? 0 };
}
