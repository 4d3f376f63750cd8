import { UserError } from '../../domain/errors/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import { toJson } from '../../domain/records/changes.ts';
import type { SegmentEntity } from '../../domain/records/list-entities.ts';
import type { NotedEvent, RecordingContext } from '../lib/command-context.ts';
import { createContext } from '../lib/command-context.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { restoreContact } from '../contacts/archive-contact.ts';
import { archiveRecord, restoreRecord } from '../records/archive-record.ts';
import { lockRecord } from '../records/lock-record.ts';
import { nameOf } from '../records/name-of.ts';
import type { SubjectRows } from '../records/rows.ts';
import { rowsOf } from '../records/sql.ts';
import { assignRecord, updateRecord } from '../records/update-record.ts';
import { addTags } from '../tags/add-tag.ts';
import { removeTag } from '../tags/remove-tag.ts';
import type { BulkAction, BulkRow } from './bulk-change.ts';
import { changeTask, undoTask } from './bulk-tasks.ts';

/** One record of a bulk change. */
export interface BulkItem {
  readonly position: number;
  readonly recordId: string;
  readonly name: string;
  readonly outcome: 'changed' | 'unchanged' | 'refused' | null;
  readonly code: string | null;
  readonly reason: string | null;
  readonly before: JsonObject | null;
  readonly versionAfter: number | null;
  readonly undo: 'undone' | 'changed_since' | 'refused' | null;
}

/** What became of one record. */
export interface ItemResult {
  readonly position: number;
  readonly name: string;
  readonly outcome: 'changed' | 'unchanged' | 'refused';
  readonly code: string | null;
  readonly reason: string | null;
  readonly before: JsonObject | null;
  readonly versionAfter: number | null;
}

/** Items that wait for their turn, in their order. */
export function openItems(trx: TenantTrx, job: BulkRow, tenantId: string, limit: number): Promise<BulkItem[]> {
  const waiting = job.status === 'undoing' ? `outcome = 'changed' and undo is null` : 'outcome is null';
  return rowsOf<BulkItem>(trx, `select * from bulk_items where tenant_id = ? and bulk_id = ? and ${waiting} order by position limit ?`, [
    tenantId,
    job.id,
    limit,
  ]);
}

/** Does the action to each record; one that is refused harms no other. */
export async function applyItems(
  trx: TenantTrx,
  context: RecordingContext,
  job: BulkRow,
  items: readonly BulkItem[],
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = [];
  // In the order of ids, as everybody locks.
  for (const item of [...items].sort((a, b) => (a.recordId < b.recordId ? -1 : 1))) {
    const { entity, action } = job;
    const tried = await inSavepoint(trx, context, (inner, own) =>
      entity === 'task' ? changeTask(inner, own, action, item) : changeOne(inner, own, entity, action, item),
    );
    results.push(
      'refusal' in tried
        ? { position: item.position, name: item.name, outcome: 'refused', ...tried.refusal, before: null, versionAfter: null }
        : tried.value,
    );
  }
  return results;
}

async function changeOne(
  trx: TenantTrx,
  context: CommandContext,
  entity: SegmentEntity,
  action: BulkAction,
  item: BulkItem,
): Promise<ItemResult> {
  const record = { type: entity, id: item.recordId };
  const row = await lockRecord(trx, context, entity, item.recordId);
  const result = (changed: boolean, before: JsonObject | null, versionAfter: number): ItemResult => ({
    position: item.position,
    name: nameOf(row),
    outcome: changed ? 'changed' : 'unchanged',
    code: null,
    reason: null,
    before,
    versionAfter,
  });
  switch (action.kind) {
    case 'update':
    case 'assign': {
      // A new owner takes the old reason away: an undo brings both back.
      const reason = entity === 'lead' ? { routingReason: null } : {};
      const patch: JsonObject = action.kind === 'assign' ? { ownerUserId: action.ownerUserId, ...reason } : action.patch;
      const written =
        action.kind === 'assign'
          ? await assignRecord(trx, context, { record, ownerUserId: action.ownerUserId, reason: null })
          : await updateRecord(trx, context, { record, patch });
      return result(written.version !== row.version, valuesBefore(row, patch), written.version);
    }
    case 'add_tag': {
      const [tag] = await addTags(trx, context, { record, names: [action.tag], held: true });
      return result(tag?.added === true, null, row.version);
    }
    case 'remove_tag':
      return result(await removeTag(trx, context, { record, name: action.tag, held: true }), null, row.version);
    case 'archive':
      await archiveRecord(trx, context, entity, item.recordId);
      return result(true, null, row.version + 1);
    case 'complete':
    case 'reschedule':
      throw new UserError('conflict', 'Only tasks can be completed or put off.');
    case 'rescore':
      throw new Error('leads are scored together and not one by one');
  }
}

