import type { ImpactChoice } from '../../domain/automation/operations/impact.ts';
import { UserError } from '../../domain/errors/errors.ts';
import type { Condition } from '../../domain/expressions/ast.ts';
import { isUuid } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { newId } from '../lib/new-id.ts';
import { userOf } from '../records/made-by.ts';
import { insertInto, rowOf, updateOf } from '../records/sql.ts';

/** What becomes of steps that fell due during a pause. */
export type CatchUp = 'now' | 'skip' | 'window' | 'spread';

/** At most so many an hour, if wanted only while the tenant's calendar is open. */
export interface Pace {
  readonly perHour: number;
  readonly businessHours: boolean;
}

export type RecordSelection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  /** Records that meet the automation's own enrolment filter, and this condition beside it. */
  | { readonly kind: 'matching'; readonly filter?: Condition };

export interface RunFilter {
  readonly automationId: string;
  readonly status?: readonly string[];
  readonly version?: number;
  readonly step?: string;
  readonly holdCode?: string;
  readonly subjectType?: string;
  readonly subjectId?: string;
  readonly stuck?: boolean;
}
export type RunSelection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'matching'; readonly filter: RunFilter };

export type RunAction =
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'retry'; readonly on: 'same' | 'current' }
  | { readonly kind: 'move'; readonly version?: number; readonly map: Readonly<Record<string, string>> };

export type OperationRequest =
  /** Runs of older versions, or only of the version `from`: what a canary that was called back leaves behind. */
  | { readonly kind: 'publish'; readonly version: number; readonly from?: number; readonly choices: readonly ImpactChoice[] }
  | { readonly kind: 'resume'; readonly catchUp: CatchUp; readonly hours: number }
  | { readonly kind: 'enrol'; readonly selection: RecordSelection; readonly pace: Pace | null }
  | { readonly kind: 'runs'; readonly selection: RunSelection; readonly action: RunAction };

export type OperationStatus = 'collecting' | 'working' | 'paused' | 'completed' | 'undoing' | 'undone' | 'cancelled';

export interface OperationRow {
  readonly id: string;
  readonly automationId: string;
  readonly kind: OperationRequest['kind'];
  readonly request: OperationRequest;
  readonly status: OperationStatus;
  readonly ownersSeen: readonly string[] | null;
  readonly afterCursor: string | null;
  readonly total: number;
  readonly done: number;
  readonly changed: number;
  readonly refused: number;
  readonly undone: number;
  readonly incarnation: number;
  readonly createdByUserId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly finishedAt: Date | null;
}

/** States in which a workflow is at work. */
export const workingStates: readonly OperationStatus[] = ['collecting', 'working', 'undoing'];

export async function loadOperation(trx: TenantTrx, tenantId: string, id: string, lock = false): Promise<OperationRow> {
  const row = isUuid(id)
    ? await rowOf<OperationRow>(trx, `select * from run_operations where tenant_id = ? and id = ?${lock ? ' for no key update' : ''}`, [
        tenantId,
        id,
      ])
    : null;
  if (row === null) throw new UserError('not_found', 'There is no such operation.');
  return row;
}

/** Begins durable work on many runs or records: its workflow goes on until it is done, whoever dies meanwhile. */
export async function startOperation(
  trx: TenantTrx,
  context: CommandContext,
  input: { readonly automationId: string; readonly request: OperationRequest; readonly ownersSeen?: readonly string[] | null },
): Promise<OperationRow> {
  const id = newId();
  const statement = insertInto('run_operations', {
    tenantId: context.tenantId,
    id,
    automationId: input.automationId,
    kind: input.request.kind,
    request: JSON.stringify(input.request),
    status: 'collecting',
    createdByUserId: userOf(context.actor),
  });
  await trx.raw(statement.sql, [...statement.bindings]);
  if (input.ownersSeen !== undefined && input.ownersSeen !== null)
    await trx.raw('update run_operations set owners_seen = ?::uuid[] where tenant_id = ? and id = ?', [
      [...input.ownersSeen],
      context.tenantId,
      id,
    ]);
  await audit(trx, context, 'operation.started', id, input.request);
  await start(trx, context, id, 1);
  return loadOperation(trx, context.tenantId, id);
}

