import { UserError } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { ListEntity } from '../../domain/records/list-entities.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { insertDispatches } from '../lib/dispatches.ts';
import type { RecordSelection } from '../lists/selection.ts';
import { newId } from '../lib/new-id.ts';
import { insertInto, rowOf, updateOf } from '../records/sql.ts';

export type BulkStatus =
  | 'collecting'
  | 'previewing'
  | 'previewed'
  | 'applying'
  | 'completed'
  | 'undoing'
  | 'undone'
  | 'cancelled'
  | 'failed';

/** What is done to every record. */
export type BulkAction =
  | { readonly kind: 'update'; readonly patch: JsonObject }
  | { readonly kind: 'assign'; readonly ownerUserId: string | null }
  | { readonly kind: 'add_tag'; readonly tag: string }
  | { readonly kind: 'remove_tag'; readonly tag: string }
  | { readonly kind: 'archive' }
  /** Tasks only. */
  | { readonly kind: 'complete' }
  | { readonly kind: 'reschedule'; readonly dueAt: string | null }
  /** Counts the scores of all leads anew; begun by a change of the rules and never by a selection. */
  | { readonly kind: 'rescore' };

/** What people can do to many records of a kind. */
export function bulkKindsOf(entity: ListEntity): readonly BulkAction['kind'][] {
  return entity === 'task' ? ['complete', 'assign', 'reschedule'] : ['assign', 'update', 'add_tag', 'remove_tag', 'archive'];
}

