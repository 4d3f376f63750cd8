import { UserError } from '../../domain/errors/errors.ts';
import { mappingProblems, type ColumnMapping } from '../../domain/imports/mapping.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import { rowOf, updateOf } from '../records/sql.ts';
import { type ImportJobRow, loadImport, requireStatus } from './import-job.ts';
import { importTargets } from './import-targets.ts';

export interface ChangeImport {
  readonly id: string;
  readonly mapping?: readonly ColumnMapping[];
  readonly onDuplicate?: 'skip' | 'update';
  /** The version the caller last saw. */
  readonly expectedVersion: number;
}

/** Corrects the mapping. What was checked against the old one is forgotten. */
export async function changeImport(trx: TenantTrx, context: CommandContext, input: ChangeImport): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, input.id, true);
  if (job.version !== input.expectedVersion) throw new UserError('precondition_failed', 'The import was changed in the meantime.');
  requireStatus(job, ['mapping', 'validated', 'failed'], 'changed');
  const mapping = input.mapping ?? job.mapping;
  const problems = mappingProblems(mapping, job.columns, await importTargets(trx, context));
  if (problems.length > 0) throw new UserError('validation_failed', 'The mapping cannot be used like this.', problems);
  await trx.raw('delete from import_rows where tenant_id = ? and import_id = ?', [context.tenantId, job.id]);
  return write(trx, context, job, {
    ...noCounts,
    status: 'mapping',
    mapping,
    onDuplicate: input.onDuplicate ?? job.onDuplicate,
    problem: null,
  });
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
  const problems = mappingProblems(job.mapping, job.columns, await importTargets(trx, context));
  if (problems.length > 0) throw new UserError('validation_failed', 'Correct the mapping first.', problems);
  await trx.raw('delete from import_rows where tenant_id = ? and import_id = ?', [context.tenantId, id]);
  return beginPhase(trx, context, job, { ...noCounts, status: 'validating', problem: null, completedAt: null });
}

/** Has the valid rows imported in the background. */
export async function applyImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['validated'], 'started');
  return beginPhase(trx, context, job, { status: 'applying', lastRow: 0, processedRows: 0, startedAt: context.now });
}

/** Stops it. What is imported stays imported. */
export async function cancelImport(trx: TenantTrx, context: CommandContext, id: string): Promise<ImportJobRow> {
  const job = await loadImport(trx, context, id, true);
  requireStatus(job, ['mapping', 'validating', 'validated', 'applying', 'failed'], 'cancelled');
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