/** Holds an operation where it is. What is done stays done. */
export async function pauseOperation(trx: TenantTrx, context: CommandContext, id: string): Promise<OperationRow> {
  const row = await loadOperation(trx, context.tenantId, id, true);
  requireState(row, ['collecting', 'working'], 'paused');
  requireOwnPace(row);
  // Another incarnation: the workflow at work finds that the operation is no longer its own.
  return writeOperation(trx, context, row, { status: 'paused', incarnation: row.incarnation + 1 });
}

/** Lets a paused operation go on. What was to come at certain times comes that much later. */
export async function continueOperation(trx: TenantTrx, context: CommandContext, id: string): Promise<OperationRow> {
  const row = await loadOperation(trx, context.tenantId, id, true);
  requireState(row, ['paused'], 'continued');
  await trx.raw(
    'update run_operation_items set due_at = due_at + (?::timestamptz - ?::timestamptz) where tenant_id = ? and operation_id = ? and outcome is null and due_at is not null',
    [context.now, row.updatedAt, context.tenantId, id],
  );
  return next(trx, context, row, { status: row.afterCursor === null && row.total > 0 ? 'working' : 'collecting' });
}

/** Ends an operation. What is done stays done, and can be taken back where its kind allows it. */
export async function cancelOperation(trx: TenantTrx, context: CommandContext, id: string): Promise<OperationRow> {
  const row = await loadOperation(trx, context.tenantId, id, true);
  requireState(row, ['collecting', 'working', 'paused', 'undoing'], 'cancelled');
  requireOwnPace(row);
  await audit(trx, context, 'operation.cancelled', id, row.request);
  return writeOperation(trx, context, row, { status: 'cancelled', incarnation: row.incarnation + 1, finishedAt: context.now });
}

/** Takes moves back that no run has acted upon yet. */
export async function undoOperation(trx: TenantTrx, context: CommandContext, id: string): Promise<OperationRow> {
  const row = await loadOperation(trx, context.tenantId, id, true);
  requireState(row, ['completed', 'cancelled'], 'undone');
  if (!canUndo(row)) throw new UserError('conflict', 'The operation has moved no runs.', [], { status: row.status });
  await audit(trx, context, 'operation.undone', id, row.request);
  return next(trx, context, row, { status: 'undoing', done: 0, finishedAt: null });
}

/** Only moves can be taken back: what was cancelled, enrolled or released has begun to act. */
export function canUndo(row: Pick<OperationRow, 'request' | 'changed'>): boolean {
  const { request } = row;
  return row.changed > 0 && (request.kind === 'publish' || (request.kind === 'runs' && request.action.kind === 'move'));
}

async function next(
  trx: TenantTrx,
  context: CommandContext,
  row: OperationRow,
  values: Readonly<Record<string, unknown>>,
): Promise<OperationRow> {
  const incarnation = row.incarnation + 1;
  const after = await writeOperation(trx, context, row, { ...values, incarnation });
  await start(trx, context, row.id, incarnation);
  return after;
}

async function start(trx: TenantTrx, context: CommandContext, operationId: string, incarnation: number): Promise<void> {
  const target = { kind: 'start', workflow: { type: 'runOperation', operationId, incarnation } } as const;
  await trx.raw(insertDispatches(context.tenantId, [{ causeKey: `start/operation/${operationId}/${incarnation}`, target, priority: 2 }]));
}

export async function writeOperation(
  trx: TenantTrx,
  context: CommandContext,
  row: Pick<OperationRow, 'id'>,
  values: Readonly<Record<string, unknown>>,
): Promise<OperationRow> {
  const statement = updateOf('run_operations', { tenantId: context.tenantId, id: row.id }, values, context.now);
  const written = await rowOf<OperationRow>(trx, statement.sql, statement.bindings);
  if (written === null) throw new Error('a locked operation vanished');
  return written;
}

function requireState(row: OperationRow, allowed: readonly OperationStatus[], wish: string): void {
  if (allowed.includes(row.status)) return;
  throw new UserError('conflict', `The operation is ${row.status}; it cannot be ${wish} now.`, [], { status: row.status });
}

/** What a resume lets go is held by its automation alone: to stop that, the automation is paused again. */
function requireOwnPace(row: OperationRow): void {
  if (row.kind === 'resume') throw new UserError('conflict', 'Pause the automation to stop what it is catching up with.');
}

function audit(trx: TenantTrx, context: CommandContext, action: string, id: string, request: OperationRequest): Promise<void> {
  const { selection: _selection, ...said } = request as OperationRequest & { readonly selection?: unknown };
  return writeAudit(trx, context, { action, recordType: 'operation', recordId: id, after: said as unknown as JsonObject });
}
