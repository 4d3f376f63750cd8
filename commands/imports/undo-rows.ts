import { UserError } from '../../domain/errors/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { sameJson, toJson } from '../../domain/records/changes.ts';
import { type ImportEntity, isWork, type WorkEntity } from '../../domain/imports/record-targets.ts';
import type { CustomFieldEntity } from '../../domain/records/custom-field-rules.ts';
import { archiveActivity } from '../activities/update-activity.ts';
import { closeDeal, moveDeal } from '../deals/move-deal.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { archiveRecord } from '../records/archive-record.ts';
import { lockRecord } from '../records/lock-record.ts';
import { recordKinds } from '../records/record-kinds.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { updateRecord } from '../records/update-record.ts';
import { archiveNote } from '../notes/update-note.ts';
import { removeTag } from '../tags/remove-tag.ts';
import { archiveTask } from '../tasks/archive-task.ts';
import type { ImportJobRow } from './import-job.ts';

const batchChanges = 100;

interface Change<Type extends ImportEntity = ImportEntity> {
  readonly id: string;
  readonly rowNumber: number;
  readonly recordType: Type;
  readonly recordId: string;
  readonly kind: 'created' | 'updated' | 'tagged';
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  readonly changedAt: Date;
}

type Outcome = { readonly undo: 'done' | 'part' | 'kept'; readonly note: string | null };

/**
 * Takes the next changes of an import back, the last first, in one transaction with how far it has come. Null when there are no
 * more. What somebody has worked on since stays, and is said.
 */
export async function undoRows(trx: TenantTrx, context: CommandContext, job: ImportJobRow): Promise<ImportJobRow | null> {
  const changes = await rowsOf<Change>(
    trx,
    'select * from import_changes where tenant_id = ? and import_id = ? and undone_at is null order by id desc limit ?',
    [context.tenantId, job.id, batchChanges],
  );
  if (changes.length === 0) return null;
  const outcomes: (Change & Outcome)[] = [];
  for (const change of changes) outcomes.push({ ...change, ...(await undoOne(trx, context, change)) });
  await trx.raw(
    `update import_changes set undone_at = ?, undo = o.undo, undo_note = o.note
     from jsonb_to_recordset(?::jsonb) as o (id uuid, undo text, note text) where import_changes.tenant_id = ? and import_changes.id = o.id`,
    [context.now, JSON.stringify(outcomes.map(({ id, undo, note }) => ({ id, undo, note }))), context.tenantId],
  );
  const gone = outcomes.filter((one) => one.undo === 'done' && one.kind !== 'tagged').map((one) => one.rowNumber);
  await trx.raw(
    `update import_rows set status = 'undone' where tenant_id = ? and import_id = ? and row_number = any(?::int[]) and status in ('imported', 'updated')`,
    [context.tenantId, job.id, gone],
  );
  const row = await rowOf<ImportJobRow>(
    trx,
    `update imports set undone_rows = undone_rows + ?, kept_rows = kept_rows + ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ? returning *`,
    [
      outcomes.filter((one) => one.undo === 'done').length,
      outcomes.filter((one) => one.undo !== 'done').length,
      context.now,
      context.tenantId,
      job.id,
    ],
  );
  if (row === null) throw new Error('a locked import vanished');
  return row;
}

async function undoOne(trx: TenantTrx, context: CommandContext, change: Change): Promise<Outcome> {
  await trx.raw('savepoint undo_change');
  try {
    const outcome = await undoChange(trx, context, change);
    await trx.raw('release savepoint undo_change');
    return outcome;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await trx.raw('rollback to savepoint undo_change');
    await trx.raw('release savepoint undo_change');
    return { undo: 'kept', note: error.code === 'not_found' ? 'It has been archived since.' : error.message };
  }
}

/** Archiving them is the same for all three; what the kinds of record know beside does not apply. */
const archiveWork: Readonly<
  Record<WorkEntity, (trx: TenantTrx, context: CommandContext, input: { readonly id: string }) => Promise<void>>
> = {
  task: archiveTask,
  note: archiveNote,
  activity: archiveActivity,
};

async function undoWork(trx: TenantTrx, context: CommandContext, change: Change, type: WorkEntity): Promise<Outcome> {
  const worked = await workedOn(trx, context, change);
  if (worked !== null) return worked;
  await archiveWork[type](trx, context, { id: change.recordId });
  await trx.raw('delete from external_ids where tenant_id = ? and record_id = ?', [context.tenantId, change.recordId]);
  return { undo: 'done', note: null };
}

async function undoChange(trx: TenantTrx, context: CommandContext, given: Change): Promise<Outcome> {
  const { recordType } = given;
  if (isWork(recordType)) return undoWork(trx, context, given, recordType);
  const change: Change<CustomFieldEntity> = { ...given, recordType };
  switch (change.kind) {
    case 'created':
      return undoCreated(trx, context, change);
    case 'updated':
      return undoUpdated(trx, context, change);
    case 'tagged': {
      const tagId = change.after?.['tagId'];
      const record = { type: recordType, id: change.recordId };
      await lockRecord(trx, context, record.type, record.id, { archived: true });
      if (typeof tagId === 'string') await removeTag(trx, context, { record, tagId, held: true });
      return { undo: 'done', note: null };
    }
  }
}