/** What the fields of a patch were; custom fields one by one, missing ones as null, so that they can be taken away again. */
function valuesBefore(row: SubjectRows[SegmentEntity], patch: JsonObject): JsonObject {
  const was = toJson(row) as JsonObject;
  const before: Record<string, JsonObject[string]> = {};
  for (const key of Object.keys(patch)) {
    if (key !== 'custom') before[key] = was[key] ?? null;
  }
  const { custom } = patch;
  if (typeof custom === 'object' && custom !== null && !Array.isArray(custom)) {
    const values = (was.custom ?? {}) as JsonObject;
    before.custom = Object.fromEntries(Object.keys(custom).map((key) => [key, values[key] ?? null]));
  }
  return before;
}

export interface UndoResult {
  readonly position: number;
  readonly undo: 'undone' | 'changed_since' | 'refused';
  readonly reason: string | null;
}

/** Takes the change back from each record that nobody has changed since. */
export async function undoItems(
  trx: TenantTrx,
  context: RecordingContext,
  job: BulkRow,
  items: readonly BulkItem[],
): Promise<readonly UndoResult[]> {
  const results: UndoResult[] = [];
  for (const item of [...items].sort((a, b) => (a.recordId < b.recordId ? -1 : 1))) {
    const { entity, action } = job;
    const tried = await inSavepoint(trx, context, (inner, own) =>
      entity === 'task' ? undoTask(inner, own, action, item) : undoOne(inner, own, entity, action, item),
    );
    results.push(
      'refusal' in tried
        ? { position: item.position, undo: 'refused', reason: tried.refusal.reason }
        : { position: item.position, undo: tried.value ? 'undone' : 'changed_since', reason: null },
    );
  }
  return results;
}

async function undoOne(
  trx: TenantTrx,
  context: CommandContext,
  entity: SegmentEntity,
  action: BulkAction,
  item: BulkItem,
): Promise<boolean> {
  const record = { type: entity, id: item.recordId };
  const row = await lockRecord(trx, context, entity, item.recordId, { archived: action.kind === 'archive' });
  switch (action.kind) {
    case 'add_tag':
      return removeTag(trx, context, { record, name: action.tag, held: true });
    case 'remove_tag': {
      const [tag] = await addTags(trx, context, { record, names: [action.tag], held: true });
      return tag?.added === true;
    }
    default:
      if (row.version !== item.versionAfter) return false;
      if (action.kind === 'archive') await restore(trx, context, entity, item.recordId);
      else await updateRecord(trx, context, { record, patch: item.before ?? {} });
      return true;
  }
}

async function restore(trx: TenantTrx, context: CommandContext, entity: SegmentEntity, id: string): Promise<void> {
  if (entity === 'contact') await restoreContact(trx, context, { id });
  else await restoreRecord(trx, context, entity, id);
}

interface Refusal {
  readonly code: string;
  readonly reason: string;
}

/** Work whose refusal leaves nothing behind: neither rows nor events. */
async function inSavepoint<T>(
  trx: TenantTrx,
  context: RecordingContext,
  work: (trx: TenantTrx, context: CommandContext) => Promise<T>,
): Promise<{ readonly value: T } | { readonly refusal: Refusal }> {
  const own = createContext(context);
  await trx.raw('savepoint item');
  let events: readonly NotedEvent[];
  let value: T;
  try {
    value = await work(trx, own);
    events = own.takeEvents();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await trx.raw('rollback to savepoint item');
    const [first] = error.problems;
    return { refusal: { code: first?.code ?? error.code, reason: first?.detail ?? error.message } };
  }
  await trx.raw('release savepoint item');
  for (const event of events) context.record(event);
  return { value };
}
