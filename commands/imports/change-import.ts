import { UserError } from '../../domain/errors/errors.ts';
import { mappingProblems, type ColumnMapping } from '../../domain/imports/mapping.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { rowOf, updateOf } from '../records/sql.ts';
import { isWork, type MatchKey, matchKeysOf, namingOf } from '../../domain/imports/record-targets.ts';
import { type DuplicateChoice, type ImportJobRow, loadImport, requireStatus } from './import-job.ts';
import { importTargets } from './import-targets.ts';

export interface ChangeImport {
  readonly id: string;
  readonly mapping?: readonly ColumnMapping[];
  readonly onDuplicate?: DuplicateChoice;
  readonly matchBy?: MatchKey | null;
  readonly createMissing?: boolean;
  /** The version the caller last saw. */
  readonly expectedVersion: number;
}

/** Corrects the mapping. What was checked against the old one is forgotten. */
export async function changeImport(trx: TenantTrx, context: CommandContext, input: ChangeImport): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, input.id, true);
  if (job.version !== input.expectedVersion) throw new UserError('precondition_failed', 'The import was changed in the meantime.');
  requireStatus(job, ['mapping', 'validated', 'failed'], 'changed');
  const mapping = input.mapping ?? job.mapping;
  const problems = mappingProblems(mapping, job.columns, await importTargets(trx, context, job.entity), namingOf[job.entity]);
  const matchBy = input.matchBy === undefined ? job.matchBy : input.matchBy;
  if (matchBy !== null && !matchKeysOf[job.entity].includes(matchBy)) {
    const detail = `Records of this kind cannot be found by ${matchBy}.`;
    problems.push({ pointer: '/matchBy', code: 'match_key_unknown', detail });
  }
  problems.push(...workProblems(job, mapping, input.onDuplicate ?? job.onDuplicate));
  if (problems.length > 0) throw new UserError('validation_failed', 'The mapping cannot be used like this.', problems);
  await trx.raw('delete from import_rows where tenant_id = ? and import_id = ?', [context.tenantId, job.id]);
  return write(trx, context, job, {
    ...noCounts,
    status: 'mapping',
    mapping,
    onDuplicate: input.onDuplicate ?? job.onDuplicate,
    matchBy,
    createMissing: input.createMissing ?? job.createMissing,
    problem: null,
  });
}

/** Tasks, notes and activities have no fields of the tenant's own and are only added: what is known stays as it is. */
function workProblems(
  job: ImportJobRow,
  mapping: readonly ColumnMapping[],
  onDuplicate: DuplicateChoice,
): ReturnType<typeof mappingProblems> {
  if (!isWork(job.entity)) return [];
  const fields = mapping.flatMap((entry, index) => {
    const detail = 'Records of this kind have no fields of your own.';
    return entry.to === 'newField' ? [{ pointer: `/mapping/${index}`, code: 'field_unknown', detail }] : [];
  });
  const detail = 'Tasks, notes and activities are only added; those that are known stay as they are.';
  return onDuplicate === 'skip' ? fields : [...fields, { pointer: '/onDuplicate', code: 'only_added', detail }];
}

const noCounts = {
  totalRows: 0,
  processedRows: 0,
  validRows: 0,
  warningRows: 0,
  rejectedRows: 0,
  duplicateRows: 0,
  importedRows: 0,
  updatedRows: 0,
  lastRow: 0,
};

/** Has every row checked in the background. */
export async function validateImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['mapping', 'validated', 'failed'], 'checked');
  const problems = mappingProblems(job.mapping, job.columns, await importTargets(trx, context, job.entity), namingOf[job.entity]);
  if (problems.length > 0) throw new UserError('validation_failed', 'Correct the mapping first.', problems);
  await trx.raw('delete from import_rows where tenant_id = ? and import_id = ?', [context.tenantId, id]);
  return beginPhase(trx, context, job, { ...noCounts, status: 'validating', problem: null, completedAt: null });
}

