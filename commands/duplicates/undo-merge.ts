import { UserError } from '../../domain/errors/errors.ts';
import type { EventType } from '../../domain/events.ts';
import { subjectSeen } from '../../db/visibility.ts';
import { isUuid } from '../../domain/ids.ts';
import type { JsonObject } from '../../domain/json.ts';
import { sameJson, toJson } from '../../domain/records/changes.ts';
import { writeChannels } from '../contacts/channels.ts';
import { limitOf, requireRoom } from '../entitlements/take-room.ts';
import type { CommandContext, TenantTrx } from '../lib/context.ts';
import { recountCoverage } from '../qualification/recount-coverage.ts';
import { notFound } from '../records/lock-record.ts';
import { userOf } from '../records/made-by.ts';
import { recordKinds } from '../records/record-kinds.ts';
import type { ContactRow, SubjectRows } from '../records/rows.ts';
import { rowOf, rowsOf } from '../records/sql.ts';
import { writeRecord } from '../records/write-record.ts';
import type { MergeType } from './find-pairs.ts';
import { moveRuns, returnLinks, unshareEvents } from './links.ts';
import type { FieldChanges, MergeMoved } from './merge-records.ts';

export interface MergeRow {
  readonly id: string;
  readonly type: MergeType;
  readonly winnerId: string;
  readonly loserId: string;
  readonly changes: FieldChanges;
  readonly moved: MergeMoved;
  readonly createdAt: Date;
  readonly undoneAt: Date | null;
}

/** Something that taking the merge back could not restore. */
export interface NotUndone {
  readonly what: 'field' | 'link' | 'run' | 'email';
  readonly name: string;
  readonly detail: string;
}

export interface Undone {
  readonly merge: MergeRow;
  readonly notUndone: readonly NotUndone[];
}

/** A merge of records that whoever asks may see both; null when there is none. */
export function findMerge(trx: TenantTrx, tenantId: string, id: string): Promise<MergeRow | null> {
  const seen = `${subjectSeen('type', 'winner_id')} and ${subjectSeen('type', 'loser_id')}`;
  return rowOf<MergeRow>(trx, `select * from merges where tenant_id = ? and id = ? and ${seen}`, [tenantId, id]);
}

/**
 * Takes a merge back: the loser lives again as it was, and the winner gets back what nobody has changed since. What cannot be restored is
 * left as it is and named.
 */
export async function undoMerge(trx: TenantTrx, context: CommandContext, input: { readonly id: string }): Promise<Undone> {
  const merge = isUuid(input.id) ? await findMerge(trx, context.tenantId, input.id) : null;
  if (merge === null) throw notFound('merge');
  const { type, winnerId, loserId } = merge;
  const { table } = recordKinds[type];
  const rows = await rowsOf<SubjectRows[MergeType]>(
    trx,
    `select * from ${table} where tenant_id = ? and id = any(?::uuid[]) order by id for no key update`,
    [context.tenantId, [winnerId, loserId]],
  );
  const winner = rows.find((row) => row.id === winnerId);
  const loser = rows.find((row) => row.id === loserId);
  const again = await rowOf<MergeRow>(trx, 'select * from merges where tenant_id = ? and id = ? for update', [context.tenantId, merge.id]);
  if (again?.undoneAt)
    throw new UserError('conflict', 'The merge has been taken back already.', [{ code: 'merge_undone', detail: 'It is undone.' }]);
  if (winner === undefined || loser === undefined) throw new UserError('conflict', 'One of the two does not exist any more.');
  if (winner.mergedIntoId !== null)
    throw new UserError('conflict', 'The record was merged again since: take that merge back first.', [], {
      mergedIntoId: winner.mergedIntoId,
    });
  if (loser.mergedIntoId !== winnerId) throw new UserError('conflict', 'The record is not the one that was merged any more.');
  const notUndone: NotUndone[] = [];
  const restored = await restoreWinner(trx, context, merge, winner, notUndone);
  await restoreLoser(trx, context, merge, loser, notUndone);
  await restoreLinks(trx, context, merge, notUndone);
  if (type === 'contact') await restoreChannels(trx, context, merge, restored as ContactRow, loser as ContactRow);
  if (merge.moved.endedRuns > 0) {
    const detail = `${merge.moved.endedRuns} automation runs ended with the merge and stay ended.`;
    notUndone.push({ what: 'run', name: 'runs', detail });
  }
  await trx.raw(
    'update merges set undone_at = ?, undone_by_user_id = ?, version = version + 1, updated_at = ? where tenant_id = ? and id = ?',
    [context.now, userOf(context.actor), context.now, context.tenantId, merge.id],
  );
  await trx.raw(
    `update duplicate_pairs set status = 'open', resolved_at = null, merged_into_id = null where tenant_id = ? and status = 'merged' and merged_into_id = ? and (a_id = ? or b_id = ?)`,
    [context.tenantId, winnerId, loserId, loserId],
  );
  return { merge: { ...merge, undoneAt: context.now }, notUndone };
}

async function restoreWinner(
  trx: TenantTrx,
  context: CommandContext,
  merge: MergeRow,
  winner: SubjectRows[MergeType],
  notUndone: NotUndone[],
): Promise<SubjectRows[MergeType]> {
  const now = winner as unknown as Readonly<Record<string, unknown>>; // rows are read by the names of their fields
  const values: Record<string, unknown> = {};
  for (const [field, change] of Object.entries(merge.changes)) {
    if (field === 'custom') continue;
    if (sameJson(toJson(now[field]), change.after)) values[field] = change.before;
    else notUndone.push(changedSince(field));
  }
  const custom = merge.changes['custom'];
  if (custom) values['custom'] = restoredCustom(winner.custom, custom.before as JsonObject, custom.after as JsonObject, notUndone);
  const { row } = await writeRecord(trx, context, merge.type, winner as never, values, { data: { mergeUndone: merge.id } });
  return row;
}