export interface BulkRow {
  readonly id: string;
  readonly version: number;
  readonly entity: ListEntity;
  readonly action: BulkAction;
  readonly selection: RecordSelection;
  readonly status: BulkStatus;
  readonly preview: boolean;
  readonly ownersSeen: readonly string[] | null;
  readonly afterCursor: string | null;
  readonly total: number;
  readonly done: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly undone: number;
  readonly incarnation: number;
  readonly createdByUserId: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** States in which a workflow is at work. */
export const workingStates: readonly BulkStatus[] = ['collecting', 'previewing', 'applying', 'undoing'];

export async function loadBulk(trx: TenantTrx, tenantId: string, id: string, lock = false): Promise<BulkRow> {
  const row = await rowOf<BulkRow>(trx, `select * from bulk_changes where tenant_id = ? and id = ?${lock ? ' for no key update' : ''}`, [
    tenantId,
    id,
  ]);
  if (row === null) throw new UserError('not_found', 'There is no such bulk change.');
  return row;
}

export interface CreateBulk {
  readonly entity: ListEntity;
  readonly action: BulkAction;
  readonly selection: RecordSelection;
  /** Only finds out what would happen; `applyBulk` does it. */
  readonly preview: boolean;
  readonly ownersSeen: readonly string[] | null;
  readonly userId: string;
}

/** Begins a bulk change, or a preview of one, in the background. */
export async function createBulk(trx: TenantTrx, context: CommandContext, input: CreateBulk): Promise<BulkRow> {
  const id = newId();
  const statement = insertInto('bulk_changes', {
    tenantId: context.tenantId,
    id,
    entity: input.entity,
    action: JSON.stringify(input.action),
    selection: JSON.stringify(input.selection),
    status: 'collecting',
    preview: input.preview,
    createdByUserId: input.userId,
  });
  await trx.raw(statement.sql, [...statement.bindings]);
  if (input.ownersSeen !== null)
    await trx.raw('update bulk_changes set owners_seen = ?::uuid[] where tenant_id = ? and id = ?', [
      [...input.ownersSeen],
      context.tenantId,
      id,
    ]);
  if (!input.preview) await audit(trx, context, 'bulk.started', id, input.action);
  await start(trx, context, id, 1);
  return loadBulk(trx, context.tenantId, id);
}

/** Begins to count the scores of all leads anew. Nobody sees single records of it and there is nothing to take back. */
export async function createRescore(trx: TenantTrx, context: CommandContext, input: { readonly userId: string }): Promise<string> {
  const id = newId();
  await trx.raw(
    `insert into bulk_changes (tenant_id, id, entity, action, selection, status, total, created_by_user_id)
     select ?, ?, 'lead', ?::jsonb, ?::jsonb, 'applying', count(*)::int, ? from leads where tenant_id = ? and archived_at is null`,
    [
      context.tenantId,
      id,
      JSON.stringify({ kind: 'rescore' } satisfies BulkAction),
      JSON.stringify({ kind: 'matching', timeZone: 'UTC' } satisfies RecordSelection),
      input.userId,
      context.tenantId,
    ],
  );
  await start(trx, context, id, 1);
  return id;
}

/** Does what was previewed. */
export async function applyBulk(trx: TenantTrx, context: CommandContext, id: string): Promise<BulkRow> {
  const job = await loadBulk(trx, context.tenantId, id, true);
  requireState(job, ['previewed'], 'started');
  await trx.raw(
    'update bulk_items set outcome = null, code = null, reason = null, before = null, version_after = null where tenant_id = ? and bulk_id = ?',
    [context.tenantId, id],
  );
  await audit(trx, context, 'bulk.started', id, job.action);
  return next(trx, context, job, { status: 'applying', preview: false, ...noCounts });
}

const noCounts = { done: 0, changed: 0, unchanged: 0, refused: 0 };

/** Takes back what nothing has changed since. */
export async function undoBulk(trx: TenantTrx, context: CommandContext, id: string): Promise<BulkRow> {
  const job = await loadBulk(trx, context.tenantId, id, true);
  requireState(job, ['completed', 'cancelled'], 'undone');
  if (job.action.kind === 'rescore') throw new UserError('conflict', 'Scores follow their rules: change the rules instead.');
  if (job.preview || job.changed === 0) throw new UserError('conflict', 'The bulk change has changed nothing.', [], { status: job.status });
  await audit(trx, context, 'bulk.undone', id, job.action);
  return next(trx, context, job, { status: 'undoing', done: 0, finishedAt: null });
}

/** Stops it. What is changed stays changed, and can be undone. */
export async function cancelBulk(trx: TenantTrx, context: CommandContext, id: string): Promise<BulkRow> {
  const job = await loadBulk(trx, context.tenantId, id, true);
  requireState(job, ['collecting', 'previewing', 'previewed', 'applying', 'undoing'], 'cancelled');
  // Another incarnation: the workflow at work finds that the change is no longer its own.
  return writeBulk(trx, context, job, { status: 'cancelled', incarnation: job.incarnation + 1, finishedAt: context.now });
}

async function next(trx: TenantTrx, context: CommandContext, job: BulkRow, values: Readonly<Record<string, unknown>>): Promise<BulkRow> {
  const incarnation = job.incarnation + 1;
  const row = await writeBulk(trx, context, job, { ...values, incarnation });
  await start(trx, context, job.id, incarnation);
  return row;
}

async function start(trx: TenantTrx, context: CommandContext, bulkId: string, incarnation: number): Promise<void> {
  const target = { kind: 'start', workflow: { type: 'bulkChange', bulkId, incarnation } } as const;
  await trx.raw(insertDispatches(context.tenantId, [{ causeKey: `start/bulk/${bulkId}/${incarnation}`, target }]));
}

export async function writeBulk(
  trx: TenantTrx,
  context: CommandContext,
  job: Pick<BulkRow, 'id'>,
  values: Readonly<Record<string, unknown>>,
): Promise<BulkRow> {
  const statement = updateOf('bulk_changes', { tenantId: context.tenantId, id: job.id }, values, context.now);
  const row = await rowOf<BulkRow>(trx, statement.sql, statement.bindings);
  if (row === null) throw new Error('a locked bulk change vanished');
  return row;
}

function requireState(job: BulkRow, allowed: readonly BulkStatus[], wish: string): void {
  if (allowed.includes(job.status)) return;
  throw new UserError('conflict', `The bulk change is ${job.status}; it cannot be ${wish} now.`, [], { status: job.status });
}

function audit(trx: TenantTrx, context: CommandContext, action: string, id: string, what: BulkAction): Promise<void> {
  return writeAudit(trx, context, { action, recordType: 'bulk_change', recordId: id, after: { action: what.kind } });
}