/** Has the valid rows imported in the background; the mapping is remembered for the next file with these headings. */
export async function applyImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['validated'], 'started');
  await rememberMapping(trx, context, job);
  return beginPhase(trx, context, job, { status: 'applying', lastRow: 0, processedRows: 0, startedAt: context.now });
}

async function rememberMapping(trx: TenantTrx, context: CommandContext, job: ImportJobRow): Promise<void> {
  if (job.headingKey === null) return;
  await trx.raw(
    `insert into import_mappings (tenant_id, entity, heading_key, mapping, on_duplicate, match_by, create_missing, used_at, used_by_user_id)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (tenant_id, entity, heading_key) do update set mapping = excluded.mapping, on_duplicate = excluded.on_duplicate,
       match_by = excluded.match_by, create_missing = excluded.create_missing, used_at = excluded.used_at, used_by_user_id = excluded.used_by_user_id`,
    [
      context.tenantId,
      job.entity,
      job.headingKey,
      JSON.stringify(job.mapping),
      job.onDuplicate,
      job.matchBy,
      job.createMissing,
      context.now,
      context.actor.kind === 'user' ? context.actor.userId : null,
    ],
  );
}

/** Lets it stand where it is; nothing that was imported is touched. */
export async function pauseImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['validating', 'applying', 'undoing'], 'paused');
  // Another incarnation: the workflow at work finds that the import is no longer its own.
  return write(trx, context, job, { status: 'paused', pausedPhase: job.status, incarnation: job.incarnation + 1 });
}

/** Goes on with the row at which it stood. */
export async function resumeImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['paused'], 'resumed');
  return beginPhase(trx, context, job, { status: job.pausedPhase ?? 'applying', pausedPhase: null });
}

/**
 * Takes back what it did, in the background: what it made leaves, what it changed goes back where nothing changed since. Asked
 * again afterwards, it tries what it had to leave.
 */
export async function undoImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['completed', 'cancelled', 'undone'], 'taken back');
  if (job.status === 'undone') {
    await trx.raw(
      `update import_changes set undone_at = null, undo = null, undo_note = null where tenant_id = ? and import_id = ? and undo in ('kept', 'part')`,
      [context.tenantId, job.id],
    );
  }
  await writeAudit(trx, context, { action: 'import.undone', recordType: 'import', recordId: job.id });
  const by = context.actor.kind === 'user' ? context.actor.userId : null;
  return beginPhase(trx, context, job, { status: 'undoing', keptRows: 0, undoneByUserId: by });
}

/** Stops it. What is imported stays imported. */
export async function cancelImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['mapping', 'validating', 'validated', 'applying', 'paused', 'failed'], 'cancelled');
  // Another incarnation: the workflow at work finds that the import is no longer its own.
  return write(trx, context, job, { status: 'cancelled', incarnation: job.incarnation + 1, completedAt: context.now });
}

async function beginPhase(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  values: Readonly<Record<string, unknown>>,
): Promise<ImportJobRow> {
  const incarnation = job.incarnation + 1;
  const row = await write(trx, context, job, { ...values, incarnation });
  const target = { kind: 'start', workflow: { type: 'import', importId: job.id, incarnation } } as const;
  await trx.raw(insertDispatches(context.tenantId, [{ causeKey: `start/import/${job.id}/${incarnation}`, target }]));
  return row;
}

async function write(
  trx: TenantTrx,
  context: CommandContext,
  job: ImportJobRow,
  values: Readonly<Record<string, unknown>>,
): Promise<ImportJobRow> {
  const statement = updateOf('imports', { tenantId: context.tenantId, id: job.id }, json(values), context.now);
  const row = await rowOf<ImportJobRow>(trx, statement.sql, statement.bindings);
  if (row === null) throw new Error('a locked import vanished');
  return row;
}

function json(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, Array.isArray(value) ? JSON.stringify(value) : value]));
}