/** A record the import made leaves again, unless a person has worked on it or others hang on it. */
async function undoCreated(trx: TenantTrx, context: CommandContext, change: Change<CustomFieldEntity>): Promise<Outcome> {
  const row = await lockRecord(trx, context, change.recordType, change.recordId, { archived: true });
  if (row.archivedAt !== null) return { undo: 'done', note: 'It was archived already.' };
  const worked = await workedOn(trx, context, change);
  if (worked !== null) return worked;
  if (change.recordType === 'company' || change.recordType === 'contact') {
    const column = change.recordType === 'company' ? 'company_id' : 'contact_id';
    const tables = change.recordType === 'company' ? ['contacts', 'deals'] : ['deals'];
    const used = await rowOf<{ readonly used: boolean }>(
      trx,
      `select ${tables.map((table) => `exists (select from ${table} where tenant_id = ? and ${column} = ? and archived_at is null)`).join(' or ')} as used`,
      tables.flatMap(() => [context.tenantId, change.recordId]),
    );
    if (used?.used === true) return { undo: 'kept', note: 'Other records belong to it.' };
  }
  await archiveRecord(trx, context, change.recordType, change.recordId);
  await trx.raw('delete from external_ids where tenant_id = ? and record_id = ?', [context.tenantId, change.recordId]);
  return { undo: 'done', note: null };
}

async function workedOn(trx: TenantTrx, context: CommandContext, change: Change): Promise<Outcome | null> {
  const worked = await rowOf<{ readonly type: string }>(
    trx,
    `select e.type from event_links k join events e on e.tenant_id = k.tenant_id and e.id = k.event_id
     where k.tenant_id = ? and k.record_id = ? and e.actor ->> 'kind' = 'user' and e.occurred_at > ? order by e.id desc limit 1`,
    [context.tenantId, change.recordId, change.changedAt],
  );
  return worked === null ? null : { undo: 'kept', note: `Somebody has worked on it since (${worked.type}).` };
}

/** Each field goes back to what it was, where it still holds what the import gave it. */
async function undoUpdated(trx: TenantTrx, context: CommandContext, change: Change<CustomFieldEntity>): Promise<Outcome> {
  const row = await lockRecord(trx, context, change.recordType, change.recordId);
  const now = toJson(row) as JsonObject;
  const plan = restorable(change, now);
  const {
    stageId,
    pipelineId: _pipeline,
    status,
    stageEnteredAt: _entered,
    closedAt: _closed,
    lostReason: _reason,
    assignedAt: _assigned,
    ...fields
  } = plan.values;
  const known = Object.fromEntries(
    Object.entries(fields).filter(([field]) => field === 'custom' || field in recordKinds[change.recordType].fields),
  );
  const deal = change.recordType === 'deal';
  const patch = !deal && status !== undefined ? { ...known, status } : known;
  if (Object.keys(patch).length > 0) await updateRecord(trx, context, { record: { type: change.recordType, id: row.id }, patch });
  if (deal && typeof stageId === 'string') await moveDeal(trx, context, { id: row.id, stageId });
  else if (deal && status === 'open') await closeDeal(trx, context, { id: row.id, status: 'open' });
  if (plan.kept.length === 0) return { undo: 'done', note: null };
  const note = `Changed since: ${plan.kept.join(', ')}.`;
  return { undo: Object.keys(plan.values).length > 0 ? 'part' : 'kept', note };
}

function restorable(change: Change, now: JsonObject): { readonly values: Record<string, Json>; readonly kept: readonly string[] } {
  const values: Record<string, Json> = {};
  const kept: string[] = [];
  for (const [field, was] of Object.entries(change.before ?? {})) {
    if (field === 'custom') {
      const custom = inner(change, now);
      if (Object.keys(custom.values).length > 0) values['custom'] = custom.values;
      kept.push(...custom.kept);
    } else if (sameJson(now[field] ?? null, change.after?.[field] ?? null)) values[field] = was;
    else kept.push(field);
  }
  return { values, kept };
}

function inner(change: Change, now: JsonObject): { readonly values: Record<string, Json>; readonly kept: readonly string[] } {
  const [before, after, current] = [objectIn(change.before), objectIn(change.after), objectIn(now)];
  const keys = Object.keys(before);
  const same = (key: string): boolean => sameJson(current[key] ?? null, after[key] ?? null);
  return {
    values: Object.fromEntries(keys.filter(same).map((key) => [key, before[key] ?? null])),
    kept: keys.filter((key) => !same(key)).map((key) => `custom.${key}`),
  };
}

function objectIn(values: JsonObject | null): JsonObject {
  const custom = values?.['custom'];
  return typeof custom === 'object' && custom !== null && !Array.isArray(custom) ? (custom as JsonObject) : {};
}