function changedSince(name: string): NotUndone {
  return { what: 'field', name, detail: `"${name}" was changed after the merge and keeps its newer value.` };
}

function restoredCustom(now: JsonObject, before: JsonObject, after: JsonObject, notUndone: NotUndone[]): JsonObject {
  const restored: Record<string, JsonObject[string]> = { ...now };
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[key] ?? null;
    if (sameJson(was, after[key] ?? null)) continue;
    if (!sameJson(now[key] ?? null, after[key] ?? null)) notUndone.push(changedSince(`custom.${key}`));
    else restored[key] = was;
  }
  return Object.fromEntries(Object.entries(restored).filter(([, value]) => value !== null));
}

async function restoreLoser(
  trx: TenantTrx,
  context: CommandContext,
  merge: MergeRow,
  loser: SubjectRows[MergeType],
  notUndone: NotUndone[],
): Promise<void> {
  const { type } = merge;
  await requireRoom(trx, context, limitOf[type]);
  const taken = type === 'lead' && (await emailTaken(trx, context, loser));
  // A living lead has the address by now: the two stand side by side, flagged, as if the second had been allowed.
  const flag = taken ? ', duplicate_of = ?, duplicate_score = 100' : '';
  await trx.raw(
    `update ${recordKinds[type].table} set archived_at = null, merged_into_id = null, version = version + 1, updated_at = ?${flag} where tenant_id = ? and id = ?`,
    [context.now, ...(taken ? [merge.winnerId] : []), context.tenantId, loser.id],
  );
  if (taken)
    notUndone.push({
      what: 'email',
      name: 'email',
      detail: 'Another lead has the e-mail address now: both are kept and flagged as duplicates.',
    });
  const updated: EventType = `${type}.updated`;
  context.record({
    type: updated,
    subject: { type, id: loser.id },
    before: { archivedAt: toJson(loser.archivedAt) },
    after: { archivedAt: null },
    data: { mergeUndone: merge.id },
  });
}

async function emailTaken(trx: TenantTrx, context: CommandContext, loser: SubjectRows[MergeType]): Promise<boolean> {
  const email = 'email' in loser ? loser.email : null;
  if (email === null) return false;
  const other = await rowOf(
    trx,
    'select 1 as found from leads where tenant_id = ? and email = ? and archived_at is null and coalesce(duplicate_score, 0) < 100 limit 1',
    [context.tenantId, email],
  );
  return other !== null;
}

const nouns: Readonly<Record<string, string>> = {
  activity_links: 'activities',
  task_links: 'tasks',
  record_files: 'files',
  record_watchers: 'watchers',
  record_tags: 'tags',
};

async function restoreLinks(trx: TenantTrx, context: CommandContext, merge: MergeRow, notUndone: NotUndone[]): Promise<void> {
  const { type, winnerId, loserId, moved } = merge;
  const back = { trx, tenantId: context.tenantId, from: winnerId, to: loserId };
  const lost = await returnLinks(back, type, moved.links);
  for (const [table, count] of Object.entries(lost)) {
    const name = nouns[table] ?? table;
    notUndone.push({ what: 'link', name, detail: `${count} ${name} are not where the merge had put them and stay where they are.` });
  }
  if ((moved.links['lead_factors'] ?? []).length > 0) {
    await recountCoverage(trx, context, winnerId);
    await recountCoverage(trx, context, loserId);
  }
  await unshareEvents(back, moved.events);
  if (moved.runs.length > 0) await moveRuns(back, moved.runs);
  for (const dependent of moved.dependents) await returnDependent(trx, context, merge, dependent, notUndone);
}

async function returnDependent(
  trx: TenantTrx,
  context: CommandContext,
  merge: MergeRow,
  { type, id, field }: MergeMoved['dependents'][number],
  notUndone: NotUndone[],
): Promise<void> {
  const row = await rowOf<SubjectRows['contact'] | SubjectRows['deal']>(
    trx,
    `select * from ${recordKinds[type].table} where tenant_id = ? and id = ? for no key update`,
    [context.tenantId, id],
  );
  const pointsTo = row === null ? null : (row as unknown as Readonly<Record<string, unknown>>)[field];
  if (row === null || pointsTo !== merge.winnerId) {
    notUndone.push({ what: 'link', name: `${type} ${id}`, detail: `A ${type} was given to somebody else since and stays there.` });
    return;
  }
  if ('locked' in row && row.locked) {
    notUndone.push({ what: 'link', name: row.name, detail: 'An approval of the deal is pending: it stays as it is.' });
    return;
  }
  await writeRecord(trx, context, type, row as never, { [field]: merge.loserId }, { data: { mergeUndone: merge.id } });
}

async function restoreChannels(
  trx: TenantTrx,
  context: CommandContext,
  merge: MergeRow,
  winner: ContactRow,
  loser: ContactRow,
): Promise<void> {
  await trx.raw(
    `update contact_channels set contact_id = ?, is_primary = false where tenant_id = ? and contact_id = ? and kind || ' ' || value = any(?::text[])`,
    [loser.id, context.tenantId, winner.id, [...merge.moved.channels]],
  );
  await writeChannels(trx, context, winner, null);
  await writeChannels(trx, context, loser, null);
}
